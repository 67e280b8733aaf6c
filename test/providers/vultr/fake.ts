import { hostOrEmpty, quoteTxt, splitPriority, unquoteTxt } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import { createFakeItems } from '../../../core/testing/fake-items.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly type: string;
  /** Empty at the apex. */
  readonly name: string;
  /** TXT in quotes. */
  readonly data: string;
  readonly ttl: number;
  readonly priority: number;
}

const pageSize = 100;

/** Vultr's API v2: cursors, TXT in quotes, duplicates taken. */
export function createFakeVultr(): FakeApi {
  const items = createFakeItems<Item>();

  function list({ url }: SentRequest): GivenAnswer {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const all = items.all().map(([id, item]) => ({ ...item, id }));
    const size = Number(url.searchParams.get('per_page') ?? pageSize);
    if (size > 500) return jsonAnswer({ error: 'Invalid per_page', status: 400 }, 400);
    const next = from + size < all.length ? String(from + size) : '';
    const meta = { total: all.length, links: { next, prev: '' } };
    return jsonAnswer({ records: all.slice(from, from + size), meta });
  }

  function one({ method, body }: SentRequest, id: string): GivenAnswer {
    const item = items.get(id);
    if (item === undefined) return jsonAnswer({ error: 'Invalid record', status: 404 }, 404);
    if (method === 'PATCH') items.replace(id, { ...item, ...(JSON.parse(body) as Partial<Item>) });
    else items.remove(id);
    return { status: 204, headers: {}, body: '' };
  }

  function answer(request: SentRequest): GivenAnswer {
    const [, , , zone, , id] = request.url.pathname.split('/');
    if (request.headers.authorization !== 'Bearer opaque') return jsonAnswer({ error: 'Invalid API token.' }, 401);
    if (zone === undefined) {
      const meta = { total: 1, links: { next: '', prev: '' } };
      return jsonAnswer({ domains: [{ domain: 'example.com', date_created: '2022-01-01' }], meta });
    }
    if (zone !== 'example.com') return jsonAnswer({ error: 'Invalid domain', status: 404 }, 404);
    if (id !== undefined) return one(request, id);
    if (request.method === 'GET') return list(request);
    const item = JSON.parse(request.body) as Item;
    if (item.type === 'TXT' && !item.data.startsWith('"')) return jsonAnswer({ error: 'Invalid data' }, 400);
    return jsonAnswer({ record: { ...item, id: items.insert(item) } }, 201);
  }

  return {
    answer,
    records: () =>
      items.all().map(([, { type, name, data, ttl, priority }]) => {
        const content = type === 'TXT' ? unquoteTxt(data) : type === 'MX' ? `${priority} ${data}` : data;
        return { type, name: name || '@', content, ttl };
      }),
    add(record) {
      const { content, priority = -1 } = splitPriority(record);
      const data = record.type === 'TXT' ? quoteTxt(content) : content;
      items.insert({ type: record.type, name: hostOrEmpty(record.name), data, ttl: record.ttl, priority });
    },
  };
}
