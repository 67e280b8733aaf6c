import { splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly type: string;
  readonly name: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority?: number | undefined;
}

/** GoDaddy's API v1: reads and replaces all records of a type, or of a type and name; an empty list is refused. */
export function createFakeGodaddy(): FakeApi {
  let items: readonly Item[] = [];

  function answer({ method, url, headers, body }: SentRequest): GivenAnswer {
    const [, , , zone, below, type, name] = url.pathname.split('/').map(decodeURIComponent);
    if (headers.authorization !== 'sso-key key:secret') return refusal(401, 'UNABLE_TO_AUTHENTICATE');
    if (zone !== 'example.com') return refusal(404, 'UNKNOWN_DOMAIN');
    if (below === undefined) return jsonAnswer({ domain: zone, status: 'ACTIVE' });
    const fits = (item: Item) => (type ?? item.type) === item.type && (name ?? item.name) === item.name;
    const [found, others] = [items.filter(fits), items.filter((item) => !fits(item))];
    if (method === 'GET') return jsonAnswer(found);
    if (method === 'DELETE') {
      if (found.length === 0) return refusal(404, 'NOT_FOUND');
      items = others;
      return { status: 204, headers: {}, body: '' };
    }
    const given = (JSON.parse(body) as Item[]).map((item) => ({
      ...item,
      type: type ?? item.type,
      name: name ?? item.name,
    }));
    if (given.length === 0) return refusal(422, 'INVALID_BODY');
    const isDouble = method === 'PATCH' && given.some((item) => items.some((other) => keyOf(other) === keyOf(item)));
    if (isDouble) return refusal(422, 'DUPLICATE_RECORD');
    items = method === 'PATCH' ? [...items, ...given] : [...others, ...given];
    return { status: 200, headers: {}, body: '' };
  }

  return {
    answer,
    records: () =>
      items.map(({ type, name, data, ttl, priority }) => {
        return { type, name, content: type === 'MX' ? `${priority} ${data}` : data, ttl };
      }),
    add(record) {
      const { content, priority } = splitPriority(record);
      const common = { type: record.type, name: record.name, data: content, ttl: record.ttl };
      items = [...items, priority === undefined ? common : { ...common, priority }];
    },
  };
}

function refusal(status: number, code: string): GivenAnswer {
  return jsonAnswer({ code, message: `the fake says ${code}` }, status);
}

function keyOf({ type, name, data }: Item): string {
  return [type, name, data].join(' ');
}
