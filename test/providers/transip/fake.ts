import { toPresentation, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Entry {
  readonly name: string;
  readonly expire: number;
  readonly type: string;
  readonly content: string;
}

/** TransIP's REST API v6: a token for a signed request; entries have no ids and are deleted by all that they are. */
export function createFakeTransip(): FakeApi {
  let entries: readonly Entry[] = [];

  function write({ method, body }: SentRequest): GivenAnswer {
    const { dnsEntry } = JSON.parse(body) as { dnsEntry: Entry };
    const same = entries.find((entry) => keyOf(entry) === keyOf(dnsEntry));
    if (method === 'POST') entries = [...entries, dnsEntry];
    else if (same === undefined) return jsonAnswer({ error: 'DNS Entry not found' }, 404);
    else entries = entries.filter((entry) => entry !== same);
    return { status: method === 'POST' ? 201 : 204, headers: {}, body: '' };
  }

  function answer(request: SentRequest): GivenAnswer {
    const [, , resource, zone, below] = request.url.pathname.split('/');
    if (resource === 'auth') {
      return request.headers.signature ? jsonAnswer({ token: 't' }, 201) : jsonAnswer({ error: 'No signature' }, 401);
    }
    if (request.headers.authorization !== 'Bearer t') return jsonAnswer({ error: 'Your access token is invalid' }, 401);
    if (zone !== 'example.com') return jsonAnswer({ error: `Domain with name '${zone}' not found` }, 404);
    if (below === undefined) return jsonAnswer({ domain: { name: zone } });
    return request.method === 'GET' ? jsonAnswer({ dnsEntries: entries }) : write(request);
  }

  return {
    answer,
    records: () =>
      entries.map(({ name, type, content, expire }) => ({
        type,
        name,
        content: type === 'TXT' ? content : withoutDot(content),
        ttl: expire,
      })),
    add({ type, name, content, ttl }) {
      const data = type === 'TXT' ? content : toPresentation({ type, content });
      entries = [...entries, { name, type, content: data, expire: ttl }];
    },
  };
}

function keyOf({ name, type, content, expire }: Entry): string {
  return [name, type, expire, content].join(' ');
}
