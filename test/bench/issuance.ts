import { type Contender, floor, ours } from './contenders.js';
import { measure } from './measure.js';
import type { BenchOptions } from './options.js';
import { findPeers } from './peers.js';
import { openStage, type StageOptions } from './stage.js';
import type { Subject } from './subject.js';

/** What one contender took. Times, and requests, for each certificate. */
export interface IssuanceResult {
  readonly contender: string;
  readonly role: Contender['role'];
  readonly servers: string;
  readonly certificates: number;
  readonly lost: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly acmeRequests: number;
  readonly providerRequests: number;
}

export const realValidation = 'real validation';
export const alwaysValid = 'always valid';
export const rejectedNonces = 'half of the nonces rejected';

interface Situation {
  readonly name: string;
  readonly options: StageOptions;
  readonly contenders: readonly Contender[];
}

/** All contenders one after another, each on servers of its own. */
export async function measureIssuance(
  subject: Subject,
  options: BenchOptions,
  onResult: (result: IssuanceResult) => void,
): Promise<IssuanceResult[]> {
  const { lego, liftedLego, certbot } = options.peers ? await findPeers() : { lego: [], liftedLego: [], certbot: [] };
  const both = [floor, ours(subject)];
  const situations: Situation[] = [
    { name: realValidation, options: {}, contenders: [...both, ...lego, ...certbot] },
    { name: alwaysValid, options: { alwaysValid: true }, contenders: [...both, ...lego, ...liftedLego, ...certbot] },
    // The floor takes no rejection.
    {
      name: rejectedNonces,
      options: { rejectedNonces: 50 },
      contenders: [ours(subject), ...lego.slice(0, 1), ...certbot],
    },
  ];
  const results: IssuanceResult[] = [];
  for (const situation of situations) {
    for (const contender of situation.contenders) {
      const result = await measureOne(contender, situation, certificatesFor(contender, situation, options));
      results.push(result);
      onResult(result);
    }
  }
  return results;
}

/** Who needs seconds for each gets few. */
function certificatesFor({ role, isSlow, atOnce = 1 }: Contender, situation: Situation, options: BenchOptions): number {
  const isQuick = role !== 'peer' || (situation.options.alwaysValid === true && isSlow !== true);
  return isQuick ? options.certificates : Math.min(options.certificates, options.fewCertificates * atOnce);
}

async function measureOne(
  contender: Contender,
  { name, options }: Situation,
  certificates: number,
): Promise<IssuanceResult> {
  await using stage = await openStage(options);
  const prepared = await contender.prepare(stage, certificates);
  const before = { acme: stage.acmeRequests(), provider: stage.providerRequests() };
  const { wallMs, cpuMs, peakMiB, stderr } = await measure(prepared.command, {
    env: prepared.env,
    cwd: stage.directory,
    timeoutMs: 60_000 + certificates * 20_000,
  });
  const done = await prepared.count();
  // With nonces rejected, a peer may lose them all.
  if (done === 0 && options.rejectedNonces === undefined)
    throw new Error(`${contender.name} obtained nothing:\n${stderr.slice(-3000)}`);
  return {
    contender: contender.name,
    role: contender.role,
    servers: name,
    certificates,
    lost: certificates - done,
    wallMs: wallMs / certificates,
    cpuMs: cpuMs / certificates,
    peakMiB,
    acmeRequests: (stage.acmeRequests() - before.acme) / certificates,
    providerRequests: (stage.providerRequests() - before.provider) / certificates,
  };
}
