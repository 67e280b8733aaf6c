import { createPrivateKey } from 'node:crypto';
import type { DesiredState } from '../config/index.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import { certificateAsIs, issuedCertificate } from '../issuance/steps/issued-certificate.js';
import { Failure } from '../sdk/failure.js';
import { isGoodLineage, type Lineage, readKeyType } from '../store/index.js';
import type { HubCertificate } from './hub-client.js';

export type CopyServices = Pick<PassServices, 'store' | 'postIssue' | 'log'>;

export interface CopyRequest {
  readonly state: DesiredState;
  /** Where it comes from, for the renewal configuration. */
  readonly hub: string;
  readonly signal: AbortSignal;
}

/**
 * Makes a lineage of this host that of the hub, and runs the post-issue steps for a version that is new here. For the
 * holder of the directory. @returns whether it was new
 * @throws Failure INTERNAL where what came does not belong together; STORE
 */
export async function keepCopy(
  { store, postIssue, log }: CopyServices,
  { state, hub, signal }: CopyRequest,
  name: string,
  { cert, chain, privkey, version }: HubCertificate,
): Promise<boolean> {
  const before = await store.read(name);
  if (before !== undefined && isGoodLineage(before) && isSame((await store.material(name)).cert, cert)) return false;
  const wanted = state.certificates.find((certificate) => certificate.name === name);
  const asSeen = (lineage: Lineage) =>
    wanted === undefined
      ? certificateAsIs(store.publication, lineage)
      : issuedCertificate(store.publication, wanted, lineage);
  const kind = before === undefined ? 'issued' : 'renewed';
  const current = async () => undefined;
  const future = issuedCertificate(store.publication, wanted ?? { name, domains: [] }, before);
  const plugins = postIssue.beginPass({ expected: [future], current, signal });
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
  for (const { plugin, failure } of steps) {
    if (failure === undefined) continue;
    log.error(
      { event: 'plugin.failed', certificate: name, plugin, reason: failure.message },
      'a post-issue step failed',
    );
  }
  return true;
}

/** @throws Failure RESPONSE */
function keyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Failure('RESPONSE', 'the hub sent no private key');
  }
}

function isSame(one: string, other: string): boolean {
  return one.trim() === other.trim();
}
