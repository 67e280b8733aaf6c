import { type Ambient, ambient, withAmbient } from '../sdk/ambient.js';

/** What tells log lines of one piece of work from those of others. */
export type Correlation = Pick<Ambient, 'pass' | 'certificate'>;

/** Runs work whose log lines all bear these fields, besides those of the work around it. */
export function withCorrelation<T>(fields: Correlation, work: () => Promise<T>): Promise<T> {
  return withAmbient(fields, work);
}

/** The fields of the work under way. */
export function currentCorrelation(): Correlation {
  const { pass, certificate } = ambient();
  return { ...(pass !== undefined && { pass }), ...(certificate !== undefined && { certificate }) };
}
