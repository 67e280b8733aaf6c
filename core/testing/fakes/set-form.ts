import { fqdn, fromPresentation, fullName, quoteTxt, relativeName, toPresentation } from '../../sdk/index.js';
import { type Call, refuse } from './routed-fake.js';
import type { FakeSet } from './sets.js';
import { allowOnly } from './zones.js';

type Fields = Readonly<Record<string, unknown>>;

/** How an API shows and takes record sets: `{ name, type, ttl, records: ["one"] }` unless told otherwise. */
export interface SetForm {
  /** Its own names for fields. */
  readonly fields?: Readonly<Partial<Record<'name' | 'type' | 'ttl' | 'values', string>>>;
  readonly names?: 'relative' | 'full' | 'fqdn';
  /** How the apex is written as a relative name, `@` unless told. */
  readonly apex?: string;
  /** As in zone files (text in quotes, hosts with a final dot) unless told: `quoted` is text alone. */
  readonly values?: 'bare' | 'quoted';
  /** The field that a value stands in, and what stands beside it: `{ content: "one", disabled: false }`. */
  readonly value?: { readonly field: string; readonly shown?: object; readonly taken?: readonly string[] };
  /** What stands in each set besides, and what may come with one. */
  readonly shown?: object;
  readonly taken?: readonly string[];
}

/** Between what the fake holds and what the API shows; what the API does not know, or would not take, is refused. */
export function setForm(form: SetForm) {
  const { names = 'relative', apex = '@', values: kind, value, shown = {}, taken = [] } = form;
  const fields = { name: 'name', type: 'type', ttl: 'ttl', values: 'records', ...form.fields };

  function toData(type: string, content: string): string {
    if (kind === undefined) return toPresentation({ type, content });
    return kind === 'quoted' && type === 'TXT' ? quoteTxt(content) : content;
  }

  function fromData(type: string, data: string): string {
    if (kind === 'bare') return data;
    if (type === 'TXT' && !/^".*"$/s.test(data)) refuse(422, { message: 'text must be quoted' });
    const isHost = /^(CNAME|MX|NS|SRV)$/.test(type);
    if (kind === undefined && isHost && !data.endsWith('.')) refuse(422, { message: 'the final dot is missing' });
    return fromPresentation(type, data);
  }

  function toName(name: string, zone: { readonly name: string }): string {
    if (names === 'relative') return name === '@' ? apex : name;
    return names === 'full' ? fullName(name, zone.name) : fqdn(name, zone.name);
  }

  function textOf(given: unknown): string {
    if (value === undefined) return String(given);
    const { [value.field]: text, ...rest } = given as Fields;
    allowOnly(rest, [...Object.keys(value.shown ?? {}), ...(value.taken ?? [])]);
    return String(text);
  }

  return {
    toName,

    toSet({ type, name, ttl, values }: FakeSet, zone: { readonly name: string }): Fields {
      const texts = values.map((content) => toData(type, content));
      const items = value === undefined ? texts : texts.map((text) => ({ [value.field]: text, ...value.shown }));
      const key = { [fields.name]: toName(name, zone), [fields.type]: type };
      return { ...key, [fields.ttl]: ttl, [fields.values]: items, ...shown };
    },

    /** @param params name and type of the address, where they stand there; an empty set is what has no values */
    fromSet(body: unknown, { params = {}, zone }: Pick<Call, 'zone'> & Partial<Pick<Call, 'params'>>): FakeSet {
      const sent = body as Fields;
      allowOnly(sent, [...Object.values(fields), ...Object.keys(shown), ...taken]);
      const type = String(sent[fields.type] ?? params.type);
      const written = String(sent[fields.name] ?? params.name);
      const name = relativeName(written === apex ? '@' : written, zone.name);
      if (toName(name, zone) !== written) refuse(422, { message: `${written} is no name here` });
      const values = ((sent[fields.values] ?? []) as unknown[]).map((item) => fromData(type, textOf(item)));
      if (new Set(values).size < values.length) refuse(422, { message: 'a set has each value once' });
      return { type, name, ttl: Number(sent[fields.ttl] ?? 0), values };
    },
  };
}
