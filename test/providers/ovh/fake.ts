import { quoteTxt, unquoteTxt } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: number;
  readonly fieldType: string;
  readonly subDomain: string;
  readonly target: string;
  readonly ttl: number;
}

/** OVH's API: record ids in one list, each read by itself; what is written shows only after a refresh. */
export function createFakeOvh(): FakeApi {
  const items = new Map<number, Item>();
  let served: readonly Item[] = [];
  let made = 0;

  function insert(draft: Omit<Item, 'id'>): Item {
    made += 1;
    const target = draft.fieldType === 'TXT' ? quoteTxt(unquoteTxt(draft.target)) : draft.target;
    const item = { ...draft, target, id: made };
    items.set(item.id, item);
    return item;
  }

  function refresh(): void {
    served = [...items.values()];
  }

  function list({ url }: SentRequest): GivenAnswer {
    const fits = (item: Item) =>
      (['fieldType', 'subDomain'] as const).every(
        (field) => (url.searchParams.get(field) ?? item[field]) === item[field],
      );
    return jsonAnswer([...items.values()].filter(fits).map(({ id }) => id));
  }

  function one(request: SentRequest, id: number): GivenAnswer {
    const item = items.get(id);
    if (item === undefined) return jsonAnswer({ message: 'This service does not exist' }, 404);
    if (request.method === 'DELETE') items.delete(id);
    if (request.method === 'PUT') items.set(id, { ...item, ...(JSON.parse(request.body) as Partial<Item>) });
    return jsonAnswer(request.method === 'GET' ? item : null);
  }

  function answer(request: SentRequest): GivenAnswer {
    const path = request.url.pathname.replace('/1.0', '');
    if (path === '/auth/time') return jsonAnswer(Math.floor(Date.now() / 1000));
    if (!request.headers['x-ovh-signature'])
      return jsonAnswer({ message: 'You must login first', errorCode: 'NOT_CREDENTIAL' }, 403);
    if (path === '/domain/zone/') return jsonAnswer(['example.com']);
    if (path === '/domain') return jsonAnswer(['example.com']);
    if (path === '/domain/zone/example.com') return jsonAnswer({ name: 'example.com', dnssecSupported: true });
    if (path === '/domain/zone/example.com/status') return jsonAnswer({ isDeployed: true });
    if (path === '/domain/zone/example.com/refresh') {
      refresh();
      return jsonAnswer(null);
    }
    if (!path.startsWith('/domain/zone/example.com/record'))
      return jsonAnswer({ message: 'This service does not exist' }, 404);
    if (path !== '/domain/zone/example.com/record') return one(request, Number(path.split('/').at(-1)));
    return request.method === 'GET' ? list(request) : jsonAnswer(insert(JSON.parse(request.body)));
  }

  return {
    answer,
    records: () => served.map(toRecord),
    add({ type, name, content, ttl }: FakeRecord) {
      insert({ fieldType: type, subDomain: name === '@' ? '' : name, target: content, ttl });
      refresh();
    },
  };
}

function toRecord({ fieldType, subDomain, target, ttl }: Item): FakeRecord {
  const content = fieldType === 'TXT' ? unquoteTxt(target) : target;
  return { type: fieldType, name: subDomain || '@', content, ttl };
}
