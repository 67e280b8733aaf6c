import type { ContenderId } from './contenders.js';
import { fewProviders } from './fewer-providers.js';
import type { Part } from './options.js';
import type { BenchResults } from './results.js';
import { alwaysValid, ordersInLine, realValidation, rejectedNonces } from './situations.js';
import { formatNumber, table } from './table.js';

/** One of the project's targets, and what came of it. */
export interface Verdict {
  readonly part: Part;
  readonly target: string;
  readonly bound: 'at least' | 'at most';
  readonly wanted: number;
  /** Undefined where this run did not measure it. */
  readonly measured: number | undefined;
}

/** The targets of the project, held against what was measured. */
export function judge({
  startUp,
  fewerProviders,
  noChange,
  noChangePostgres,
  idle,
  issuance,
  many,
  store,
}: BenchResults): Verdict[] {
  const find = (servers: string, id: ContenderId) =>
    [...(issuance ?? []), ...(many ?? [])].find((result) => result.servers === servers && result.id === id);
  const slower = (servers: string, id: ContenderId, than: ContenderId) =>
    ratio(find(servers, id)?.wallMs, find(servers, than)?.wallMs);
  const most = noChange?.at(-1);
  const faster = (servers: string, id: ContenderId, name: string, wanted: number): Verdict => ({
    part: 'issuance',
    target: `${servers}: wall time of ${name} to ours`,
    bound: 'at least',
    wanted,
    measured: slower(servers, id, 'ours'),
  });
  const nearFloor = (servers: string, part: Part = 'issuance'): Verdict[] => [
    {
      part,
      target: `${servers}: wall time to the floor`,
      bound: 'at most',
      // What is loaded and compiled once weighs less on more.
      wanted: (find(servers, 'ours')?.certificates ?? 0) < 1000 ? 1.8 : 1.5,
      measured: slower(servers, 'ours', 'floor'),
    },
    {
      part,
      target: `${servers}: CPU time to the floor`,
      bound: 'at most',
      wanted: 2,
      measured: ratio(find(servers, 'ours')?.cpuMs, find(servers, 'floor')?.cpuMs),
    },
    {
      part,
      target: `${servers}: ACME requests a certificate beyond the floor`,
      bound: 'at most',
      wanted: 0.5,
      measured: difference(find(servers, 'ours')?.acmeRequests, find(servers, 'floor')?.acmeRequests),
    },
  ];
  return [
    faster(realValidation, 'lego-8', 'lego, 8 at once', 10),
    faster(realValidation, 'lego-1', 'lego, one after another', 40),
    faster(realValidation, 'certbot', 'certbot with lexicon', 40),
    ...nearFloor(realValidation),
    faster(alwaysValid, 'lego-unlimited', 'lego, one after another, no limit', 1),
    faster(alwaysValid, 'lego-8', 'lego, 8 at once', 2),
    ...nearFloor(alwaysValid),
    {
      part: 'issuance',
      target: `${rejectedNonces}: certificates lost`,
      bound: 'at most',
      wanted: 0,
      measured: find(rejectedNonces, 'ours')?.lost,
    },
    ...nearFloor(ordersInLine, 'many'),
    {
      part: 'store',
      target: `${realValidation}: wall time with PostgreSQL to that with files`,
      bound: 'at most',
      wanted: 1.5,
      measured: ratio(
        store?.find(({ id }) => id === 'ours-postgres')?.wallMs,
        store?.find(({ id }) => id === 'ours')?.wallMs,
      ),
    },
    {
      part: 'start-up',
      target: 'wall time of `lexicon ovh --help` to a bare Node',
      bound: 'at most',
      wanted: 2,
      measured: startUp?.find(({ command }) => command === 'lexicon ovh --help')?.wallRatio,
    },
    ...['letsencrypt-dns --help', 'letsencrypt-dns providers', 'lexicon --help'].map(
      (command): Verdict => ({
        part: 'providers',
        target: `wall time of \`${command}\` with all providers to ${fewProviders} of them`,
        bound: 'at most',
        wanted: 1.1,
        measured: fewerProviders?.find((result) => result.command === command)?.wallRatio,
      }),
    ),
    ...(idle?.slice(1).filter(({ isComparison }) => isComparison !== true) ?? [undefined]).map(
      (result): Verdict => ({
        part: 'idle',
        target: `memory of ${result?.program ?? 'letsencrypt-dns run'} to a bare Node`,
        bound: 'at most',
        wanted: 1.6,
        measured: result?.ratio,
      }),
    ),
    {
      part: 'no-change',
      target: `CPU ms of sync over ${most?.lineages ?? 10_000} certificates beyond none`,
      bound: 'at most',
      wanted: (most?.lineages ?? 10_000) / 20,
      measured: most?.moreCpuMs,
    },
    ...(noChangePostgres?.slice(1) ?? []).map(
      ({ lineages, cpuMs }): Verdict => ({
        part: 'no-change-postgres',
        target: `CPU ms of sync over ${lineages} certificates in PostgreSQL`,
        bound: 'at most',
        wanted: 3000,
        measured: cpuMs,
      }),
    ),
  ];
}

/** A table with a line for each target. */
export function renderVerdicts(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict) => {
    const { target, bound, wanted, measured } = verdict;
    return [target, `${bound} ${formatNumber(wanted)}`, measured ?? '-', outcome(verdict)];
  });
  return `## Targets\n\n${table(['target', 'wanted', 'measured', 'verdict'], rows)}`;
}

function outcome({ bound, wanted, measured }: Verdict): string {
  if (measured === undefined) return 'not measured';
  const missing = bound === 'at least' ? wanted - measured : measured - wanted;
  if (missing <= 0) return 'met';
  return wanted === 0 ? 'missed' : `missed by ${formatNumber(missing)} (${Math.round((missing / wanted) * 100)} %)`;
}

function ratio(value: number | undefined, to: number | undefined): number | undefined {
  return value === undefined || to === undefined ? undefined : value / to;
}

function difference(value: number | undefined, from: number | undefined): number | undefined {
  return value === undefined || from === undefined ? undefined : value - from;
}
