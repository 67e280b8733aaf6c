import { fullName, isWithin, recordId, relativeName } from '../../../core/sdk/index.js';
import {
  asObject,
  type Call,
  describeProvider,
  type FakeApi,
  type FakeRecord,
  field,
  type Handler,
  query,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';

const login = { login: 'me', passwd: 'opaque-password', input_format: 'json', output_format: 'json' };
const done = (result: unknown) => ({ status: 'success', answer: { status: 'success', result } });
const fault = (error_code: string, error_text: unknown) => ({ error_code, error_text });
const failed = (code: string, text: unknown) => ({
  status: 'success',
  answer: { status: 'error', errors: [fault(code, text)] },
});
/** Parameters come in a form, or in the address. */
const inputOf = ({ body, query }: Call) =>
  JSON.parse(String(asObject(body ?? query).input_data)) as Readonly<Record<string, unknown>>;

function shown({ type, content, ttl }: FakeRecord): object {
  const [priority = '', host = ''] = content.split(' ');
  if (type === 'MX') return { ttl, preference: Number(priority), exchange: `${host}.` };
  return { ttl, [{ TXT: 'txtdata', CNAME: 'cname' }[type] ?? 'address']: content };
}

function taken(type: string, item: Readonly<Record<string, unknown>>): Omit<FakeRecord, 'name'> {
  const { address, preference, exchange, txtdata, value = txtdata ?? address, ttl = 600 } = item;
  const content = type === 'MX' ? `${preference} ${String(exchange).replace(/\.$/, '')}` : String(value);
  return { type, content, ttl: Number(ttl) };
}

/** Each name that has or had records is a subdomain, and those that were made. */
function createFake(): FakeApi {
  const made = new Set<string>();

  function places({ account }: Call) {
    const names = account.zones.flatMap((zone) => zone.records.all().map(([, { name }]) => fullName(name, zone.name)));
    return [...new Set([...account.zones.map(({ name }) => name), ...names, ...made])].map((fqdn) => {
      const [zone] = account.zones
        .filter(({ name }) => isWithin(fqdn, name))
        .sort((one, other) => other.name.length - one.name.length);
      return { fqdn, zone: zone ?? refuse(500, 'no zone') };
    });
  }

  /** Any name can be asked for, whether it is a subdomain or not. */
  function place(call: Call) {
    const fqdn = String(inputOf(call).fqdn);
    const [zone = refuse(200, failed('METHOD_FAILED', 'Failed to get DNS records'))] = call.account.zones.filter(
      ({ name }) => isWithin(fqdn, name),
    );
    const all = zone.records.all().filter(([, { name }]) => name === relativeName(fqdn, zone.name));
    return { name: relativeName(fqdn, zone.name), records: zone.records, all };
  }

  return routedFake({
    base: 'https://api.beget.com/api',
    credentials: (request) =>
      Object.entries(login).every(([name, value]) => (request.method === 'GET' ? query : field)(name, value)(request)),
    refused: [200, { status: 'error', ...fault('AUTH_ERROR', 'No such login') }],
    routes: byBoth({
      'POST /domain/getList': ({ account }) =>
        done(account.zones.map(({ id, name: fqdn }) => ({ id: Number(id), fqdn }))),
      'POST /domain/getSubdomainList': (call) =>
        done(
          places(call)
            .filter(({ fqdn, zone }) => fqdn !== zone.name)
            .map(({ fqdn, zone }) => ({ id: 1, fqdn, domain_id: Number(zone.id) })),
        ),
      'POST /domain/addSubdomainVirtual': (call) => {
        const { subdomain, domain_id } = inputOf(call);
        const zone = call.account.zone('id', String(domain_id)) ?? refuse(200, failed('INVALID_DATA', 'no domain'));
        const fqdn = fullName(String(subdomain), zone.name);
        if (places(call).some((each) => each.fqdn === fqdn)) refuse(200, failed('INVALID_DATA', 'It is there'));
        made.add(fqdn);
        return done(888);
      },
      'POST /dns/getData': (call) => {
        const { all } = place(call);
        const records: Record<string, object[]> = { CAA: [], DNS: [{ value: 'ns1.beget.com' }] };
        for (const [, record] of all) records[record.type] = [...(records[record.type] ?? []), shown(record)];
        return done({ is_beget_dns: true, set_type: 1, ...(all.length > 0 && { records }) });
      },
      'POST /dns/changeRecords': (call) => {
        const { name, records, all } = place(call);
        for (const [id] of all) records.remove(id);
        for (const [type, items] of Object.entries(asObject(inputOf(call).records)))
          for (const item of items as Record<string, unknown>[]) records.insert({ name, ...taken(type, item) });
        return done(true);
      },
    }),
  })();
}

function byBoth(routes: Record<string, Handler>): Record<string, Handler> {
  return {
    ...routes,
    ...Object.fromEntries(Object.entries(routes).map(([route, handler]) => [route.replace('POST', 'GET'), handler])),
  };
}

const body = (input: object = {}) => new URLSearchParams({ ...login, input_data: JSON.stringify(input) }).toString();
const found = ['POST /domain/getList', body()] as const;
const names = ['POST /domain/getSubdomainList', body()] as const;
const unknown = { 'POST /dns/getData': [200, failed('METHOD_FAILED', 'Failed to get DNS records')] } as const;
const fqdn = 'a.example.com';
const get = ['POST /dns/getData', body({ fqdn })] as const;
const change = (records: object) => ['POST /dns/changeRecords', body({ fqdn, records })] as const;
const MX = [{ ttl: 60, preference: 10, exchange: 'mail.example.org.' }];
const fresh = (value: string) => ({ priority: 10, value, ttl: 60 });

describeProvider('beget', {
  options: { username: 'me', password: 'opaque-password' },
  isRead: ({ url }) => /\/get/.test(url.pathname),
  fake: createFake,
  refusals: [
    [200, { status: 'error', ...fault('NO_SUCH_METHOD', 'No such method') }, ['API', /No such method.*NO_SUCH_METHOD/]],
    [200, failed('INVALID_DATA', { type: 'SINGLE' }), ['API', /SINGLE.*INVALID_DATA/]],
    [200, { answer: { status: 'error', ...fault('LIMIT', 'Too many') } }, ['API', /Too many.*LIMIT/]],
    [200, { status: 'success', answer: { status: 'error' } }, 'RESPONSE'],
  ],
  cases: {
    'writes to a name that is no subdomain, where the service tells of it': {
      creates: 'a 60 TXT one',
      sends: [found, get, change({ TXT: [fresh('one')] })],
      leaves: ['a TXT one'],
    },
    'makes a subdomain for a name that the service does not tell of, and its text all that is there': {
      answers: unknown,
      creates: 'a 60 TXT one',
      sends: [
        ...[found, get, names],
        ['POST /domain/addSubdomainVirtual', body({ subdomain: 'a', domain_id: 71 })],
        change({ TXT: [fresh('one')] }),
      ],
      leaves: ['a TXT one'],
    },
    'sends what else is there along, as it came, and removes one value alone': {
      given: ['a MX 10 mail.example.org', 'a TXT one'],
      creates: 'a 60 TXT two',
      removes: 'a TXT one',
      sends: [
        ...[found, get, change({ MX, TXT: [{ txtdata: 'one', ttl: 60 }, fresh('two')] })],
        ...[get, change({ MX, TXT: [{ txtdata: 'two', ttl: 60 }] })],
      ],
      leaves: ['a MX 10 mail.example.org', 'a TXT two'],
    },
    ...Object.fromEntries(
      ['CAA 0 issue "ca.example.org"', 'CNAME b.example.org', 'NS ns.example.org', 'SRV 1 2 3 b.example.org'].map(
        (other) => [
          `writes nothing where ${other} would be lost`,
          { given: [`a ${other}`], creates: 'a 60 TXT one', sends: [found, get], fails: 'UNSUPPORTED' } as const,
        ],
      ),
    ),
    'takes no refusal for an empty name where there is a subdomain': {
      given: ['a TXT two'],
      creates: 'a 60 TXT one',
      answers: unknown,
      sends: [found, get, names],
      fails: ['API', /Failed to get/],
    },
    'makes no subdomain a second time by itself': {
      creates: 'a 60 TXT one',
      answers: { ...unknown, 'POST /domain/addSubdomainVirtual': [[502]] },
      fails: 'SERVER',
    },
    'needs no subdomain at the apex, and reads text in both of its forms': {
      answers: {
        'POST /dns/getData': [
          200,
          done({ records: { TXT: [{ value: 'one', priority: '10', ttl: 60 }, { value: '' }, { value: null }] } }),
        ],
      },
      lists: { name: 'example.com' },
      sends: [found, ['POST /dns/getData', body({ fqdn: 'example.com' })]],
      gives: [`${recordId({ type: 'TXT', name: '@', content: 'one' })} example.com 60 TXT one`],
    },
    'asks for names of its own domain alone': {
      answers: {
        'POST /domain/getSubdomainList': [
          200,
          done([{ fqdn: 'b.example.com', domain_id: '70' }, { fqdn: 'b.example.org' }, { fqdn, domain_id: '71' }]),
        ],
      },
      given: ['a TXT one'],
      lists: {},
      sends: [found, names, ['POST /dns/getData', body({ fqdn: 'example.com' })], get],
    },
  },
});
