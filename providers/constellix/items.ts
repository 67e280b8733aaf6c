import { z } from 'zod';
import { hostOrEmpty, type RecordSet, withDot } from '../../core/sdk/index.js';
import { fromValue, toValue, type Value } from './content.js';

const number = z.coerce.number().optional();
const RoundRobin = z.object({
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
  roundRobin: z.array(RoundRobin).catch([]),
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
  const contents = (values: readonly Value[]) => values.map((value) => fromValue(type, value, zone));
  const disabled = new Set(contents(roundRobin.filter((value) => value.disableFlag)));
  return { id, type, name: name || '@', ttl, values: contents(host ? [{ value: host }] : roundRobin), disabled };
}

/** An alias is kept under `host`; the API takes the list of values for it as well, and forgets it. */
export function toItem({ type, name, ttl, values }: RecordSet, before?: ItemSet) {
  const roundRobin = values.map((content) => ({
    disableFlag: before?.disabled.has(content) ?? false,
    ...toValue(type, content),
  }));
  const [host] = type === 'CNAME' ? values.map(withDot) : [];
  return { id: before?.id, name: hostOrEmpty(name), ttl, host, roundRobin };
}
