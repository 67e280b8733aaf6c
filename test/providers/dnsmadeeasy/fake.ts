import { quoteTxt, splitPriority, unquoteTxt, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly value: string;
  readonly ttl: number;
  readonly mxLevel?: number | undefined;
  readonly priority?: number;
  readonly weight?: number;
  readonly port?: number;
}

const pageSize = 150;
const zoneId = 7;

/** DNS Made Easy: records by id, the same one twice is refused, texts are shown in quotes. */
export function createFakeDnsMadeEasy(): FakeApi {
  const items = new Map<number, Item>();
  let made = 0;

  function put(item: Item): GivenAnswer {
    const value = item.type === 'TXT' ? quoteTxt(unquoteTxt(item.value)) : item.value;
    const same = [...items.values()].some(
      (other) => other.id !== item.id && other.type === item.type && other.name === item.name && other.value === value,
    );
    if (same) return jsonAnswer({ error: ['Record with this type, name and value already exists.'] }, 400);
    items.set(item.id, { ...item, value });
    return jsonAnswer(shown({ ...item, value }), 201);
  }

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    return put({ ...item, id: made });
  }

  function list({ url }: SentRequest): GivenAnswer {
    const { searchParams: query } = url;
    const found = [...items.values()].filter(
      ({ type, name }) => (query.get('type') ?? type) === type && (query.get('recordName') ?? name) === name,
    );
    const page = Number(query.get('page') ?? 0);
    const data = found.slice(page * pageSize, (page + 1) * pageSize).map(shown);
    const totalPages = Math.max(1, Math.ceil(found.length / pageSize));
    return jsonAnswer({ totalRecords: found.length, totalPages, data, page });
  }

  function answer(request: SentRequest): GivenAnswer {
    const { method, url, headers, body } = request;
    if (!headers['x-dnsme-hmac']) return jsonAnswer({ error: ['no credential'] }, 403);
    const [, , , , zone, , id] = url.pathname.replace(/\/$/, '').split('/');
    if (zone === 'name') {
      const name = url.searchParams.get('domainname');
      return name === 'example.com' ? jsonAnswer({ name, id: zoneId }) : jsonAnswer({ error: ['not found'] }, 404);
    }
    if (zone !== String(zoneId)) return jsonAnswer({ error: ['not found'] }, 404);
    if (method === 'GET') return list(request);
    if (method === 'POST') return insert(JSON.parse(body) as Item);
    const item = items.get(Number(id));
    if (item === undefined) return jsonAnswer({ error: ['not found'] }, 404);
    if (method === 'PUT') return put({ ...(JSON.parse(body) as Item), id: item.id });
    items.delete(item.id);
    return jsonAnswer(null);
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority } = splitPriority(record);
      const name = record.name === '@' ? '' : record.name;
      insert({ type: record.type, name, value: content, ttl: record.ttl, mxLevel: priority });
    },
  };
}

/** The value comes before the id, and the zone with it. */
function shown({ name, value, id, ...item }: Item): object {
  return { name, value, id, ...item, sourceId: zoneId };
}

function toRecord({ type, name, value, ttl, mxLevel, priority, weight, port }: Item): FakeRecord {
  const content = type === 'TXT' ? unquoteTxt(value) : withoutDot(value);
  const contents: Readonly<Record<string, string>> = {
    MX: `${mxLevel} ${content}`,
    SRV: `${priority} ${weight} ${port} ${content}`,
  };
  return { type, name: name || '@', content: contents[type] ?? content, ttl };
}
