import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  type Call,
  every,
  header,
  itemForm,
  jsonAnswer,
  recordHandlers,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const fields: Readonly<Record<string, string>> = { A: 'address', AAAA: 'address', CNAME: 'cname', MX: 'exchange' };
const table = {
  form: {
    fields: { content: 'value' },
    hasIds: false,
    priority: { MX: 'preference' },
    parts: { CAA: ['flag', 'tag', 'value'] },
  },
} as const;
const form = itemForm(table);

/** Each type calls its content otherwise. */
function toOwn(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { value, ...rest } = item;
  return { ...rest, [fields[String(item.type)] ?? 'value']: value, group: { type: 'custom' } };
}

function fromOwn(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const name = fields[String(item.type)] ?? 'value';
  const { [name]: value, ...rest } = item;
  return { ...rest, value };
}

const { list } = recordHandlers({
  ...table,
  pages: { by: 'offset', parameter: 'skip', size: 'take', usual: 100, largest: 500 },
  ignores: ['orderBy'],
  wrap: ({ items, total }) => ({ items: items.map((item) => toOwn({ ...item })), total }),
});

const empty = { status: 204, headers: {}, body: '' };

function save({ body, zone }: Call): object {
  const { items } = body as { readonly items: readonly Record<string, unknown>[] };
  const records = items.map((item) => form.fromItem(fromOwn(item), zone));
  if (records.some(({ ttl }) => ttl < 60 || ttl > 3600)) refuse(422, { detail: 'ttl', data: [] });
  for (const record of records) zone.records.insert(record);
  return empty;
}

function remove({ body, zone }: Call): object {
  for (const item of body as readonly Record<string, unknown>[]) {
    if ('ttl' in item) refuse(422, { detail: 'ttl is not expected', data: [] });
    const { type, name, content } = form.fromItem(fromOwn(item), zone);
    for (const [id, own] of zone.records.all()) {
      if (own.type === type && own.name === name && own.content === content) zone.records.remove(id);
    }
  }
  return empty;
}

describeProvider('spaceship', {
  options: { apiKey: 'opaque-api-key', apiSecret: 'opaque-api-secret' },
  refusal: 401,
  fake: routedFake({
    base: 'https://spaceship.dev/api/v1',
    credentials: every(header('x-api-key', 'opaque-api-key'), header('x-api-secret', 'opaque-api-secret')),
    missing: jsonAnswer({ detail: 'Domain not found', data: [] }, 404),
    routes: {
      'GET /dns/records/{domain}': list,
      'PUT /dns/records/{domain}': save,
      'DELETE /dns/records/{domain}': remove,
    },
  }),
});
