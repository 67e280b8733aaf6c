import { isMoment, type Parser } from '../../disk/parse-json.js';
import type { Changes } from '../../store/facts/facts.js';
import type { CertificateStore } from '../../store/store.js';

/** Moments by key, in milliseconds since the epoch, kept in the store; those that have passed are forgotten. */
export interface Ledger {
  /** All of them. @throws Failure STORE */
  all(): Promise<ReadonlyMap<string, number>>;
  /** Changes some, durably; between what `change` sees and its changes nobody else changes any. @throws Failure STORE, and what `change` throws */
  change(change: (used: ReadonlyMap<string, number>) => Changes<number>, now: number): Promise<void>;
}

const parseMoment: Parser<number> = (value) => (isMoment(value) ? value : undefined);

/** So many changes apart, what has passed is looked for. */
const sweepEvery = 500;

/** @param name of the facts in the store */
export function createLedger({ facts }: Pick<CertificateStore, 'facts'>, name: string): Ledger {
  const moments = facts(name, parseMoment);
  let untilSweep = sweepEvery;

  return {
    all: () => moments.all(),
    async change(change, now) {
      untilSweep -= 1;
      const isSweep = untilSweep <= 0;
      if (isSweep) untilSweep = sweepEvery;
      await moments.change((used) => ({ ...(isSweep ? passed(used, now) : {}), ...change(used) }));
    },
  };
}

function passed(used: ReadonlyMap<string, number>, now: number): Changes<number> {
  return Object.fromEntries([...used].filter(([, moment]) => moment <= now).map(([key]) => [key, undefined]));
}
