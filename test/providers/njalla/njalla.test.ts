import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  type Call,
  type FakeRecord,
  header,
  itemForm,
  jsonAnswer,
  recordHandlers,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const table = { form: { priority: { MX: 'prio' } } };
const form = itemForm(table);
const refused = (code: number, message: string) => jsonAnswer({ jsonrpc: '2.0', error: { code, message } });
const params = ({ body }: Call) => asObject(asObject(body).params);
const result = (data: object) => jsonAnswer({ jsonrpc: '2.0', result: data });

/** The parameters without those that say where. */
function record(call: Call): Record<string, unknown> {
  const { domain: _domain, ...rest } = params(call);
  return rest;
}

const handlers = recordHandlers({
  ...table,
  sent: record,
  idOf: (call) => params(call).id,
  done: (item) => result(item ?? {}),
  gone: refused(404, 'No such record'),
  duplicate: refused(400, 'Record already exists'),
});

function inZone(known: readonly string[], work: (call: Call) => object): (call: Call) => object {
  return (call) => {
    allowOnly(params(call), known);
    const zone = call.account.zone('name', String(params(call).domain));
    return zone === undefined ? refused(403, 'permission denied') : work({ ...call, zone });
  };
}

describeProvider('njalla', {
  options: { token: 'opaque-token' },
  isRead: ({ body }) => /"(get|list)-/.test(body),
  fake: routedFake({
    base: 'https://njal.la',
    credentials: header('authorization', 'Njalla opaque-token'),
    refused: refused(403, 'Invalid token.'),
    command: ({ request, body }) =>
      request.method === 'POST' && request.url.pathname === '/api/1/' ? String(asObject(body).method) : 'none',
    routes: {
      'get-domain': inZone(['domain'], ({ zone }) => result({ name: zone.name, status: 'active' })),
      'list-records': inZone(['domain'], ({ zone }) => {
        const records = zone.records
          .all()
          .map(([id, item]: readonly [string, FakeRecord]) => form.toItem(item, id, zone));
        const dynamic = { id: '900', name: '@', type: 'Dynamic', content: 'opaque', ttl: 60 };
        return result({ records: [...records, dynamic] });
      }),
      'add-record': inZone(['domain', 'name', 'type', 'content', 'ttl', 'prio'], handlers.add),
      'edit-record': inZone(['domain', 'id', 'content'], (call) => {
        const { id, content } = params(call);
        const before = call.zone.records.get(String(id));
        if (typeof id !== 'string' || before === undefined) return refused(404, 'No such record');
        call.zone.records.replace(id, { ...before, content: String(content) });
        return result({});
      }),
      'remove-record': inZone(['domain', 'id'], handlers.drop),
    },
  }),
  cases: {
    'takes no refusal for a success, however it is written': {
      asks: [
        {
          request: 'POST https://njal.la/api/1/',
          body: { method: 'get-domain', params: { domain: 'example.com' } },
          answer: { jsonrpc: '2.0', result: { name: 'example.com' } },
        },
        {
          request: 'POST https://njal.la/api/1/',
          body: {
            method: 'add-record',
            params: { domain: 'example.com', name: 'a', type: 'TXT', content: 'one', ttl: 900 },
          },
          answer: { jsonrpc: '2.0', Error: { code: 400, message: 'missing domain' } },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 900 }),
      fails: (error) => isFailure(error, 'API') && /missing domain/.test(error.message),
    },
    'says that a token was refused': {
      asks: [
        {
          request: 'POST https://njal.la/api/1/',
          body: { method: 'get-domain', params: { domain: 'example.com' } },
          answer: { jsonrpc: '2.0', error: { code: 403, message: 'Invalid token.' } },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});
