import { fromPresentation, joinParts, splitParts, toPresentation } from '../../core/sdk/index.js';

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

/** The API completes a host name without a final dot with the zone's name. */
export function toFields(type: string, content: string): Fields {
  const names = fieldsOf[type] ?? ['data'];
  return splitParts(type, type === 'TXT' ? content : toPresentation({ type, content }), names);
}

export function toContent(type: string, fields: Fields): string {
  const content = joinParts(type, fields, fieldsOf[type] ?? Object.keys(fields));
  return type === 'TXT' ? content : fromPresentation(type, content);
}
