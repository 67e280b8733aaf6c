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

/** Constellix: one record for each name and type, its values inside; texts are shown in quotes. */
export function createFakeConstellix(): FakeApi {
  const items = new Map<number, Item>();
  let made = 0;

  function put(id: number, { type, name, ttl, host, roundRobin }: Omit<Item, 'id'>): GivenAnswer {
    const taken = [...items.values()].some((item) => item.id !== id && item.type === type && item.name === name);
    if (taken) return jsonAnswer({ errors: [`"${type}" record with name "${name}" already exists`] }, 400);
    const values = roundRobin.map((value) =>
      type === 'TXT' ? { ...value, value: quoteTxt(unquoteTxt(value.value)) } : value,
    );
    // An alias is kept as a host alone.
    items.set(id, { id, type, name, ttl, ...(host === undefined ? { roundRobin: values } : { host, roundRobin: [] }) });
    return jsonAnswer({ success: 'done' });
  }

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    return put(made, item);
  }

  function answer({ method, url, headers, body }: SentRequest): GivenAnswer {
    if (!headers['x-cnsdns-hmac']) return jsonAnswer({ errors: ['no credential'] }, 401);
    const [, , , zone, , type, id] = url.pathname.replace(/\/$/, '').split('/');
    if (zone === undefined) return jsonAnswer([{ id: 7, name: 'example.com' }]);
    if (method === 'GET') {
      const found = [...items.values()].filter((item) => type === undefined || item.type === type);
      return found.length > 0 ? jsonAnswer(found) : jsonAnswer({ errors: ['not found'] }, 404);
    }
    if (method === 'POST') return insert({ ...(JSON.parse(body) as Item), type: type ?? '' });
    const item = items.get(Number(id));
    if (item === undefined) return jsonAnswer({ errors: ['not found'] }, 404);
    if (method === 'PUT') return put(item.id, { ...(JSON.parse(body) as Item), type: item.type });
    items.delete(item.id);
    return jsonAnswer({ success: 'done' });
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
