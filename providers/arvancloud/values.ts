import { z } from 'zod';
import { type RecordDraft, splitPriority, withoutDot } from '../../core/sdk/index.js';

const Addresses = z.array(z.object({ ip: z.string() }));
const Fields = z.object({
  text: z.string().optional(),
  host: z.string().optional(),
  location: z.string().optional(),
  target: z.string().optional(),
  priority: z.number().optional(),
  weight: z.number().optional(),
  port: z.number().optional(),
  tag: z.string().optional(),
  value: z.string().optional(),
});

/** The contents that an item holds; other types are told by none. */
export function fromValue(type: string, value: unknown): string[] {
  const addresses = Addresses.safeParse(value).data;
  if (addresses !== undefined) return addresses.map(({ ip }) => ip);
  const { text, host, target = '', priority, weight, port, tag, ...rest } = Fields.catch({}).parse(value);
  switch (type) {
    case 'TXT':
      return text === undefined ? [] : [text];
    case 'MX':
      return [`${priority ?? 0} ${withoutDot(host ?? '')}`];
    case 'SRV':
      return [`${priority ?? 0} ${weight ?? 0} ${port ?? 0} ${withoutDot(target)}`];
    case 'CAA':
      return [`0 ${tag ?? ''} "${rest.value ?? ''}"`];
    default:
      return [host ?? rest.location].flatMap((name) => (name === undefined ? [] : [withoutDot(name)]));
  }
}

/** Each type has an object of its own (https://www.arvancloud.ir/api/cdn/4.0#tag/DNS-Management). */
export function toValue(draft: RecordDraft): unknown {
  const { content, priority = 0 } = splitPriority(draft);
  const [first = '', second = '', third = ''] = content.split(/\s+/);
  switch (draft.type) {
    case 'A':
    case 'AAAA':
      return [{ ip: content }];
    case 'CNAME':
      return { host: content, host_header: 'source' };
    case 'MX':
      return { host: content, priority };
    case 'SRV':
      return { target: third, priority, weight: Number(first), port: Number(second) };
    case 'CAA':
      return { tag: second, value: third.replaceAll('"', '') };
    case 'TXT':
      return { text: content };
    default:
      return { host: content };
  }
}
