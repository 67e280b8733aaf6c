import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../bench/table.js';
import type { Used } from './used.js';

const noted = /^\d+-(.*)\.test\.js\.used\.json$/;

/** What the processes noted whose entries were in this folder, by the names of their batches. */
export function readUsed(folder: string): ReadonlyMap<string, Used> {
  return new Map(
    readdirSync(folder).flatMap((file) => {
      const name = noted.exec(file)?.[1];
      return name === undefined ? [] : [[name, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Used] as const];
    }),
  );
}

/**
 * A table of the processes that took most processor time, and a line about all. In seconds. Pure.
 * @param used what each process took
 * @param whole what the run took, with all its processes
 * @param rows how many have a row
 */
export function cpuReport(used: ReadonlyMap<string, Used>, whole: Used, rows: number): string {
  const most = [...used].sort(([, one], [, other]) => cpuOf(other) - cpuOf(one)).slice(0, rows);
  const header = ['', 'CPU', 'own', 'children', 'wall', 'began', 'ended'];
  const lines = most.map(([name, { own, children, began, ended }]) => [
    name,
    ...[own + children, own, children, ended - began, began - whole.began, ended - whole.began].map(tenths),
  ]);
  const named = tenths([...used.values()].reduce((sum, one) => sum + cpuOf(one), 0));
  const wall = tenths(whole.ended - whole.began);
  return [
    table(header, lines),
    '',
    `${used.size} processes: ${named} s of CPU; with what ran them ${tenths(cpuOf(whole))} s, in ${wall} s`,
  ].join('\n');
}

function cpuOf({ own, children }: Used): number {
  return own + children;
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
