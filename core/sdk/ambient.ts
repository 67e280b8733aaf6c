import { AsyncLocalStorage } from 'node:async_hooks';

/** What goes with a piece of work wherever it leads, without being handed around. */
export interface Ambient {
  /** Ends the work's requests: see `ambient-signal.ts`. */
  readonly signal?: AbortSignal;
  /** Id of the pass. */
  readonly pass?: string;
  /** Name of the certificate; work that several share bears that of the first. */
  readonly certificate?: string;
}

/** One for all of it: Node has each storage of a process follow each promise. Made by the first work that has any of it. */
let storage: AsyncLocalStorage<Ambient> | undefined;

/** Runs work with these, besides what the work around it has. */
export function withAmbient<T>(more: Ambient, work: () => Promise<T>): Promise<T> {
  storage ??= new AsyncLocalStorage();
  return storage.run({ ...storage.getStore(), ...more }, work);
}

/** That of the work under way. */
export function ambient(): Ambient {
  return storage?.getStore() ?? {};
}
