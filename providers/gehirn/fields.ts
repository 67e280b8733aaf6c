import { fromPresentation, withDot } from '../../core/sdk/index.js';

/** One value as the API has it: `{ "address": "192.0.2.1" }`, `{ "prio": 10, "exchange": "mail.example.com." }`. */
export type Fields = Readonly<Record<string, string | number>>;

/** Fields of each type, in the order of the presentation format. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  A: ['address'],
  AAAA: ['address'],
  CNAME: ['cname'],
  MX: ['prio', 'exchange'],
  NS: ['nsdname'],
  SRV: ['prio', 'weight', 'port', 'target'],
  TXT: ['data'],
};

const hosts = new Set(['cname', 'exchange', 'nsdname', 'target']);

/** The API completes a host name without a final dot with the zone's name. */
export function toFields(type: string, content: string): Fields {
  const names = fieldsOf[type] ?? ['data'];
  const values = names.length === 1 ? [content] : content.split(/\s+/);
  return Object.fromEntries(names.map((name, index) => [name, toValue(name, values[index] ?? '')]));
}

export function toContent(type: string, fields: Fields): string {
  const names = fieldsOf[type] ?? Object.keys(fields);
  const content = names.map((name) => fields[name]).join(' ');
  return type === 'TXT' ? content : fromPresentation(type, content);
}

function toValue(name: string, value: string): string | number {
  if (hosts.has(name)) return withDot(value);
  return /^(prio|weight|port)$/.test(name) ? Number(value) : value;
}
