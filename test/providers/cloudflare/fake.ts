import { relativeName, unquoteTxt } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly priority?: number;
}

interface Draft {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  /** CAA, SRV and TLSA come in parts, and are shown with their content. */
  readonly data?: Readonly<Record<string, string | number>> | null;
  readonly ttl: number;
  readonly priority?: number;
}

/** Cloudflare's API v4: zones, pages, identical records refused, batches that happen as a whole or not at all. */
export function createFakeCloudflare(): FakeApi {
  const items = new Map<string, Item>();
  let made = 0;

  function whole({ data, ...draft }: Draft): Draft {
    const contents: Readonly<Record<string, (data: NonNullable<Draft['data']>) => object>> = {
      CAA: ({ flags, tag, value }) => ({ content: `${flags} ${tag} "${value}"` }),
      SRV: ({ priority, weight, port, target }) => ({ priority, content: `${weight}\t${port}\t${target}` }),
      TLSA: ({ usage, selector, matching_type: kind, certificate }) => ({
        content: `${usage}\t${selector}\t${kind}\t${certificate}`,
      }),
    };
    return data == null ? draft : { ...draft, ...contents[draft.type]?.(data) };
  }

  function exists(given: Draft): boolean {
    const draft = whole(given);
    return [...items.values()].some(
      ({ type, name, content }) =>
        type === draft.type && name === draft.name && bare(type, content) === bare(type, draft.content),
    );
  }

  function insert(draft: Draft): Item {
    made += 1;
    const { type, name, content, ttl, priority } = whole(draft);
    // Whoever sends bare text gets quotes added.
    const kept = type === 'TXT' && !content.startsWith('"') ? `"${content}"` : content;
    const item = { id: `r${made}`, type, name, content: kept, ttl, ...(priority !== undefined && { priority }) };
    items.set(item.id, item);
    return item;
  }

  function list({ url }: SentRequest): GivenAnswer {
    const query = url.searchParams;
    const page = Number(query.get('page') ?? 1);
    const size = Number(query.get('per_page') ?? 100);
    const fits = (item: Item) =>
      (['type', 'name'] as const).every((field) => (query.get(field) ?? item[field]) === item[field]) &&
      bare(item.type, query.get('content') ?? item.content) === bare(item.type, item.content);
    const found = [...items.values()].filter(fits);
    return jsonAnswer({
      success: true,
      result: found.slice((page - 1) * size, page * size),
      result_info: { count: found.length, total_pages: Math.max(1, Math.ceil(found.length / size)) },
    });
  }

  function batch({ deletes, posts }: { deletes: { id: string }[]; posts: Draft[] }): GivenAnswer {
    if (deletes.length + posts.length > 200) return refusal(400, 9207, 'Too many changes');
    if (deletes.some(({ id }) => !items.has(id))) return refusal(404, 81044, 'Record does not exist.');
    if (posts.some(exists)) return refusal(400, 81058, 'An identical record already exists.');
    for (const { id } of deletes) items.delete(id);
    for (const draft of posts) insert(draft);
    return jsonAnswer({ success: true, result: {} });
  }

  function change(request: SentRequest, id: string): GivenAnswer {
    const item = items.get(id);
    if (item === undefined) return refusal(404, 81044, 'Record does not exist.');
    if (request.method === 'DELETE') items.delete(id);
    else items.set(id, { ...whole({ ...item, ...(JSON.parse(request.body) as Draft) }), id });
    return jsonAnswer({ success: true, result: { id } });
  }

  function listZones({ url }: SentRequest): GivenAnswer {
    const query = Object.fromEntries(url.searchParams);
    if (Number(query.per_page ?? 20) > 50) return refusal(400, 6003, 'Invalid request: per_page is at most 50');
    const zones = [{ id: 'z1', name: 'example.com', status: 'active' }];
    const result = zones.filter(({ name }) => (query.name ?? name) === name);
    return jsonAnswer({ success: true, result, result_info: { total_pages: 1 } });
  }

  function answer(request: SentRequest): GivenAnswer {
    if (request.headers.authorization !== 'Bearer t') return refusal(403, 9109, 'Invalid access token');
    const path = request.url.pathname.replace('/client/v4', '');
    if (path === '/zones') return listZones(request);
    if (path === '/zones/z1/dns_records/batch') return batch(JSON.parse(request.body));
    if (path !== '/zones/z1/dns_records') return change(request, path.split('/').at(-1) ?? '');
    if (request.method === 'GET') return list(request);
    const draft = JSON.parse(request.body) as Draft;
    if (exists(draft)) return refusal(400, 81058, 'An identical record already exists.');
    return jsonAnswer({ success: true, result: insert(draft) });
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add({ type, name, content, ttl }: FakeRecord) {
      const full = name === '@' ? 'example.com' : `${name}.example.com`;
      const [, priority, rest] = type === 'MX' ? (/^(\d+) (.*)$/.exec(content) ?? []) : [];
      insert({ type, name: full, content: rest ?? content, ttl, ...(priority && { priority: Number(priority) }) });
    },
  };
}

function toRecord({ type, name, content, ttl, priority }: Item): FakeRecord {
  const front = priority === undefined ? '' : `${priority} `;
  return { type, name: relativeName(name, 'example.com'), content: `${front}${bare(type, content)}`, ttl };
}

function bare(type: string, content: string): string {
  return type === 'TXT' ? unquoteTxt(content) : content.replaceAll('\t', ' ');
}

function refusal(status: number, code: number, message: string): GivenAnswer {
  return jsonAnswer({ success: false, errors: [{ code, message }], result: null }, status);
}
