import { splitPriority, withDot, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: string;
  readonly mx: string;
}

const firstPage = 300;
const done = 'Action completed successful';

/** DNSPod: everything by POST and status 200, with a code inside; no more than a page of records at once. */
export function createFakeDnspod(): FakeApi {
  const items = new Map<string, Item>();
  let made = 0;

  function put(item: Item): GivenAnswer {
    const same = [...items.values()].some(
      ({ id, name, type, value }) => id !== item.id && name === item.name && type === item.type && value === item.value,
    );
    if (same) return status('104', 'Domain record already exists');
    items.set(item.id, item);
    return status('1', done, { record: { id: item.id } });
  }

  function insert(item: Omit<Item, 'id'>): GivenAnswer {
    made += 1;
    return put({ id: String(made), ...item });
  }

  function list(form: URLSearchParams): GivenAnswer {
    const offset = Number(form.get('offset') ?? 0);
    const name = form.get('sub_domain');
    const all = [...items.values()].filter((item) => item.name === (name ?? item.name));
    if (all.length === 0) return status('10', 'No records');
    const records = all.slice(offset, offset + firstPage);
    return status('1', done, { info: { record_total: String(all.length) }, records });
  }

  function itemOf(form: URLSearchParams): Omit<Item, 'id'> {
    const field = (name: string) => form.get(name) ?? '';
    const type = field('record_type');
    const value = type === 'CNAME' || type === 'MX' ? withDot(field('value')) : field('value');
    return { type, name: field('sub_domain'), value, ttl: form.get('ttl') ?? '600', mx: form.get('mx') ?? '0' };
  }

  function answer({ url, body }: SentRequest): GivenAnswer {
    const form = new URLSearchParams(body);
    if (form.get('login_token') !== '7,secret') return status('-1', 'login failed');
    const action = url.pathname.slice(1);
    if (action === 'Domain.Info') {
      const name = form.get('domain');
      return name === 'example.com' ? status('1', done, { domain: { id: '9', name } }) : status('13', 'no such domain');
    }
    if (action === 'Record.List') return list(form);
    if (action === 'Record.Create') return insert(itemOf(form));
    const id = form.get('record_id') ?? '';
    if (!items.has(id)) return status('8', 'no such record');
    if (action === 'Record.Modify') return put({ id, ...itemOf(form) });
    items.delete(id);
    return status('1', done);
  }

  return {
    answer,
    records: () => [...items.values()].map(toRecord),
    add(record) {
      const { content, priority = 0 } = splitPriority(record);
      const value = /^(CNAME|MX)$/.test(record.type) ? withDot(content) : content;
      insert({ type: record.type, name: record.name, value, ttl: String(record.ttl), mx: String(priority) });
    },
  };
}

function status(code: string, message: string, more: object = {}): GivenAnswer {
  return jsonAnswer({ status: { code, message }, ...more });
}

function toRecord({ type, name, value, ttl, mx }: Item): FakeRecord {
  const content = type === 'TXT' ? value : withoutDot(value);
  return { type, name, content: type === 'MX' ? `${mx} ${content}` : content, ttl: Number(ttl) };
}
