import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { chooseProfile } from '../config/choose-profile.js';
import type { DesiredState } from '../config/desired-state.js';
import type { DoorsSettings } from '../config/doors.js';
import { toFailure } from '../sdk/failure.js';
import type { CertificateStore } from '../store/store.js';
import { readTlsMaterial } from './tls-material.js';

export interface DoorFinding {
  readonly place: string;
  readonly message: string;
  readonly hint: string;
}

/** What would keep the doors from working, found without asking anybody. */
export async function checkDoors(
  settings: DoorsSettings,
  state: DesiredState,
  store: Pick<CertificateStore, 'read' | 'material'>,
  now: number,
): Promise<DoorFinding[]> {
  return [...(await checkListener(settings, store, now)), ...checkDomains(settings, state)];
}

async function checkListener(
  settings: DoorsSettings,
  store: Pick<CertificateStore, 'read' | 'material'>,
  now: number,
): Promise<DoorFinding[]> {
  const { tls, place, url } = settings;
  if (tls === undefined) return [];
  const found = (message: string, hint: string): DoorFinding[] => [{ place, message, hint }];
  try {
    const material = await readTlsMaterial(settings, store);
    if (material === undefined) {
      return found('the certificate of the listener has not been issued yet', 'Run letsencrypt-dns sync');
    }
    const leaf = new X509Certificate(material.cert);
    if (Date.parse(leaf.validTo) <= now) return found('the certificate of the listener has expired', 'Renew it');
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const isNamed = (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined;
    return isNamed
      ? []
      : found(`the certificate of the listener does not name ${host}`, 'Change `url`, or the certificate');
  } catch (error) {
    const { message, hint = 'Look at `tls`' } = toFailure(error);
    return found(message, hint);
  }
}

/** Each name that a client may prove needs an account at a provider. */
function checkDomains({ clients }: DoorsSettings, state: DesiredState): DoorFinding[] {
  return clients.flatMap(({ domains, place, name }) =>
    domains.flatMap((pattern) => {
      const domain = pattern.replace(/^\*{1,2}\./, '');
      if (chooseProfile(state, { profile: undefined }, `_acme-challenge.${domain}`, false) !== undefined) return [];
      const message = `no provider profile is there for ${pattern} of ${name}`;
      return [{ place, message, hint: 'Name the zone in `zones` of a profile' }];
    }),
  );
}
