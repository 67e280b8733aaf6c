import { isServerOf } from '../../dns/servers-of-provider.js';
import type { ProviderManifest } from '../../sdk/index.js';
import type { Diagnosis } from '../diagnosis.js';

export interface Delegation {
  readonly zone: string;
  /** Hosts in the zone's NS records, lower case, no final dot. */
  readonly hosts: readonly string[];
  /** The provider that is configured. */
  readonly manifest: ProviderManifest;
  /** All providers, to tell whose the servers are. */
  readonly all: readonly ProviderManifest[];
  /** Whether the servers showed the test record all the same, as those under a customer's own names do. */
  readonly shown: boolean;
}

/** The zone's servers are not the provider's: what is written there, nobody sees. */
export function diagnoseDelegation({ zone, hosts, manifest, all, shown }: Delegation): Diagnosis | undefined {
  if (shown || !isElsewhere(hosts, manifest)) return undefined;
  const owner = all.find((other) => other.id !== manifest.id && hosts.some((host) => isServerOf(host, other)));
  const whose = owner === undefined ? '' : `, which are those of ${owner.title}`;
  return {
    code: 'delegated-elsewhere',
    severity: 'error',
    subject: zone,
    message: `${zone} is delegated to ${hosts.join(', ')}${whose}, and not to ${manifest.title}`,
    hint:
      owner === undefined
        ? `Delegate ${zone} to the servers that ${manifest.title} names, or choose the provider that serves it`
        : `Choose the provider ${owner.id}, or delegate ${zone} to ${manifest.title}`,
  };
}

/** Whether none of the hosts is a server of the provider; where its servers are not known, that cannot be told. */
export function isElsewhere(hosts: readonly string[], manifest: ProviderManifest): boolean {
  if (manifest.nameservers === undefined || hosts.length === 0) return false;
  return !hosts.some((host) => isServerOf(host, manifest));
}
