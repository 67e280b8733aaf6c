import { fullName, quoteTxt, relativeName, unquoteTxt } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  basic,
  type Call,
  cut,
  type FakeRecord,
  type Handler,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const fields: Readonly<Record<string, string>> = {
  a: 'ipv4addr',
  aaaa: 'ipv6addr',
  cname: 'canonical',
  mx: 'mail_exchanger',
  txt: 'text',
};
const kinds = Object.keys(fields);

function refOf(id: string, { type, name }: FakeRecord): string {
  return `record:${type.toLowerCase()}/${id}:${fullName(name, 'example.com')}/internal`;
}

function toItem(id: string, record: FakeRecord, asked: readonly string[]): object {
  const kind = record.type.toLowerCase();
  const [preference, exchanger] = kind === 'mx' ? record.content.split(' ') : [];
  const all: Record<string, unknown> = {
    name: fullName(record.name, 'example.com'),
    [fields[kind] ?? '']:
      kind === 'mx'
        ? exchanger
        : kind === 'txt' && /[" ]/.test(record.content)
          ? quoteTxt(record.content)
          : record.content,
    ...(kind === 'mx' && { preference: Number(preference) }),
    ttl: record.ttl,
    use_ttl: true,
  };
  for (const field of asked) if (!(field in all)) refuse(400, { text: `Unknown argument/field: '${field}'` });
  return { _ref: refOf(id, record), ...Object.fromEntries(asked.map((field) => [field, all[field]])) };
}

function list(kind: string): Handler {
  return ({ zone, query }: Call) => {
    allowOnly(query, [
      'name',
      'zone',
      'view',
      '_return_fields',
      '_paging',
      '_return_as_object',
      '_max_results',
      '_page_id',
    ]);
    if (query.view !== 'internal' || (query.name === undefined) === (query.zone === undefined))
      refuse(400, { text: 'query' });
    const found = zone.records
      .all()
      .filter(
        ([, { type, name }]) =>
          type === kind.toUpperCase() && (query.name === undefined || fullName(name, zone.name) === query.name),
      );
    const items = found.map(([id, record]) => toItem(id, record, (query._return_fields ?? '').split(',')));
    if (query._paging === undefined) return items;
    const page = cut(items, query, {
      by: 'cursor',
      parameter: '_page_id',
      size: '_max_results',
      usual: 100,
      largest: 1000,
    });
    return { result: page.items, ...(page.next !== undefined && { next_page_id: page.next }) };
  };
}

function fromBody(kind: string, body: unknown, known: readonly string[]): FakeRecord {
  const { name, ttl, use_ttl, preference, ...rest } = asObject(body);
  const data = String(rest[fields[kind] ?? '']);
  allowOnly(rest, [fields[kind] ?? '', ...known]);
  if (use_ttl !== true || typeof ttl !== 'number' || (kind === 'mx') !== (typeof preference === 'number'))
    refuse(400, { text: 'use_ttl, ttl or preference' });
  const text = kind === 'txt' ? unquoteTxt(data) : data;
  const content = kind === 'mx' ? `${String(preference)} ${text}` : text;
  return { type: kind.toUpperCase(), name: relativeName(String(name), 'example.com'), content, ttl: Number(ttl) };
}

const gone = jsonAnswer(
  { Error: 'AdmConDataNotFoundError', code: 'Client.Ibap.Data.NotFound', text: 'Reference not found' },
  404,
);

function ofKind(kind: string): Record<string, Handler> {
  const item = `/record:${kind}/{ref}/{view}`;
  const idOf = ({ params }: Call) => params.ref?.split(':')[0] ?? '';
  return {
    [`GET /record:${kind}`]: list(kind),
    [`POST /record:${kind}`]: ({ zone, body }) => {
      if (asObject(body).view !== 'internal') refuse(400, { text: 'no view' });
      const record = fromBody(kind, body, ['view']);
      return jsonAnswer(refOf(zone.records.insert(record), record), 201);
    },
    [`PUT ${item}`]: (call) => {
      const record = fromBody(kind, call.body, []);
      return call.zone.records.replace(idOf(call), record) ? jsonAnswer(refOf(idOf(call), record)) : gone;
    },
    [`DELETE ${item}`]: (call) => (call.zone.records.remove(idOf(call)) ? jsonAnswer('record') : gone),
  };
}

describeProvider('infoblox', {
  keepsType: true,
  refusals: [[400, { Error: 'AdmConDataError', code: 'Client.Ibap.Data.Conflict', text: 'is there' }, 'RECORD_EXISTS']],
  options: { user: 'me', psw: 'opaque-password', view: 'internal', host: 'grid.example.net' },
  refusal: 401,
  fake: routedFake({
    base: 'https://grid.example.net/wapi/v2.6.1',
    credentials: basic('me', 'opaque-password'),
    routes: {
      'GET /zone_auth': ({ account, query }) => {
        allowOnly(query, ['fqdn', 'view']);
        const found = account.zones.filter(({ name }) => name === query.fqdn && query.view === 'internal');
        return found.map(({ id, name }) => ({
          _ref: `zone_auth/${id}:${name}/internal`,
          fqdn: name,
          view: 'internal',
        }));
      },
      ...Object.assign({}, ...kinds.map(ofKind)),
    },
  }),
});
