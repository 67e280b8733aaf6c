import { hostname } from 'node:os';
import type { FileStore } from './file-store.js';
import { type MoveReport, moveStore, type Side } from './move.js';
import { type MoveMark, moveKey, readMoveMark } from './move-mark.js';
import type { CertificateStore } from './store.js';

/** How often both sides are told that the work goes on, in milliseconds. */
const touchMs = 5 * 60_000;

/** A side of a move with what it is called. */
export interface NamedSide extends Side {
  readonly place: string;
}

export function directoryPlace({ layout }: FileStore): string {
  return `the directory ${layout.root} of ${hostname()}`;
}

/**
 * A move that others see: both sides say that it is under way, so that whoever works on one of them waits, also after a
 * kill; in the end the side that everything went away from says so. Where something was left behind, or differs in the
 * end, that side stays in force.
 * @param conclude what differs in the end, a line each
 */
export async function moveInTurn(
  from: NamedSide,
  to: NamedSide,
  {
    signal,
    now,
    conclude,
  }: {
    readonly signal: AbortSignal;
    readonly now: () => number;
    readonly conclude: (report: MoveReport) => Promise<readonly string[]>;
  },
): Promise<MoveReport & { readonly differences: readonly string[] }> {
  const before = await readMoveMark(from.store.state);
  const begunAt = now();
  let touchedAt = begunAt;

  async function touch(): Promise<void> {
    touchedAt = now();
    const mark = { begunAt, touchedAt, isDone: false };
    // The one that is to be first: a half of everything must not begin to work by itself.
    await put(to.store, { ...mark, role: 'to', other: from.place });
    // What went there before is there still, and stays said while the rest follows.
    if (before?.isDone !== true || before.other !== to.place)
      await put(from.store, { ...mark, role: 'from', other: to.place });
  }

  await touch();
  const report = await moveStore(from, to, signal, {
    async onStep() {
      if (now() - touchedAt >= touchMs) await touch();
    },
  });
  const differences = await conclude(report);
  if (report.left.length === 0 && differences.length === 0) {
    await put(from.store, { role: 'from', other: to.place, begunAt, touchedAt: now(), isDone: true });
  } else if (before?.isDone !== true) await from.store.state.remove(moveKey);
  await to.store.state.remove(moveKey);
  return { ...report, differences };
}

function put({ state }: CertificateStore, mark: MoveMark): Promise<void> {
  return state.write(moveKey, mark);
}
