import { splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly prio?: number | undefined;
}

/** AuroraDNS: records by id; the same record twice is a conflict. */
export function createFakeAurora(): FakeApi {
  const items = new Map<string, Item>();
  let made = 0;

  function put(id: string, item: Item): GivenAnswer {
    const same = [...items].some(
      ([other, { type, name, content }]) =>
        other !== id && type === item.type && name === item.name && content === item.content,
    );
    if (same) return jsonAnswer({ errormsg: 'exists' }, 409);
    items.set(id, item);
    return jsonAnswer({ ...item, id }, 201);
  }

  function insert(item: Item): GivenAnswer {
    made += 1;
    return put(`r${made}`, item);
  }

  function one({ method, body }: SentRequest, id: string): GivenAnswer {
    if (!items.has(id)) return jsonAnswer({ errormsg: 'not found' }, 404);
    if (method === 'PUT') return put(id, JSON.parse(body) as Item);
    items.delete(id);
    return jsonAnswer(null);
  }

  function answer(request: SentRequest): GivenAnswer {
    const [, , zone, , id] = request.url.pathname.split('/');
    if (!request.headers.authorization?.startsWith('AuroraDNSv1 ')) return jsonAnswer({}, 403);
    if (zone === undefined) return jsonAnswer([{ id: 'z1', name: 'example.com' }]);
    if (id !== undefined) return one(request, id);
    if (request.method === 'POST') return insert(JSON.parse(request.body) as Item);
    return jsonAnswer([...items].map(([key, item]) => ({ prio: 0, ...item, id: key })));
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority } = splitPriority(record);
      insert({
        type: record.type,
        name: record.name === '@' ? '' : record.name,
        content,
        ttl: record.ttl,
        prio: priority,
      });
    },
  };
}

function toRecord({ type, name, content, ttl, prio }: Item): FakeRecord {
  return { type, name: name || '@', content: type === 'MX' ? `${prio} ${content}` : content, ttl };
}
