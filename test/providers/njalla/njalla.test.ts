import {
  allowOnly,
  asObject,
  type Call,
  describeProvider,
  type Handler,
  recordHandlers,
  routedFake,
} from '../../../core/testing/index.js';

const refused = (code: number, message: string) => ({ jsonrpc: '2.0', error: { code, message } });
const params = ({ body }: Call) => asObject(asObject(body).params);
const result = (data: object) => ({ jsonrpc: '2.0', result: data });
const gone = [200, refused(404, 'No such record')] as const;
const dynamic = { id: '900', name: '@', type: 'Dynamic', content: 'opaque', ttl: 60 };

const { list, add, drop } = recordHandlers({
  form: { priority: { MX: 'prio' } },
  extra: ['domain'],
  sent: params,
  idOf: (call) => params(call).id,
  done: (item) => result(item ?? {}),
  wrap: ({ items }) => result({ records: [...items, dynamic] }),
  gone,
  duplicate: [200, refused(400, 'Record already exists')],
});

function knowing(names: string, work: Handler): Handler {
  return (call) => {
    allowOnly(params(call), names.split(' '));
    return work(call);
  };
}

describeProvider('njalla', {
  options: { token: 'opaque-token' },
  isRead: ({ body }) => /"(get|list)-/.test(body),
  fake: routedFake({
    base: 'https://njal.la',
    at: /^\/api\/1\/$/,
    credentials: { authorization: 'Njalla opaque-token' },
    refused: [200, refused(403, 'Invalid token.')],
    missing: [200, refused(403, 'permission denied')],
    command: ({ request, body }) =>
      request.method === 'POST' && request.url.pathname === '/api/1/' ? String(asObject(body).method) : 'none',
    zoneOf: (call) => ({ name: params(call).domain }),
    routes: {
      'get-domain': knowing('domain', ({ zone }) => result({ name: zone.name, status: 'active' })),
      'list-records': knowing('domain', list),
      'add-record': knowing('domain name type content ttl prio', add),
      'edit-record': knowing('domain id content', (call) => {
        const { id, content } = params(call);
        const before = call.zone.records.get(String(id));
        if (typeof id !== 'string' || before === undefined) return gone;
        call.zone.records.replace(id, { ...before, content: String(content) });
        return result({});
      }),
      'remove-record': knowing('domain id', drop),
    },
  }),
  refusals: [
    [200, refused(429, 'slow'), 'RATE_LIMITED'],
    [200, refused(400, 'Record already exists'), 'RECORD_EXISTS'],
    [200, refused(403, 'permission denied'), 'ZONE_NOT_FOUND'],
    [200, refused(403, 'Invalid token.'), 'AUTHENTICATION'],
  ],
  cases: {
    'takes no refusal for a success, however it is written': {
      creates: 'a 900 TXT one',
      answers: {
        'POST /': [
          [200, result({ name: 'example.com' })],
          [200, { jsonrpc: '2.0', Error: { code: 400, message: 'missing domain' } }],
        ],
      },
      sends: [
        ['POST /api/1/', { method: 'get-domain', params: { domain: 'example.com' } }],
        [
          'POST /api/1/',
          { method: 'add-record', params: { domain: 'example.com', name: 'a', type: 'TXT', content: 'one', ttl: 900 } },
        ],
      ],
      fails: ['API', /missing domain/],
    },
    'changes in place what keeps its name, type and TTL': {
      given: ['a 60 TXT one'],
      async does(service) {
        await service.update('1', { type: 'TXT', name: 'a', content: 'two' });
        await service.update('1', { type: 'TXT', name: 'a', content: 'three', ttl: 60 });
        return (await service.list({})).map(({ id, content }) => `${id} ${content}`);
      },
      gives: ['1 three'],
    },
    'makes anew what does not keep its TTL, its name or its type': {
      given: ['a 60 TXT one', 'b 60 TXT one'],
      async does(service) {
        await service.update('2', { type: 'TXT', name: 'b', content: 'two', ttl: 900 });
        await service.update('1', { type: 'TXT', name: 'c', content: 'four' });
        await service.update('3', { type: 'A', name: 'b', content: '192.0.2.1' });
        return (await service.list({})).map(({ id, name, type, content }) => [id, name, type, content].join(' '));
      },
      gives: ['4 c.example.com TXT four', '5 b.example.com A 192.0.2.1'],
    },
    'removes by an id that nobody has listed, a number where it looks like one': {
      async does(service) {
        for (const id of ['1', 'a1']) await service.remove(id, {});
      },
      sends: [
        ['POST /api/1/', { method: 'get-domain', params: { domain: 'example.com' } }],
        ['POST /api/1/', { method: 'remove-record', params: { domain: 'example.com', id: 1 } }],
        ['POST /api/1/', { method: 'remove-record', params: { domain: 'example.com', id: 'a1' } }],
      ],
    },
    'asks by method and parameters': {
      sends: [['POST /api/1/', { method: 'get-domain', params: { domain: 'example.com' } }]],
    },
  },
});
