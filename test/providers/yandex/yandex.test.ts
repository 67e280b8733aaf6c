import { type Call, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const refusal = (error: string) => ({ success: 'error', error });
/** In the address or in the body, as one likes. */
const sent = ({ query, body }: Call) => ({ ...query, ...(body as Record<string, string> | undefined) });
const { list, add, alter, drop } = recordHandlers({
  form: { fields: { id: 'record_id', name: 'subdomain' }, priority: { MX: 'priority', SRV: 'priority' }, dots: true },
  numericIds: true,
  extra: ['domain'],
  ignores: ['domain'],
  show: (item) => ({ priority: '', ...item }),
  wrap: ({ items }) => ({ domain: 'example.com', success: 'ok', records: items }),
  idOf: (call) => sent(call).record_id,
  sent: (call) => ({ ...sent(call), ttl: Number(sent(call).ttl ?? 21600) }),
  duplicate: [200, refusal('record_exists')],
  gone: [200, refusal('no_such_record')],
  done: (record) => ({ domain: 'example.com', record, success: 'ok' }),
});
const listing = 'GET /list?domain=example.com';
const edit = 'POST /edit?domain=example.com&record_id=1&type=TXT&subdomain=b&content=x';
const mail = 'POST /add?domain=example.com&type=MX&subdomain=@&content=mail.example.com.&priority=10&ttl=900';

describeProvider('yandex', {
  options: { token: 'opaque-token' },
  fake: routedFake({
    base: 'https://pddimp.yandex.ru/api2/admin/dns',
    credentials: { pddtoken: 'opaque-token' },
    refused: [200, refusal('bad_token')],
    missing: [200, refusal('no_such_domain')],
    zoneOf: (call) => ({ name: sent(call).domain?.replace(/\.$/, '') }),
    routes: { 'GET /list': list, 'POST /add': add, 'POST /edit': alter, 'POST /del': drop },
  }),
  refusals: [
    [200, { success: 'error', error: 'nobody knows why' }, 'API'],
    [200, refusal('record_exists'), 'RECORD_EXISTS'],
    [200, refusal('no_such_domain'), 'ZONE_NOT_FOUND'],
    [200, refusal('bad_token'), 'AUTHENTICATION'],
    [200, refusal('unknown'), 'API'],
  ],
  cases: {
    'creates, and takes "record_exists" for success': {
      async does(service) {
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
      },
      sends: [listing, mail, mail],
      leaves: ['@ MX 10 mail.example.com'],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two', 'a MX 10 two'],
      removes: 'a TXT two',
      sends: [listing, listing, 'POST /del?domain=example.com&record_id=2'],
    },
    'updates, with the TTL where one was asked for, the usual one too': {
      given: ['a TXT one'],
      async does(service) {
        await service.update('1', { type: 'TXT', name: 'b', content: 'x' });
        await service.update('1', { type: 'TXT', name: 'b', content: 'x', ttl: 3600 });
      },
      sends: [listing, edit, `${edit}&ttl=3600`],
    },
  },
});
