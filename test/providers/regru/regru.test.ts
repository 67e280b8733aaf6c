import { type FailureCode, isFailure, joinParts, splitPriority } from '../../../core/sdk/index.js';
import { asObject, type Call, jsonAnswer, routedFake, xmlAnswer } from '../../../core/testing/fakes/index.js';
import { describeProvider, type OwnCase } from '../../../core/testing/index.js';
import type { SentRequest } from '../../../core/testing/wire.js';

const base = 'https://api.reg.ru/api/regru2';
const additions: Readonly<Record<string, readonly [type: string, parts: readonly string[]]>> = {
  add_alias: ['A', ['ipaddr']],
  add_aaaa: ['AAAA', ['ipaddr']],
  add_cname: ['CNAME', ['canonical_name']],
  add_mx: ['MX', ['priority', 'mail_server']],
  add_ns: ['NS', ['dns_server']],
  add_srv: ['SRV', ['priority', 'weight', 'port', 'target']],
  add_txt: ['TXT', ['text']],
  add_caa: ['CAA', ['flags', 'tag', 'value']],
};

/** By fields of the form, or within the JSON. */
function isKnown({ url, body }: SentRequest): boolean {
  const form = new URLSearchParams(body || url.search);
  const isJson = form.get('input_format') === 'json';
  const inner = isJson ? asObject(JSON.parse(form.get('input_data') ?? '{}')) : {};
  const { username, password } = inner.username === undefined ? Object.fromEntries(form) : inner;
  return username === 'u' && password === 'opaque-password' && (isJson || form.get('output_format') === 'xml');
}

function inputOf({ body, query, account }: Call) {
  const input = asObject(JSON.parse(String(asObject(body ?? query).input_data)));
  const {
    domains,
    output_content_type,
    username: _user,
    password: _word,
    ...rest
  } = input as {
    domains?: { dname: string }[];
    output_content_type?: string;
    username?: string;
    password?: string;
  };
  const zone = account.zone('name', domains?.[0]?.dname ?? '');
  if (zone === undefined || output_content_type !== 'plain') return undefined;
  return { zone, input: rest as Readonly<Record<string, unknown>> };
}

function done(domain: object) {
  return jsonAnswer({ result: 'success', charset: 'utf-8', answer: { domains: [domain] } });
}

const noDomain = done({ result: 'error', error_code: 'NO_DOMAIN', error_text: 'domain_name not given or empty' });
const success = done({ result: 'success', dname: 'example.com', service_id: 1 });

const adding = Object.entries(additions).flatMap(([action, [type, parts]]) => {
  function add(call: Call) {
    const found = inputOf(call);
    if (found === undefined) return noDomain;
    const { subdomain, ...fields } = found.input;
    if (Object.keys(fields).sort().join() !== [...parts].sort().join()) throw new Error('unknown fields');
    found.zone.records.insert({ type, name: String(subdomain), content: joinParts(type, fields, parts), ttl: 600 });
    return success;
  }
  return ['GET', 'POST'].map((method) => [`${method} /zone/${action}`, add] as const);
});

function remove(call: Call) {
  const found = inputOf(call);
  if (found === undefined) return noDomain;
  const { subdomain, content, record_type, priority } = found.input;
  for (const [id, { type, name, content: own }] of found.zone.records.all()) {
    const full = priority === undefined ? content : [priority, content].join(' ');
    if (type === record_type && name === subdomain && own === full) found.zone.records.remove(id);
  }
  return success;
}

function refused(error_code: string, code: FailureCode): OwnCase {
  return {
    asks: [
      {
        request: `POST ${base}/service/get_list`,
        body: 'username=u&password=opaque-password&input_data=%7B%22servtype%22%3A%22domain%22%2C%22output_content_type%22%3A%22plain%22%7D&input_format=json',
        answer: { result: 'error', error_code, error_text: 'no' },
      },
    ],
    does: (service) => service.findZone(),
    fails: (error) => isFailure(error, code),
  };
}

describeProvider('regru', {
  refusals: [
    [200, { result: 'error', error_code: 'EXCEEDED_ALLOWED_CONNECTION_RATE' }, 'RATE_LIMITED'],
    [200, { result: 'error', error_code: 'INTERNAL_API_ERROR' }, 'SERVER'],
    [200, { answer: { domains: [{ result: 'error', error_code: 'NO_DOMAIN' }] } }, 'ZONE_NOT_FOUND'],
  ],
  exceptions: { 'gives a record the TTL that it was asked for': 'The TTL is that of the zone.' },
  options: { username: 'u', password: 'opaque-password' },
  isRead: ({ url }) => /\/get_/.test(url.pathname),
  fake: routedFake({
    base,
    credentials: isKnown,
    refused: jsonAnswer({
      result: 'error',
      error_code: 'PASSWORD_AUTH_FAILED',
      error_text: 'Username/password Incorrect',
    }),
    routes: {
      'POST /service/get_list': ({ account, body }) => {
        const services = account.zones.map(({ name }) => ({ dname: name, servtype: 'domain', state: 'A' }));
        if (asObject(body).output_format !== 'xml') return { result: 'success', answer: { services } };
        const lines = services.map(({ dname }) => `<service dname="${dname}" servtype="domain" />`);
        return xmlAnswer(['<answer>', ...lines, '</answer>'].join('\n'));
      },
      'POST /zone/get_resource_records': (call) => {
        const found = inputOf(call);
        if (found === undefined) return noDomain;
        const rrs = found.zone.records.all().map(([, record]) => {
          const { content, priority = 0 } = splitPriority(record);
          return { subname: record.name, rectype: record.type, content, prio: priority, state: 'A' };
        });
        return done({ result: 'success', dname: found.zone.name, rrs, soa: { ttl: '1d', minimum_ttl: '12h' } });
      },
      'POST /zone/remove_record': remove,
      'GET /zone/remove_record': remove,
      ...Object.fromEntries(adding),
    },
  }),
  cases: {
    'tells a domain that is unknown': refused('DOMAIN_NOT_FOUND', 'ZONE_NOT_FOUND'),
    'tells a wrong password': refused('PASSWORD_AUTH_FAILED', 'AUTHENTICATION'),
    'tells an address that may not use the API': refused('ACCESS_DENIED_FROM_IP', 'AUTHENTICATION'),
  },
});
