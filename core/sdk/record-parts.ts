import { unquoteTxt } from './txt.js';

/** Names of the fields that hold the parts of a content, in the order of its presentation format. */
export type PartNames = readonly string[];

/**
 * A content spread over fields: `5 443 www.example.com` and `['weight', 'port', 'target']` give
 * `{ weight: 5, port: 443, target: 'www.example.com' }`. The last field takes all that is left, the value of CAA without
 * its quotes; where there are fewer words than fields, it is the only one.
 */
export function splitParts(type: string, content: string, names: PartNames): Record<string, string | number> {
  const leading = names.slice(0, -1);
  const words = new RegExp(`^${'(\\S+)\\s+'.repeat(leading.length)}(.*)$`, 's').exec(content)?.slice(1);
  const parts = words === undefined ? [] : leading.map((name, index) => [name, toPart(words[index] ?? '')]);
  return Object.fromEntries([...parts, [names.at(-1), toRest(type, words?.at(-1) ?? content)]]);
}

/** Only hexadecimal data may be cut by blanks that mean nothing. */
function toRest(type: string, rest: string): string {
  if (type === 'TLSA') return rest.replace(/\s+/g, '');
  return type === 'CAA' ? unquoteTxt(rest) : rest;
}

/** The reverse of {@link splitParts}, in presentation format. */
export function joinParts(type: string, item: Readonly<Record<string, unknown>>, names: PartNames): string {
  const parts = names.map((name) => String(item[name] ?? ''));
  return (type === 'CAA' ? [...parts.slice(0, -1), `"${parts.at(-1)}"`] : parts).join(' ');
}

function toPart(word: string): string | number {
  return /^\d+$/.test(word) ? Number(word) : word;
}
