import { splitPriority, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import { nothing } from '../../../core/testing/fakes/answers.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly type: string;
  readonly name: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority?: number | null | undefined;
  readonly flags?: number;
  readonly tag?: string;
  readonly weight?: number;
  readonly port?: number;
}

const base = 'https://api.digitalocean.com/v2/domains/example.com';
const usualPageSize = 20;
const longestPageSize = 200;

/** DigitalOcean: records by id, duplicates allowed, pages of 20 and of 200 at most; hosts are taken with a dot and shown without. */
export function createFakeDigitalOcean(): FakeApi {
  const items = new Map<number, Item>();
  let made = 0;

  function insert(item: Item): GivenAnswer {
    made += 1;
    items.set(made, shown(item));
    return jsonAnswer({ domain_record: { id: made, ...shown(item) } }, 201);
  }

  function list({ url }: SentRequest): GivenAnswer {
    const page = Number(url.searchParams.get('page') ?? 1);
    const pageSize = Number(url.searchParams.get('per_page') ?? usualPageSize);
    if (pageSize > longestPageSize) return jsonAnswer({ id: 'unprocessable_entity', message: 'per_page' }, 422);
    const [type, name] = [url.searchParams.get('type'), url.searchParams.get('name')];
    const all = [...items]
      .map(([id, item]) => ({ id, priority: null, ...item }))
      .filter((item) => (type ?? item.type) === item.type && (name ?? nameOf(item)) === nameOf(item));
    const following = new URLSearchParams(url.searchParams);
    following.set('page', String(page + 1));
    const next = page * pageSize < all.length ? `${base}/records?${following}` : undefined;
    return jsonAnswer({
      domain_records: all.slice((page - 1) * pageSize, page * pageSize),
      links: next === undefined ? {} : { pages: { next } },
      meta: { total: all.length },
    });
  }

  function one({ method, body }: SentRequest, id: number): GivenAnswer {
    const item = items.get(id);
    if (item === undefined) return jsonAnswer({ id: 'not_found', message: 'not found' }, 404);
    const changed = method === 'PUT' ? shown({ ...item, ...(JSON.parse(body) as Item) }) : undefined;
    if (changed === undefined) items.delete(id);
    else items.set(id, changed);
    return changed === undefined ? nothing : jsonAnswer({ domain_record: { id, ...changed } });
  }

  function answer(request: SentRequest): GivenAnswer {
    const [, , , zone, , id] = request.url.pathname.split('/');
    if (request.headers.authorization !== 'Bearer opaque') return jsonAnswer({ id: 'Unauthorized' }, 401);
    if (zone === undefined)
      return jsonAnswer({ domains: [{ name: 'example.com', ttl: 1800 }], links: {}, meta: { total: 1 } });
    if (zone !== 'example.com') return jsonAnswer({ id: 'not_found', message: 'not found' }, 404);
    if (!request.url.pathname.includes('/records')) return jsonAnswer({ domain: { name: zone } });
    if (id !== undefined) return one(request, Number(id));
    return request.method === 'GET' ? list(request) : insert(JSON.parse(request.body) as Item);
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority } = splitPriority(record);
      insert({ type: record.type, name: record.name, data: content, ttl: record.ttl, priority });
    },
  };
}

/** Hosts are shown without the final dot. */
function shown(item: Item): Item {
  return { ...item, data: item.type === 'TXT' ? item.data : withoutDot(item.data) };
}

function nameOf({ name }: Item): string {
  return name === '@' ? 'example.com' : `${name}.example.com`;
}

function toRecord({ type, name, data, ttl, priority, flags, tag, weight, port }: Item): FakeRecord {
  const contents: Readonly<Record<string, string>> = {
    MX: `${priority} ${data}`,
    CAA: `${flags} ${tag} "${data}"`,
    SRV: `${priority} ${weight} ${port} ${data}`,
  };
  return { type, name, content: contents[type] ?? data, ttl };
}
