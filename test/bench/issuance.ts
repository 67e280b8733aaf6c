import { type Contender, floor, ours, oursInPostgres } from './contenders.js';
import { type IssuanceResult, measureContender } from './measure-contender.js';
import { middle } from './middle.js';
import type { BenchOptions } from './options.js';
import { findPeers } from './peers.js';
import { alwaysValid, ordersInLine, realValidation, rejectedNonces } from './situations.js';
import type { StageOptions } from './stage.js';
import type { Subject } from './subject.js';

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
  return measureSituations(situations, options, onResult);
}

/** Ours and the floor with many certificates, in turns: two rounds at most, as each takes a minute. */
export function measureMany(
  subject: Subject,
  options: BenchOptions,
  onResult: (result: IssuanceResult) => void,
): Promise<IssuanceResult[]> {
  const situation = { name: ordersInLine, options: { ordersInLine: true }, contenders: [floor, ours(subject)] };
  const { manyCertificates: certificates, rounds } = options;
  return measureSituations([situation], { ...options, certificates, rounds: Math.min(rounds, 2) }, onResult);
}

/** The two stores in turns, while Pebble asks for the TXT records. */
export function measureStores(
  subject: Subject,
  options: BenchOptions,
  onResult: (result: IssuanceResult) => void,
): Promise<IssuanceResult[]> {
  const contenders = [ours(subject), oursInPostgres(subject)];
  return measureSituations([{ name: realValidation, options: {}, contenders }], options, onResult);
}

async function measureSituations(
  situations: readonly Situation[],
  options: BenchOptions,
  onResult: (result: IssuanceResult) => void,
): Promise<IssuanceResult[]> {
  const results: IssuanceResult[] = [];
  for (const situation of situations) {
    const rounds = situation.contenders.map((): IssuanceResult[] => []);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const [index, contender] of situation.contenders.entries()) {
        if (round > 0 && isPeer(contender)) continue;
        const certificates = certificatesFor(contender, situation, options);
        const result = await measureContender(contender, situation, certificates);
        rounds[index]?.push(result);
        onResult(result);
      }
    }
    results.push(...rounds.map(middleResult));
  }
  return results;
}

/** The round of middle wall time. @throws RangeError where there was none */
function middleResult(rounds: readonly IssuanceResult[]): IssuanceResult {
  const wall = middle(rounds.map(({ wallMs }) => wallMs));
  const result = rounds.find(({ wallMs }) => wallMs === wall);
  if (result === undefined) throw new RangeError('nothing was measured');
  return { ...result, lost: Math.max(...rounds.map(({ lost }) => lost)) };
}

function isPeer({ id }: Contender): boolean {
  return id !== 'ours' && id !== 'ours-postgres' && id !== 'floor';
}

/** Peers need seconds for each where they wait for a validation, and may elsewhere: they get few, and enough to be busy. */
function certificatesFor(contender: Contender, { options: servers }: Situation, options: BenchOptions): number {
  if (!isPeer(contender)) return options.certificates;
  const { isSlow, atOnce = 1 } = contender;
  const times = isSlow !== true && servers.alwaysValid === true ? 8 : atOnce;
  return Math.min(options.certificates, options.fewCertificates * times);
}
