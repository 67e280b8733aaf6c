import { quoteTxt, unquoteTxt } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly rrset_type: string;
  readonly rrset_name: string;
  readonly rrset_ttl: number;
  readonly rrset_values: readonly string[];
}

/** Gandi's LiveDNS: record sets by name and type; texts are shown in quotes. */
export function createFakeGandiRest(): FakeApi {
  const items = new Map<string, Item>();

  function put(name: string, type: string, { rrset_values, rrset_ttl }: Pick<Item, 'rrset_values' | 'rrset_ttl'>) {
    const values = rrset_values.map((value) => (type === 'TXT' ? quoteTxt(unquoteTxt(value)) : value));
    items.set(`${name}/${type}`, { rrset_name: name, rrset_type: type, rrset_ttl, rrset_values: values });
    return jsonAnswer({ message: 'DNS Record Created' }, 201);
  }

  function one({ method, body }: SentRequest, name: string, type: string): GivenAnswer {
    const key = `${name}/${type}`;
    const item = items.get(key);
    if (method === 'POST' && item !== undefined) return jsonAnswer({ code: 409, message: 'exists' }, 409);
    if (method === 'POST' || method === 'PUT') return put(name, type, JSON.parse(body) as Item);
    if (item === undefined) return jsonAnswer({ code: 404, message: `Can't find the DNS record ${key}` }, 404);
    if (method === 'GET') return jsonAnswer(item);
    items.delete(key);
    return { status: 204, headers: {}, body: '' };
  }

  function answer(request: SentRequest): GivenAnswer {
    const { url, headers } = request;
    if (headers.authorization !== 'Bearer opaque') return jsonAnswer({ code: 401, message: 'refused' }, 401);
    const [zone, records, name, type] = url.pathname.replace('/v5/livedns/domains/', '').split('/');
    if (zone !== 'example.com') return jsonAnswer({ code: 404, message: 'not found' }, 404);
    if (records === undefined) return jsonAnswer({ fqdn: zone });
    if (name !== undefined && type !== undefined) return one(request, name, type);
    return jsonAnswer([...items.values()].filter((item) => name === undefined || item.rrset_name === name));
  }

  return {
    answer,
    records: () => [...items.values()].flatMap(toRecords),
    add({ type, name, content, ttl }) {
      const before = items.get(`${name}/${type}`)?.rrset_values ?? [];
      put(name, type, { rrset_values: [...before, content], rrset_ttl: ttl });
    },
  };
}

function toRecords({ rrset_type: type, rrset_name: name, rrset_ttl: ttl, rrset_values }: Item): FakeRecord[] {
  return rrset_values.map((value) => ({ type, name, content: type === 'TXT' ? unquoteTxt(value) : value, ttl }));
}
