import { splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly host: string;
  readonly record: string;
  readonly ttl: string;
  readonly priority?: string | undefined;
  readonly caa_flag?: string;
  readonly caa_type?: string;
  readonly caa_value?: string;
  readonly weight?: string;
  readonly port?: string;
  readonly tlsa_usage?: string;
  readonly tlsa_selector?: string;
  readonly tlsa_matching_type?: string;
}

/** Of the parts of CAA, SRV and TLSA. */
const names = 'caa_flag caa_type caa_value weight port tlsa_usage tlsa_selector tlsa_matching_type'.split(' ');

/** ClouDNS: forms and status 200 for everything; records by id, an empty list where there are none. */
export function createFakeCloudns(): FakeApi {
  const items = new Map<string, Item>();
  let made = 0;

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    items.set(String(made), { id: String(made), ...item });
    return done();
  }

  function list(query: URLSearchParams): GivenAnswer {
    const fits = ({ type, host }: Item) => (query.get('type') ?? type) === type && (query.get('host') ?? host) === host;
    const found = [...items].filter(([, item]) => fits(item));
    return jsonAnswer(found.length === 0 ? [] : Object.fromEntries(found));
  }

  function fieldsOf(form: URLSearchParams) {
    const field = (name: string) => form.get(name) ?? '';
    const priority = form.get('priority') ?? undefined;
    const parts = names.map((name) => [name, form.get(name) ?? undefined]);
    return { host: field('host'), record: field('record'), ttl: field('ttl'), priority, ...Object.fromEntries(parts) };
  }

  function answer({ method, url, body }: SentRequest): GivenAnswer {
    // Parameters are taken from the address as from a form.
    const form = new URLSearchParams([...url.searchParams, ...(method === 'GET' ? [] : new URLSearchParams(body))]);
    if (form.get('auth-id') !== '7' || form.get('auth-password') !== 'secret')
      return failed('Invalid authentication, incorrect auth-id or auth-password.');
    const action = url.pathname.split('/').at(-1);
    if (action === 'login.json') return done();
    if (form.get('domain-name') !== 'example.com') return failed('Missing domain-name');
    const zone = { name: 'example.com', type: 'master', zone: 'domain', status: '1' };
    if (action === 'get-zone-info.json') return jsonAnswer(zone);
    if (action === 'update-status.json') return jsonAnswer([{ server: 'ns1.cloudns.net', updated: true }]);
    if (action === 'records.json') return list(form);
    if (action === 'add-record.json') return insert({ ...fieldsOf(form), type: form.get('record-type') ?? '' });
    const item = items.get(form.get('record-id') ?? '');
    if (item === undefined) return failed('Invalid record-id param.');
    if (action === 'mod-record.json') items.set(item.id, { ...item, ...fieldsOf(form) });
    else items.delete(item.id);
    return done();
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority } = splitPriority(record);
      const common = { type: record.type, record: content, ttl: String(record.ttl), priority: priority?.toString() };
      insert({ ...common, host: record.name === '@' ? '' : record.name });
    },
  };
}

function done(): GivenAnswer {
  return jsonAnswer({ status: 'Success', statusDescription: 'Done.' });
}

function failed(statusDescription: string): GivenAnswer {
  return jsonAnswer({ status: 'Failed', statusDescription });
}

function toRecord({ type, host, record, ttl, priority, ...item }: Item): FakeRecord {
  const caa = `${item.caa_flag} ${item.caa_type} "${item.caa_value}"`;
  const service = `${priority} ${item.weight} ${item.port} ${record}`;
  const key = `${item.tlsa_usage} ${item.tlsa_selector} ${item.tlsa_matching_type} ${record}`;
  const contents: Readonly<Record<string, string>> = {
    ...{ MX: `${priority} ${record}`, CAA: caa },
    ...{ SRV: service, TLSA: key },
  };
  return { type, name: host || '@', content: contents[type] ?? record, ttl: Number(ttl) };
}
