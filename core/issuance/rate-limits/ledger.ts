import { asObject, type Parser, type StateStore } from '../../store/index.js';

/** Moments by key, in milliseconds since the epoch, kept on disk; those that have passed are forgotten. */
export interface Ledger {
  get(key: string): Promise<number | undefined>;
  /** Changes some, durably. Changes that come while a write is under way are written together. */
  set(changes: Readonly<Record<string, number | undefined>>, now: number): Promise<void>;
}

type Moments = Readonly<Record<string, number>>;

const parseMoments: Parser<Moments> = (value) => {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const moments = Object.entries(fields).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(moments);
};

/** @param file key of the state file */
export function createLedger(state: StateStore, file: string): Ledger {
  const moments = new Map<string, number>();
  let loading: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function load(): Promise<void> {
    for (const [key, moment] of Object.entries((await state.read(file, parseMoments)) ?? {})) moments.set(key, moment);
  }

  async function loaded(): Promise<void> {
    loading ??= load();
    await loading;
  }

  function flush(): Promise<void> {
    if (next !== undefined) return next;
    const write = () => {
      next = undefined;
      return state.write(file, Object.fromEntries(moments));
    };
    next = writing.then(write, write);
    writing = next;
    return next;
  }

  return {
    async get(key) {
      await loaded();
      return moments.get(key);
    },
    async set(changes, now) {
      await loaded();
      for (const [key, moment] of Object.entries(changes)) {
        if (moment === undefined) moments.delete(key);
        else moments.set(key, moment);
      }
      for (const [key, moment] of moments) if (moment <= now) moments.delete(key);
      await flush();
    },
  };
}
