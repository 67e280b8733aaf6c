import { AsyncLocalStorage } from 'node:async_hooks';

/** What tells log lines of one piece of work from those of others. */
export interface Correlation {
  /** Id of the pass. */
  readonly pass?: string;
  /** Name of the certificate; work that several share bears that of the first. */
  readonly certificate?: string;
}

const storage = new AsyncLocalStorage<Correlation>();

/** Runs work whose log lines all bear these fields, besides those of the work around it. */
export function withCorrelation<T>(fields: Correlation, work: () => Promise<T>): Promise<T> {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

/** The fields of the work under way. */
export function currentCorrelation(): Correlation {
  return storage.getStore() ?? {};
}
