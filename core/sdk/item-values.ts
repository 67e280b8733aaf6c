import { Failure } from './failure.js';

/** An item as an API sends it, by field. */
export type ItemValues = Readonly<Record<string, unknown>>;

/** @throws Failure RESPONSE where there is no text in the field */
export function textIn(item: ItemValues, field: string): string {
  const value = item[field];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Failure('RESPONSE', `the answer cannot be understood: a record has no "${field}"`, {
    hint: 'Check the API URL; if it is right, the API may have changed: please report it',
  });
}

/** Numbers come as such or as text; what is no number (null, empty) says that there is none. */
export function numberIn(item: ItemValues, field: string | undefined): number | undefined {
  const value = field === undefined ? undefined : item[field];
  return value === null || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
}
