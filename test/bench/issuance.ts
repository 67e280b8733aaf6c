import { missing } from '../lab/index.js';
import { runCommand } from '../lab/run-command.js';
import { type Contender, certbot, floor, lego, ours } from './contenders.js';
import { measure } from './measure.js';
import type { BenchOptions } from './options.js';
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

const situations: readonly { readonly name: string; readonly options: StageOptions }[] = [
  { name: 'real validation', options: {} },
  { name: 'always valid', options: { alwaysValid: true } },
  { name: 'half of the nonces rejected', options: { rejectedNonces: 50 } },
];

/** All contenders in turns, each on servers of its own. */
export async function measureIssuance(
  subject: Subject,
  options: BenchOptions,
  onResult: (result: IssuanceResult) => void,
): Promise<IssuanceResult[]> {
  const contenders = [floor, ours(subject), ...(options.peers ? await peers() : [])];
  const results: IssuanceResult[] = [];
  for (const situation of situations) {
    for (const contender of contenders) {
      // The floor takes no rejection.
      if (contender === floor && situation.options.rejectedNonces !== undefined) continue;
      const isFew = contender.isSlow || (situation.options.rejectedNonces !== undefined && contender.role !== 'ours');
      const count = isFew ? options.fewCertificates : options.certificates;
      const result = await measureOne(contender, situation, count);
      results.push(result);
      onResult(result);
    }
  }
  return results;
}

async function measureOne(
  contender: Contender,
  { name, options }: (typeof situations)[number],
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
  if (done === 0) throw new Error(`${contender.name} obtained nothing:\n${stderr.slice(-3000)}`);
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

async function peers(): Promise<Contender[]> {
  const found: Contender[] = [];
  if (missing('lego') === false) {
    found.push(lego(8), lego(1));
    const help = await runCommand('lego', ['--help']);
    if (help.stdout.includes('overall-request-limit')) found.push(lego(8, ['--overall-request-limit', '1000']));
  }
  if (missing('certbot') === false && missing('lexicon') === false) found.push(certbot);
  return found;
}
