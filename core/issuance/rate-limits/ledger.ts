import { isMoment, type LineageStore, type Parser } from '../../store/index.js';

/** Moments by key, in milliseconds since the epoch, kept on disk; those that have passed are forgotten. */
export interface Ledger {
  /** All of them, kept up to date by `set`. @throws Failure STORE */
  all(): Promise<ReadonlyMap<string, number>>;
  /** Changes some, durably. @throws Failure STORE */
  set(changes: Readonly<Record<string, number | undefined>>, now: number): Promise<void>;
}

const parseMoment: Parser<number> = (value) => (isMoment(value) ? value : undefined);

/** So many changes apart, what has passed is looked for. */
const sweepEvery = 500;

/** @param name of the map on disk */
export function createLedger({ openMap }: Pick<LineageStore, 'openMap'>, name: string): Ledger {
  const moments = openMap(name, parseMoment);
  let untilSweep = sweepEvery;

  async function passed(now: number): Promise<string[]> {
    untilSweep -= 1;
    if (untilSweep > 0) return [];
    untilSweep = sweepEvery;
    return [...(await moments.values())].filter(([, moment]) => moment <= now).map(([key]) => key);
  }

  return {
    all: () => moments.values(),
    async set(changes, now) {
      const old = await passed(now);
      await Promise.all([
        ...old.filter((key) => !(key in changes)).map((key) => moments.delete(key)),
        ...Object.entries(changes).map(([key, moment]) =>
          moment === undefined ? moments.delete(key) : moments.set(key, moment),
        ),
      ]);
    },
  };
}
