import { Failure } from './failure.js';
import type { Schema } from './http.js';
import { type DnsRecord, recordTypes } from './record.js';

/**
 * For services that change a record but not its type: what was asked for would look done, and the record be of the old type.
 * @param records where the record is among: those listed before, or what the answer to the change shows
 * @param state what else is to be told
 * @throws Failure UNSUPPORTED where the record of this id is of another type than the one that it was to have
 */
export function checkKeptType(
  records: readonly Pick<DnsRecord, 'id' | 'type'>[],
  id: string,
  { type }: Pick<DnsRecord, 'type'>,
  state = '',
): void {
  const kept = records.find((record) => record.id === id)?.type;
  if (kept === undefined || kept === type) return;
  throw new Failure(
    'UNSUPPORTED',
    `the record ${id} is a ${kept} record and stays one: its type cannot be changed${state}`,
    {
      hint: `Delete it, and create the ${type} record anew`,
    },
  );
}

/** For answers that `checkShownType` is to look at. */
export const asAnswered: Schema<unknown> = { parse: (data) => data };

/**
 * The same of the record that the answer to a change shows, at its top or up to two steps below; all is well where it shows none.
 * @param field where the type stands
 * @throws Failure UNSUPPORTED
 */
export function checkShownType(answer: unknown, id: string, draft: Pick<DnsRecord, 'type'>, field = 'type'): void {
  const places = isObject(answer) ? [answer, ...within(answer), ...within(answer).flatMap(within)] : [];
  const shown = places.map((place) => String(place[field]).toUpperCase());
  const type = shown.find((word) => recordTypes.some((known) => known === word));
  if (type !== undefined) checkKeptType([{ id, type }], id, draft, '; the rest of it may have changed');
}

type Fields = Readonly<Record<string, unknown>>;

function within(place: Fields): Fields[] {
  return Object.values(place).filter(isObject);
}

/** Lists are of other records as well. */
function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
