import { splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly host: string;
  readonly rdata: string;
  readonly ttl: number;
  readonly prio?: number | undefined;
}

const pageSize = 100;

/** easyDNS: records by id, refusals with a code in the body, the same record twice is a conflict. */
export function createFakeEasydns(): FakeApi {
  const items = new Map<string, Item>();
  let made = 0;

  function put(item: Item): GivenAnswer {
    const same = [...items.values()].some(
      ({ id, type, host, rdata }) => id !== item.id && type === item.type && host === item.host && rdata === item.rdata,
    );
    if (same) return refused(409, 'Record already exists');
    items.set(item.id, item);
    return jsonAnswer({ msg: 'OK', data: item, status: 201 }, 201);
  }

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    return put({ ...item, id: String(made) });
  }

  function list({ url }: SentRequest): GivenAnswer {
    const [zone, , searched = ''] = url.pathname.split('/').slice(4);
    if (zone !== 'example.com') return refused(404, 'Zone not found');
    const start = Number(url.searchParams.get('start') ?? 0);
    const all = [...items.values()].filter(({ host }) => host.includes(searched));
    const data = all.slice(start, start + pageSize).map((item) => ({ prio: '0', ...item, ttl: String(item.ttl) }));
    return jsonAnswer({ msg: 'OK', status: 200, data, count: data.length, total: all.length, start, max: pageSize });
  }

  function answer(request: SentRequest): GivenAnswer {
    const { method, url, headers, body } = request;
    if (headers.authorization !== `Basic ${Buffer.from('token:key').toString('base64')}`)
      return refused(401, 'no credential');
    const path = url.pathname.split('/').slice(1);
    if (path[0] === 'domain') {
      const known = path[1] === 'example.com' ? 'Y' : 'N';
      return jsonAnswer({ msg: 'OK', data: { id: path[1], exists: known, onsystem: known } });
    }
    if (method === 'GET') return list(request);
    if (method === 'PUT') return insert(JSON.parse(body) as Item);
    const item = items.get(path.at(-1) ?? '');
    if (item === undefined) return refused(404, 'Record not found');
    if (method === 'POST') return put({ ...item, ...(JSON.parse(body) as Item) });
    items.delete(item.id);
    return jsonAnswer({ msg: 'OK', status: 200 });
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority } = splitPriority(record);
      insert({ type: record.type, host: record.name, rdata: content, ttl: record.ttl, prio: priority });
    },
  };
}

function refused(code: number, message: string): GivenAnswer {
  return jsonAnswer({ error: { code, message } }, code);
}

function toRecord({ type, host, rdata, ttl, prio }: Item): FakeRecord {
  return { type, name: host || '@', content: type === 'MX' ? `${prio} ${rdata}` : rdata, ttl };
}
