import { hostOrEmpty, splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import { createFakeItems } from '../../../core/testing/fake-items.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly type: string;
  /** Empty at the apex. */
  readonly name: string;
  readonly target: string;
  /** 0 is the domain's default. */
  readonly ttl_sec: number;
  readonly priority?: number | undefined;
}

const pageSize = 100;

/** Linode's API v4: a filter in a header, numbered pages, duplicates taken. */
export function createFakeLinode(): FakeApi {
  const items = createFakeItems<Item>();

  function listZones({ headers }: SentRequest): GivenAnswer {
    const filter = JSON.parse(headers['x-filter'] ?? '{}') as { domain?: string };
    const zones = [{ id: 7, domain: 'example.com' }].filter(({ domain }) => (filter.domain ?? domain) === domain);
    return jsonAnswer({ data: zones, page: 1, pages: 1, results: zones.length });
  }

  function list({ url }: SentRequest): GivenAnswer {
    const page = Number(url.searchParams.get('page') ?? 1);
    const all = items.all().map(([id, item]) => ({ priority: 0, ...item, id: Number(id) }));
    const pages = Math.max(1, Math.ceil(all.length / pageSize));
    return jsonAnswer({ data: all.slice((page - 1) * pageSize, page * pageSize), page, pages, results: all.length });
  }

  function one({ method, body }: SentRequest, id: string): GivenAnswer {
    const item = items.get(id);
    if (item === undefined) return refusal(404, 'Not found');
    if (method === 'PUT') items.replace(id, { ...item, ...(JSON.parse(body) as Partial<Item>) });
    else items.remove(id);
    return jsonAnswer({});
  }

  function answer(request: SentRequest): GivenAnswer {
    const [, , , zone, , id] = request.url.pathname.split('/');
    if (request.headers.authorization !== 'Bearer opaque') return refusal(401, 'Invalid Token');
    if (zone === undefined) return listZones(request);
    if (zone !== '7') return refusal(404, 'Not found');
    if (id !== undefined) return one(request, id);
    if (request.method === 'GET') return list(request);
    return jsonAnswer({ id: Number(items.insert(JSON.parse(request.body) as Item)) });
  }

  return {
    answer,
    records: () =>
      items.all().map(([, { type, name, target, ttl_sec, priority }]) => {
        const content = type === 'MX' ? `${priority} ${target}` : target;
        return { type, name: name || '@', content, ttl: ttl_sec };
      }),
    add(record) {
      const { content, priority } = splitPriority(record);
      const { type, ttl } = record;
      items.insert({ type, name: hostOrEmpty(record.name), target: content, ttl_sec: ttl, priority });
    },
  };
}

function refusal(status: number, reason: string): GivenAnswer {
  return jsonAnswer({ errors: [{ reason }] }, status);
}
