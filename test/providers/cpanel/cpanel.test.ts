import { isFailure, relativeName } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { FakeZone } from '../../../core/testing/fakes/account.js';
import { type Call, header, jsonAnswer, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const base = 'https://server.example.net:2083/execute/DNS';
const serials = new WeakMap<FakeZone, number>();
const hosts = /^(CNAME|MX|NS|SRV)$/;

function answer(data: unknown) {
  return { data, errors: null, messages: null, metadata: { transformed: 1 }, status: 1, warnings: null };
}

function failed(error: string): never {
  return refuse(200, { data: null, errors: [error], messages: null, metadata: {}, status: 0, warnings: null });
}

function zoneOf({ query, account }: Call): FakeZone {
  return account.zone('name', query.zone ?? '') ?? failed(`You do not control a DNS zone named ${query.zone}.`);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function wordsOf(type: string, content: string): string[] {
  if (type === 'TXT') return content.match(/.{1,255}/gs) ?? [''];
  const [, flags = '', tag = '', value = ''] = /^(\S+) (\S+) "(.*)"$/.exec(content) ?? [];
  if (type === 'CAA') return [flags, tag, value];
  return (hosts.test(type) ? `${content}.` : content).split(' ');
}

/** Records have lines from 10 on, with comments before them; ids of records are their lines. */
function linesOf(zone: FakeZone): object[] {
  const serial = String(serials.get(zone) ?? 2026010101);
  const soa = ['ns1.example.net.', 'root.example.net.', serial, '3600', '1800', '1209600', '86400'];
  const records = zone.records.all().map(([id, { type, name, content, ttl }]) => ({
    line_index: Number(id) + 10,
    type: 'record',
    record_type: type,
    ttl,
    dname_b64: encode(name === '@' ? `${zone.name}.` : name),
    data_b64: wordsOf(type, content).map(encode),
  }));
  return [
    { line_index: 0, type: 'comment', text_b64: encode('; Zone file') },
    { line_index: 1, type: 'control', text_b64: encode('$TTL 14400') },
    {
      line_index: 2,
      type: 'record',
      record_type: 'SOA',
      ttl: 86400,
      dname_b64: encode(`${zone.name}.`),
      data_b64: soa.map(encode),
    },
    ...records,
  ];
}

interface Sent {
  readonly dname: string;
  readonly ttl: number;
  readonly record_type: string;
  readonly data: readonly string[];
  readonly line_index?: number;
}

function recordFrom(text: string, zone: FakeZone) {
  const { dname, ttl, record_type: type, data, line_index: _line, ...others } = JSON.parse(text) as Sent;
  if (Object.keys(others).length > 0) failed('unknown field');
  const [flags, tag, value] = data;
  const words = type === 'CAA' ? [flags, tag, `"${value}"`] : data;
  if (hosts.test(type) && !String(words.at(-1)).endsWith('.')) failed('the host is relative');
  const content = words.join(' ');
  // A name without a final dot is relative to the zone.
  const name = dname.endsWith('.') ? relativeName(dname, zone.name) : dname;
  if (/(^|\.)example\.com$/.test(name)) failed('the final dot is missing');
  return { type, name, content: hosts.test(type) ? content.slice(0, -1) : content, ttl };
}

const server = 'https://server.example.net:2087/json-api';
const whm = { username: 'root', token: 'opaque-token', baseUrl: 'server.example.net:2087', mode: 'whm' };
const told = (result: number, reason: string, payload?: object) => ({
  metadata: { result, reason },
  data: { payload },
});
const soa = { line_index: 0, type: 'record', record_type: 'SOA', data_b64: ['ns1.', 'root.', '7'].map(encode) };
const line = { dname: 'a.example.com.', ttl: 60, record_type: 'TXT', data: ['one'] };
const edit = `api.version=1&zone=example.com&serial=7&add=${encodeURIComponent(JSON.stringify(line))}`;
const read = {
  request: `GET ${server}/parse_dns_zone?api.version=1&zone=example.com`,
  headers: { authorization: 'whm root:opaque-token' },
  answer: told(1, 'OK', [soa]),
};

describeProvider('cpanel', {
  refusals: [[200, { status: 0, errors: ['Something went wrong'], data: null }, 'API']],
  options: { username: 'me', token: 'opaque-token', baseUrl: 'https://server.example.net:2083/', mode: 'cpanel' },
  isRead: ({ url }) => url.pathname.endsWith('/parse_zone'),
  fake: routedFake({
    base,
    credentials: header('authorization', 'cpanel me:opaque-token'),
    refused: { status: 401, headers: {}, body: 'Access denied' },
    routes: {
      'GET https://server.example.net:2083/execute/DomainInfo/list_domains': ({ account: { zones } }) => {
        const [main_domain, ...addon_domains] = zones.map(({ name }) => name);
        return answer({ main_domain, addon_domains, parked_domains: [], sub_domains: [] });
      },
      'GET /parse_zone': (call) => jsonAnswer(answer(linesOf(zoneOf(call)))),
      'GET /mass_edit_zone': (call) => {
        const zone = zoneOf(call);
        const { serial, add, edit, remove, zone: _name, ...others } = call.query;
        const before = serials.get(zone) ?? 2026010101;
        if (Number(serial) !== before) failed(`The given serial number (${serial}) does not match the DNS zone.`);
        if (Object.keys(others).length > 0) failed('unknown parameter');
        if (add !== undefined) zone.records.insert(recordFrom(add, zone));
        if (edit !== undefined) {
          const { line_index } = JSON.parse(edit) as { readonly line_index: number };
          if (!zone.records.replace(String(line_index - 10), recordFrom(edit, zone))) failed('no such line');
        }
        if (remove !== undefined && !zone.records.remove(String(Number(remove) - 10))) failed('no such line');
        serials.set(zone, before + 1);
        return answer({ new_serial: String(before + 1) });
      },
    },
  }),
  cases: {
    'speaks the API of the server in the mode whm': {
      options: whm,
      asks: [read, read, read, { ...read, request: `GET ${server}/mass_edit_dns_zone?${edit}`, answer: told(1, 'OK') }],
      creates: 'a 60 TXT one',
    },
    'sends no write a second time': {
      creates: 'a 60 TXT one',
      answers: { 'GET /mass_edit_zone': [[502, '']] },
      fails: 'SERVER',
    },
    'is told by that API what went wrong': {
      options: whm,
      asks: [{ ...read, answer: told(0, 'You do not have permission to access this zone.') }],
      fails: ['AUTHENTICATION', /permission/],
    },
    'tells of a refusal that gives no reason': {
      asks: [{ request: `GET ${base}/parse_zone?zone=example.com`, answer: { status: 0, errors: null } }],
      does: (service) => service.findZone(),
      fails: ['API', /no reason given/],
    },
    'writes to no zone whose serial number it was not told': {
      asks: [
        { request: `GET ${base}/parse_zone?zone=example.com`, answer: answer([]) },
        { request: `GET ${base}/parse_zone?zone=example.com`, answer: answer([]) },
        { request: `GET ${base}/parse_zone?zone=example.com`, answer: answer([]) },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
      fails: (error) => isFailure(error, 'RESPONSE'),
    },
  },
});
