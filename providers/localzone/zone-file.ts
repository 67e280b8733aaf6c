import {
  canonicalName,
  type DnsRecord,
  fqdn,
  fromPresentation,
  isWithin,
  type RecordChange,
  recordId,
  relativeName,
  toPresentation,
  withoutDot,
} from '../../core/sdk/index.js';
import { type Entry, entriesOf, type Token } from './tokens.js';

/** A record, and the entry that it is written in. */
interface Written {
  readonly record: DnsRecord;
  readonly owner: string;
  readonly entry: Entry;
}

export interface ZoneFile {
  /** The owner of the SOA record. */
  readonly apex: string;
  readonly records: readonly DnsRecord[];
  /** The text of the file with these changes and the next serial number. */
  change(change: RecordChange): string;
}

/** In seconds, which are meant where there is none. */
const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };
const classes = /^(IN|CH|HS)$/i;
const types = /^(A|AAAA|CNAME|MX|NS|TXT|SRV|CAA|SOA)$/;
const endsInHost = /^(CNAME|MX|NS|SRV)$/;

/** Reads a master file (RFC 1035, section 5). @returns undefined where it has no SOA record */
export function readZoneFile(text: string): ZoneFile | undefined {
  const lines = text.split('\n');
  const written: Written[] = [];
  /** Of records of any type, also those that mean nothing here. */
  const owners: { readonly owner: string; readonly entry: Entry }[] = [];
  let origin = '';
  let owner = '';
  let usualTtl: number | undefined;
  let soa: readonly Token[] | undefined;
  let apex = '';
  for (const entry of entriesOf(lines)) {
    const [directive = '', argument = ''] = entry.tokens.map((token) => token.text);
    if (directive === '$ORIGIN') origin = absolute(argument, origin);
    else if (directive === '$TTL') usualTtl = secondsOf(argument);
    if (directive.startsWith('$')) continue;
    if (!entry.isIndented) owner = absolute(directive, origin);
    owners.push({ owner, entry });
    const words = entry.isIndented ? entry.tokens : entry.tokens.slice(1);
    const inFront = words.findIndex(({ text: word }) => !classes.test(word) && !/^\d/.test(word));
    let ttl = usualTtl;
    for (const { text: word } of words.slice(0, inFront)) if (!classes.test(word)) ttl = secondsOf(word);
    const [{ text: kind } = { text: '' }, ...rest] = words.slice(inFront);
    const type = kind.toUpperCase();
    if (type === 'SOA' && soa === undefined) {
      soa = rest;
      apex = withoutDot(owner);
      origin ||= owner;
    }
    if (!types.test(type) || type === 'SOA') continue;
    // Each word of TXT is a text of its own, in quotes or not.
    const isBare = (word: string) => type === 'TXT' && !word.startsWith('"');
    const data = rest.map(({ text: word }) => (isBare(word) ? `"${word}"` : word));
    if (endsInHost.test(type)) data.push(absolute(data.pop() ?? '', origin));
    const record = { type, name: withoutDot(owner), content: fromPresentation(type, data.join(' ')), ttl };
    written.push({ record: { id: '', ...record }, owner, entry });
  }
  if (soa === undefined) return undefined;
  const serial = soa[2];
  const own = written.filter(({ record: { name } }) => isWithin(name, apex)).map(inZone);

  function inZone({ record, ...rest }: Written): Written {
    const name = relativeName(record.name, apex);
    return { ...rest, record: { ...record, name, id: recordId({ ...record, name }) } };
  }

  return {
    apex: canonicalName(apex),
    records: own.map(({ record }) => record),
    change({ create, remove }) {
      const doomed = new Set(remove.map(({ id }) => id));
      const changed: (string | undefined)[] = lines.map((line, index) =>
        index === serial?.line ? withNext(line, serial) : line,
      );
      for (const { entry, record } of own) {
        if (doomed.has(record.id)) changed.fill(undefined, entry.first, entry.last + 1);
      }
      // A line that took its owner from one that is gone is told it.
      let before = '';
      for (const { entry, owner: name } of owners) {
        const line = changed[entry.first];
        if (line === undefined) continue;
        if (entry.isIndented && name !== before) changed[entry.first] = `${name}${line}`;
        before = name;
      }
      const kept = changed.filter((line) => line !== undefined);
      if (kept.at(-1) === '') kept.pop();
      const added = create.map((draft) => {
        const data = toPresentation(draft);
        return `${fqdn(draft.name, apex)}\t${draft.ttl}\tIN\t${draft.type}\t${data}`;
      });
      return [...kept, ...added, ''].join('\n');
    },
  };
}

/** Serial numbers are 32 bits long and go round (RFC 1982). */
function withNext(line: string, { text, column }: Token): string {
  const next = String((Number(text) + 1) % 2 ** 32);
  return line.slice(0, column) + next + line.slice(column + text.length);
}

function absolute(name: string, origin: string): string {
  if (name === '@') return origin;
  return name.endsWith('.') ? name : `${name}.${origin}`;
}

/** `3600`, `1h30m`. */
function secondsOf(text: string): number {
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  return parts.reduce((sum, [, count, unit = '']) => {
    const { [unit]: factor = 1 } = units;
    return sum + Number(count) * factor;
  }, 0);
}
