import type { Measurement } from './measure.js';
import { middle } from './middle.js';

/** What a command takes: the middle of some runs. */
export interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/**
 * Runs all tasks one after another, and that some times over, so that what else the machine does hits all alike.
 * The round of warming up, which fills caches, comes first and does not count.
 */
export async function inTurns<T>(
  tasks: readonly T[],
  { repeats, warmUp }: { readonly repeats: number; readonly warmUp: boolean },
  run: (task: T) => Promise<Measurement>,
): Promise<{ task: T; sample: Sample }[]> {
  const runs = tasks.map((task) => ({ task, found: [] as Measurement[] }));
  if (warmUp) for (const task of tasks) await run(task);
  for (let round = 0; round < repeats; round += 1) {
    for (const { task, found } of runs) found.push(await run(task));
  }
  return runs.map(({ task, found }) => ({ task, sample: middleOf(found) }));
}

function middleOf(found: readonly Sample[]): Sample {
  return {
    wallMs: middle(found.map(({ wallMs }) => wallMs)),
    cpuMs: middle(found.map(({ cpuMs }) => cpuMs)),
    peakMiB: middle(found.map(({ peakMiB }) => peakMiB)),
  };
}
