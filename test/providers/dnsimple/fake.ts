import { quoteTxt, splitPriority, unquoteTxt } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly priority?: number | undefined;
}

const pageSize = 30;

/** DNSimple: records by id below an account, 30 a page; texts are shown in quotes. */
export function createFakeDnsimple(): FakeApi {
  const items = new Map<number, Item>();
  let made = 0;

  function put(item: Item, status: number): GivenAnswer {
    const content = item.type === 'TXT' ? quoteTxt(unquoteTxt(item.content)) : item.content;
    items.set(item.id, { ...item, content });
    return jsonAnswer({ data: shown({ ...item, content }) }, status);
  }

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    return put({ ...item, id: made }, 201);
  }

  function list({ url }: SentRequest): GivenAnswer {
    const { searchParams: query } = url;
    const found = [...items.values()].filter(
      ({ type, name }) => (query.get('type') ?? type) === type && (query.get('name') ?? name) === name,
    );
    return pageOf(found.map(shown), Number(query.get('page') ?? 1));
  }

  function answer(request: SentRequest): GivenAnswer {
    const { method, url, headers, body } = request;
    if (headers.authorization !== 'Bearer opaque') return jsonAnswer({ message: 'Authentication failed' }, 401);
    const [, , account, kind, zone, records, id] = url.pathname.split('/');
    if (account === 'whoami') return jsonAnswer({ data: { user: null, account: { id: 8, email: 'me@example.com' } } });
    if (account === 'accounts') return jsonAnswer({ data: [{ id: 8 }] });
    if (kind === 'domains') {
      const wanted = url.searchParams.get('name_like') ?? '';
      return pageOf([{ id: 1, name: 'example.com' }].filter(({ name }) => name.includes(wanted)));
    }
    if (zone !== 'example.com') return jsonAnswer({ message: 'Zone not found' }, 404);
    if (records === undefined) return jsonAnswer({ data: { id: 1, account_id: 8, name: zone, reverse: false } });
    if (method === 'GET') return list(request);
    if (method === 'POST') return insert(JSON.parse(body) as Item);
    const item = items.get(Number(id));
    if (item === undefined) return jsonAnswer({ message: 'Record not found' }, 404);
    if (method === 'PATCH') return put({ ...item, ...(JSON.parse(body) as Item) }, 200);
    items.delete(item.id);
    return { status: 204, headers: {}, body: '' };
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority } = splitPriority(record);
      const name = record.name === '@' ? '' : record.name;
      insert({ type: record.type, name, content, ttl: record.ttl, priority });
    },
  };
}

function shown({ id, name, content, ttl, priority = undefined, type }: Item): object {
  return { id, zone_id: 'example.com', parent_id: null, name, content, ttl, priority: priority ?? null, type };
}

function pageOf(found: readonly object[], page = 1): GivenAnswer {
  const data = found.slice((page - 1) * pageSize, page * pageSize);
  return jsonAnswer({ data, pagination: { current_page: page, total_pages: Math.ceil(found.length / pageSize) } });
}

function toRecord({ type, name, content, ttl, priority }: Item): FakeRecord {
  const bare = type === 'TXT' ? unquoteTxt(content) : content;
  return { type, name: name || '@', content: /^(MX|SRV)$/.test(type) ? `${priority} ${bare}` : bare, ttl };
}
