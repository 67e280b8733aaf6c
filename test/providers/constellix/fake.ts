import { quoteTxt, unquoteTxt, withDot, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Value {
  readonly value: string;
  readonly disableFlag?: boolean;
  readonly level?: number;
  readonly priority?: number;
  readonly weight?: number;
  readonly port?: number;
}

interface Item {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly ttl: number;
  readonly host?: string;
  readonly roundRobin: readonly Value[];
}

interface Change {
  readonly type: string;
  readonly add?: boolean;
  readonly set?: Partial<Item>;
  readonly filter?: { readonly value: string };
}

/** Constellix: one record for each name and type, its values inside; texts are shown in quotes. */
export function createFakeConstellix(): FakeApi {
  const items = new Map<number, Item>();
  let made = 0;

  /** As it is shown; the values of an alias are its host alone. */
  const shown = (item: Item) => ({ ...item, recordType: item.type.toLowerCase(), value: item.roundRobin });
  const missing = jsonAnswer({ errors: ['Requested record was not found'] }, 404);

  function put(id: number, { type, name, ttl, host, roundRobin }: Omit<Item, 'id'>): GivenAnswer {
    const taken = [...items.values()].some((item) => item.id !== id && item.type === type && item.name === name);
    if (taken) return jsonAnswer({ errors: [`"${type}" record with name "${name}" already exists`] }, 400);
    const values = roundRobin.map((value) =>
      type === 'TXT' ? { ...value, value: quoteTxt(unquoteTxt(value.value)) } : value,
    );
    const isNew = !items.has(id);
    const item = { id, type, name, ttl, ...(host === undefined ? { roundRobin: values } : { host, roundRobin: [] }) };
    items.set(id, item);
    return isNew ? jsonAnswer([shown(item)]) : jsonAnswer({ success: 'Record updated successfully' });
  }

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    return put(made, item);
  }

  /** Several changes in one request. */
  function change(all: readonly Change[]): GivenAnswer {
    const counts = { added: 0, deleted: 0 };
    for (const { type, add, set, filter } of all) {
      const found = [...items.values()].filter(
        (item) => item.name === filter?.value && item.type === type.toUpperCase(),
      );
      const given = add ? insert({ ...set, type: type.toUpperCase() } as Item) : undefined;
      if (given?.status === 400) return given;
      if (add) counts.added += 1;
      else counts.deleted += found.filter(({ id }) => items.delete(id)).length;
    }
    const { added, deleted } = counts;
    return jsonAnswer({
      success: `${added} record(s) added, 0 record(s) updated, ${deleted} record(s) deleted`,
    });
  }

  function listZones(url: URL): GivenAnswer {
    const name = url.searchParams.get('exact') ?? 'example.com';
    return name === 'example.com' ? jsonAnswer([{ id: 7, name }]) : missing;
  }

  function list(type: string | undefined, name: string | null): GivenAnswer {
    const ofType = [...items.values()].filter((item) => type === undefined || item.type === type);
    const found = ofType.filter((item) => name === null || item.name === name);
    return found.length > 0 ? jsonAnswer(found.map(shown)) : missing;
  }

  function answer({ method, url, headers, body }: SentRequest): GivenAnswer {
    // Of two ways to sign either will do.
    if (!headers['x-cnsdns-hmac'] && !headers['x-cns-security-token']) return jsonAnswer({ errors: ['no key'] }, 401);
    const [, , , zone, , kind, id] = url.pathname.replace(/\/$/, '').split('/');
    if (zone === undefined || zone === 'search') return listZones(url);
    const type = kind?.toUpperCase();
    if (method === 'GET' && (id === undefined || id === 'search')) return list(type, url.searchParams.get('exact'));
    if (method === 'POST' && type === undefined) return change(JSON.parse(body) as Change[]);
    if (method === 'POST') return insert({ ...(JSON.parse(body) as Item), type: type ?? '' });
    const item = items.get(Number(id));
    if (item === undefined) return missing;
    if (method === 'GET') return jsonAnswer(shown(item));
    if (method === 'PUT') return put(item.id, { ...(JSON.parse(body) as Item), type: item.type });
    items.delete(item.id);
    return jsonAnswer({ success: 'Record deleted successfully' });
  }

  return {
    answer,
    records: () => [...items.values()].flatMap(toRecords),
    add({ type, name, content, ttl }) {
      const [level, target = ''] = content.split(' ');
      const value = type === 'MX' ? { level: Number(level), value: withDot(target) } : { value: content };
      const host = type === 'CNAME' ? { host: withDot(content) } : {};
      const own = name === '@' ? '' : name;
      const there = [...items.values()].find((item) => item.type === type && item.name === own);
      if (there !== undefined) put(there.id, { ...there, roundRobin: [...there.roundRobin, value] });
      else insert({ type, name: own, ttl, ...host, roundRobin: [value] });
    },
  };
}

function toRecords({ type, name, ttl, host, roundRobin }: Item): FakeRecord[] {
  const values = host === undefined ? roundRobin.filter(({ disableFlag }) => !disableFlag) : [{ value: host } as Value];
  return values.map(({ value, level, priority, weight, port }) => {
    const target = withoutDot(value);
    const contents: Readonly<Record<string, string>> = {
      TXT: unquoteTxt(value),
      MX: `${level} ${target}`,
      SRV: `${priority} ${weight} ${port} ${target}`,
    };
    const content = contents[type] ?? target;
    return { type, name: name || '@', content, ttl };
  });
}
