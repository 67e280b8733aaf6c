import { createTempDir } from '../lab/index.js';
import { inTurns, type Sample } from './in-turns.js';
import { environmentFor, writeLineages } from './lineages.js';
import { type Measurement, measure } from './measure.js';
import type { BenchOptions } from './options.js';
import type { Subject } from './subject.js';

export interface NoChangeResult extends Sample {
  readonly lineages: number;
  /** CPU beyond that of a run over none, in milliseconds. */
  readonly moreCpuMs: number;
  /** The first run over them, which has no cache yet, and sets modes and owners; the next one fills the cache. */
  readonly first: Sample;
}

/** Longer runs are not repeated as often. */
const mostRepeats = 3;

/** `sync` over certificates none of which is due. */
export async function measureNoChange(
  subject: Subject,
  { mostLineages, repeats }: BenchOptions,
): Promise<NoChangeResult[]> {
  const counts = [0, 10, 1000, mostLineages].filter(
    (count, index, all) => all.indexOf(count) === index && count <= mostLineages,
  );
  const directories = await Promise.all(counts.map(() => createTempDir('bench-no-change')));
  try {
    const stages = counts.map((lineages, index) => ({ lineages, directory: directories[index]?.path ?? '' }));
    const firsts: Sample[] = [];
    for (const { lineages, directory } of stages) {
      await writeLineages(directory, lineages);
      firsts.push(await sync(subject, directory, lineages, { LOG_LEVEL: 'debug' }));
    }
    const turns = { repeats: Math.min(repeats, mostRepeats), warmUp: true };
    const found = await inTurns(stages, turns, ({ lineages, directory }) => sync(subject, directory, lineages));
    return beyondNone(found, firsts);
  } finally {
    await Promise.all(directories.map((directory) => directory.remove()));
  }
}

/** @param found the first of them is a run over none */
export function beyondNone(
  found: readonly { readonly task: { readonly lineages: number }; readonly sample: Sample }[],
  firsts: readonly Sample[],
): NoChangeResult[] {
  const none = found[0]?.sample.cpuMs ?? Number.NaN;
  return found.map(({ task: { lineages }, sample }, index) => {
    const { wallMs, cpuMs, peakMiB } = firsts[index] ?? sample;
    return { lineages, ...sample, moreCpuMs: sample.cpuMs - none, first: { wallMs, cpuMs, peakMiB } };
  });
}

/** @throws Error where there was something to do, or somebody to ask */
export async function sync(
  { letsencryptDns }: Subject,
  directory: string,
  lineages: number,
  env: Readonly<Record<string, string>> = { LOG_LEVEL: 'warn' },
): Promise<Measurement> {
  const measurement = await measure([process.execPath, letsencryptDns, 'sync'], {
    env: { ...environmentFor(directory), ...env },
    cwd: directory,
    timeoutMs: 60_000 + lineages * 20,
  });
  const { code, stdout, stderr } = measurement;
  const isQuiet =
    code === 0 && stdout.includes(`nothing to do, ${lineages} unchanged`) && !stderr.includes('ari.failed');
  if (isQuiet) return measurement;
  throw new Error(`sync over ${lineages} ended with ${code}:\n${stdout.slice(0, 1000)}\n${stderr.slice(-2000)}`);
}
