import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { DesiredState } from '../config/desired-state.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import { certificateAsIs, issuedCertificate } from '../issuance/steps/issued-certificate.js';
import { Failure } from '../sdk/failure.js';
import { isGoodLineage, type Lineage } from '../store/lineages/lineage.js';
import { readKeyType } from '../x509/certificate-facts.js';
import { currentCopies } from './current-copies.js';
import type { HubCertificate } from './hub-client.js';

export type CopyServices = Pick<PassServices, 'store' | 'postIssue' | 'log'>;

export interface CopyRequest {
  readonly state: DesiredState;
  /** Where it comes from, for the renewal configuration. */
  readonly hub: string;
  /** Whether another hub may have a newer one: what is older than the copy here is then not taken. */
  readonly hasSeveralHubs: boolean;
  readonly signal: AbortSignal;
}

/** `failed`: it was taken, and a step is owed for it. */
export type Kept = 'same' | 'older' | 'taken' | 'failed';

/**
 * Makes a lineage of this host that of the hub, and runs the post-issue steps for a version that is new here. For the
 * holder of the directory.
 * @throws Failure INTERNAL where what came does not belong together, RESPONSE where it is none; STORE
 */
export async function keepCopy(
  { store, postIssue, log }: CopyServices,
  { state, hub, hasSeveralHubs, signal }: CopyRequest,
  name: string,
  { cert, chain, privkey, version }: HubCertificate,
): Promise<Kept> {
  const before = await store.read(name);
  if (before !== undefined && isGoodLineage(before)) {
    if (isSame((await store.material(name)).cert, cert)) return 'same';
    if (hasSeveralHubs && begunAt(cert) < before.certificate.notBefore.getTime()) {
      log.info({ event: 'agent.older', certificate: name, version }, `a hub has an older ${name} than this host`);
      return 'older';
    }
  }
  const wanted = state.certificates.find((certificate) => certificate.name === name);
  const asSeen = (lineage: Lineage) =>
    wanted === undefined
      ? certificateAsIs(store.publication, lineage)
      : issuedCertificate(store.publication, wanted, lineage);
  const kind = before === undefined ? 'issued' : 'renewed';
  const future = issuedCertificate(store.publication, wanted ?? { name, domains: [] }, before);
  const plugins = postIssue.beginPass({ expected: [future], current: currentCopies(store, state), signal });
  const saved = await store.save({
    name,
    pem: { cert, chain, privkey },
    renewal: { server: hub, account: 'agent', keyType: readKeyType(keyOf(privkey)), reuseKey: false },
    owes: await plugins.owes({ kind, certificate: future }),
    // The number of the hub, where it is a later one: another hub may count otherwise.
    ...(version > (before?.version ?? 0) && { version }),
  });
  const lineage = await store.read(name);
  if (lineage === undefined) throw new Failure('STORE', `the certificate ${name} is gone`);
  log.info({ event: 'agent.copied', certificate: name, version: saved }, `took ${name} over from the hub`);
  await plugins.done({ kind, certificate: asSeen(lineage) });
  const { steps } = await plugins.finish();
  const failed = steps.filter(({ failure }) => failure !== undefined);
  for (const { certificate, plugin, failure } of failed) {
    log.error({ event: 'plugin.failed', certificate, plugin, reason: failure?.message }, 'a post-issue step failed');
  }
  return failed.length === 0 ? 'taken' : 'failed';
}

/** @throws Failure RESPONSE */
function keyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Failure('RESPONSE', 'the hub sent no private key');
  }
}

/** Milliseconds since the epoch. @throws Failure RESPONSE */
function begunAt(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validFrom);
  } catch {
    throw new Failure('RESPONSE', 'the hub sent no certificate');
  }
}

function isSame(one: string, other: string): boolean {
  return one.trim() === other.trim();
}
