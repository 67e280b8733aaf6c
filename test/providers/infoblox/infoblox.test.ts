import { fullName, isFailure, quoteTxt, relativeName, unquoteTxt } from '../../../core/sdk/index.js';
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
      ...['name', 'zone', 'view', 'text', '_return_fields', '_return_type'],
      ...['_paging', '_return_as_object', '_max_results', '_page_id'],
    ]);
    if (query.view !== 'internal' || (query.name === undefined) === (query.zone === undefined))
      refuse(400, { text: 'query' });
    const found = zone.records
      .all()
      .filter(
        ([, { type, name, content }]) =>
          type === kind.toUpperCase() &&
          (query.name === undefined || fullName(name, zone.name) === query.name) &&
          (query.text === undefined || content === query.text),
      );
    const fieldsAsked = (query._return_fields ?? 'name').split(',');
    const items = found.map(([id, record]) => toItem(id, record, fieldsAsked));
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
  // Without a TTL of its own the record has that of the zone.
  const { name, ttl = 28_800, use_ttl = ttl === 28_800, preference, ...rest } = asObject(body);
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
    // What is sent may stand in the address as well.
    [`POST /record:${kind}`]: ({ zone, query, body = query }) => {
      if (asObject(body).view !== 'internal') refuse(400, { text: 'no view' });
      const record = fromBody(kind, body, ['view']);
      return jsonAnswer(refOf(zone.records.insert(record), record), 201);
    },
    [`PUT ${item}`]: (call) => {
      const record = fromBody(kind, call.body, []);
      return call.zone.records.replace(idOf(call), record) ? jsonAnswer(refOf(idOf(call), record)) : gone;
    },
    [`DELETE ${item}`]: (call) => {
      const record = call.zone.records.get(idOf(call));
      return record !== undefined && call.zone.records.remove(idOf(call))
        ? jsonAnswer(refOf(idOf(call), record))
        : gone;
    },
  };
}

const zone = 'GET /zone_auth?fqdn=example.com&view=internal';
const zoneItem = { _ref: 'zone_auth/71:example.com/internal', fqdn: 'example.com' };
const given = { view: 'internal', host: 'grid.example.net' };

describeProvider('infoblox', {
  keepsType: true,
  cases: {
    'takes a name and a password in one, and the address of a host with its scheme': {
      options: { ...given, credentials: 'me:opaque-password', host: 'https://grid.example.net' },
      sends: [zone],
    },
    'takes the port of a host by itself': {
      options: { ...given, user: 'me', psw: 'opaque-password', host: 'grid.example.net', port: '443' },
      sends: [zone],
    },
    'takes what is given by itself before both in one': {
      options: { ...given, credentials: 'you:other', user: 'me', psw: 'opaque-password' },
      sends: [zone],
    },
    'says which option tells two zones of one name apart': {
      answers: {
        [zone]: [200, [zoneItem, { ...zoneItem, _ref: 'zone_auth/72:example.com/other', fqdn: 'EXAMPLE.com' }]],
      },
      fails: (error) => isFailure(error, 'CONFIG') && /--ib-view$/.test(error.hint ?? ''),
    },
    'asks for one name, and for all in pages': {
      async does(service) {
        await service.list({ type: 'TXT', name: 'a' });
        await service.list({ type: 'MX' });
      },
      sends: [
        zone,
        'GET /record:txt?name=a.example.com&view=internal&_return_fields=text,ttl,use_ttl',
        'GET /record:mx?zone=example.com&view=internal&_return_fields=name,mail_exchanger,preference,ttl,use_ttl&_paging=1&_return_as_object=1&_max_results=1000',
      ],
    },
    'shows no TTL that is the one of the zone': {
      answers: {
        'GET /record:txt': [
          200,
          [true, false].map((use_ttl) => ({
            _ref: `record:txt/${use_ttl}`,
            name: 'a.example.com',
            ttl: 60,
            text: 'x',
            use_ttl,
          })),
        ],
      },
      lists: { type: 'TXT', name: 'a' },
      gives: ['record:txt/true a.example.com 60 TXT x', 'record:txt/false a.example.com - TXT x'],
    },
    'writes text in quotes, and a priority where there is none': {
      creates: ['a 60 TXT one two', 'a 60 MX mail.example.net'],
      answers: { 'POST /record:mx': [201, 'record:mx/9'] },
      sends: [
        zone,
        'GET /record:txt?name=a.example.com&view=internal&_return_fields=text,ttl,use_ttl',
        ['POST /record:txt', { name: 'a.example.com', text: '"one two"', ttl: 60, use_ttl: true, view: 'internal' }],
        'GET /record:mx?name=a.example.com&view=internal&_return_fields=mail_exchanger,preference,ttl,use_ttl',
        [
          'POST /record:mx',
          {
            name: 'a.example.com',
            mail_exchanger: 'mail.example.net',
            preference: 10,
            ttl: 60,
            use_ttl: true,
            view: 'internal',
          },
        ],
      ],
    },
    'asks for no other type of a record': {
      given: ['a TXT one'],
      updates: ['record:txt/1:a.example.com/internal', 'a 60 A 192.0.2.1'],
      sends: [zone],
      fails: 'UNSUPPORTED',
    },
    'leaves it to the service what an id is': {
      updates: ['something', 'a 60 TXT one'],
      fails: 'RECORD_NOT_FOUND',
    },
  },
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
