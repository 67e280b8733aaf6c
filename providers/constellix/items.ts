import { z } from 'zod';
import { hostOrEmpty, type RecordSet, withDot } from '../../core/sdk/index.js';
import { fromValue, toValue } from './content.js';

const number = z.coerce.number().optional();
const Value = z.object({
  value: z.string(),
  disableFlag: z.boolean().default(false),
  level: number,
  priority: number,
  weight: number,
  port: number,
});

/** A record of the API: all values of one name and type in one region. */
export const Item = z.object({
  id: z.number(),
  type: z.string(),
  name: z.string(),
  ttl: z.number(),
  gtdRegion: z.number().default(1),
  recordOption: z.string().default('roundRobin'),
  host: z.string().nullish(),
  // Records with failover or pools have something else in its place, or nothing.
  roundRobin: z.array(Value).catch([]),
});

/** A record, with what the API calls it. */
export interface ItemSet extends RecordSet {
  readonly id: number;
  /** Values that are there and switched off. */
  readonly disabled: ReadonlySet<string>;
}

/** Whether a record is one of those that are seen: of the default region and without failover or pools. */
export function isPlain({ gtdRegion, recordOption }: z.infer<typeof Item>): boolean {
  return gtdRegion === 1 && recordOption === 'roundRobin';
}

export function toSet({ id, type, name, ttl, host, roundRobin }: z.infer<typeof Item>, zone: string): ItemSet {
  const own = type === 'CNAME' && host ? [{ value: host, disableFlag: false }] : roundRobin;
  const contents = own.map((value) => ({ content: fromValue(type, value, zone), disabled: value.disableFlag }));
  const disabled = contents.filter((value) => value.disabled).map(({ content }) => content);
  const values = contents.map(({ content }) => content);
  return { id, type, name: name || '@', ttl, values, disabled: new Set(disabled) };
}

/** An alias is kept under `host`; the API takes the list of values for it as well, and forgets it. */
export function toItem({ type, name, ttl, values }: RecordSet, before?: ItemSet) {
  const roundRobin = values.map((content) => ({
    disableFlag: before?.disabled.has(content) ?? false,
    ...toValue(type, content),
  }));
  const host = type === 'CNAME' && values[0] !== undefined ? withDot(values[0]) : undefined;
  return { id: before?.id, name: hostOrEmpty(name), ttl, host, roundRobin };
}
