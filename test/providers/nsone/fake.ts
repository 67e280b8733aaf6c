import { fullName, relativeName } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly domain: string;
  readonly type: string;
  readonly ttl: number;
  readonly answers: readonly { readonly answer: readonly string[] }[];
}

/** NS1: one record for all values of a name and type; PUT makes it, POST changes it. */
export function createFakeNsone(): FakeApi {
  const items = new Map<string, Item>();

  function view(): GivenAnswer {
    const records = [...items.values()].map(({ domain, answers, ...item }) => ({
      domain,
      short_answers: answers.map(({ answer }) => answer.join(' ')),
      ...item,
    }));
    return jsonAnswer({ zone: 'example.com', records });
  }

  function one({ method, body }: SentRequest, domain: string, type: string): GivenAnswer {
    const key = `${domain} ${type}`;
    const item = items.get(key);
    if (method === 'PUT') {
      if (item !== undefined) return jsonAnswer({ message: 'record already exists' }, 400);
      items.set(key, JSON.parse(body) as Item);
    } else if (item === undefined) return jsonAnswer({ message: 'record not found' }, 404);
    else if (method === 'POST') items.set(key, { ...item, ...(JSON.parse(body) as Item), domain });
    else if (method === 'DELETE') items.delete(key);
    return jsonAnswer({ domain, type, ...items.get(key), link: null });
  }

  function answer(request: SentRequest): GivenAnswer {
    const [, , , zone, domain, type] = request.url.pathname.split('/').map(decodeURIComponent);
    if (request.headers['x-nsone-key'] !== 'opaque') return jsonAnswer({ message: 'Unauthorized' }, 401);
    if (zone === undefined) return jsonAnswer([{ zone: 'notexample.com' }, { zone: 'example.com' }]);
    if (zone !== 'example.com') return jsonAnswer({ message: 'zone not found' }, 404);
    return domain === undefined || type === undefined ? view() : one(request, domain, type);
  }

  return {
    answer,
    records: () =>
      [...items.values()].flatMap(({ domain, type, ttl, answers }) =>
        answers.map((each) => ({
          type,
          name: relativeName(domain, 'example.com'),
          content: each.answer.join(' '),
          ttl,
        })),
      ),
    add({ type, name, content, ttl }) {
      const domain = fullName(name, 'example.com');
      const before = items.get(`${domain} ${type}`)?.answers ?? [];
      const value = type === 'MX' ? content.split(' ') : [content];
      items.set(`${domain} ${type}`, { domain, type, ttl, answers: [...before, { answer: value }] });
    },
  };
}
