import { z } from 'zod';
import {
  type DnsRecord,
  fromPresentation,
  joinPriority,
  type RecordDraft,
  relativeName,
  splitTxt,
  toPresentation,
  type Zone,
} from '../../core/sdk/index.js';

const Host = z.object({ name: z.string() }).optional();

/** A record as the service writes it; what it holds depends on the type. */
export const Rr = z.object({
  '@id': z.coerce.string(),
  name: z.coerce.string(),
  type: z.string(),
  ttl: z.coerce.number().optional(),
  a: z.string().optional(),
  aaaa: z.string().optional(),
  cname: Host,
  ns: Host,
  mx: z.object({ preference: z.coerce.number(), exchange: z.object({ name: z.string() }) }).optional(),
  txt: z.object({ string: z.array(z.coerce.string()) }).optional(),
});

/** Undefined: a type that is left alone. */
export function fromXml(
  { '@id': id, name, type, ttl, ...data }: z.infer<typeof Rr>,
  zone: Zone,
): DnsRecord | undefined {
  const priority = data.mx?.preference;
  const host = data.cname?.name ?? data.ns?.name ?? data.mx?.exchange.name;
  const content = data.txt?.string.join('') ?? data.a ?? data.aaaa ?? (host && fromPresentation(type, host));
  if (content === undefined) return undefined;
  return { id, type, name: relativeName(name, zone.name), content, ttl, priority };
}

export function toXml({ type, name, ttl, ...draft }: RecordDraft): object {
  const common = { name, ttl, type };
  const host = toPresentation({ type, content: draft.content });
  if (type === 'TXT') return { ...common, txt: { string: splitTxt(draft.content) } };
  if (type === 'CNAME' || type === 'NS') return { ...common, [type.toLowerCase()]: { name: host } };
  if (type !== 'MX') return { ...common, [type.toLowerCase()]: draft.content };
  const [preference, exchange] = toPresentation({ type, content: joinPriority(draft) }).split(/\s+/);
  return { ...common, mx: { preference, exchange: { name: exchange } } };
}
