import { fqdn, fromPresentation, recordId, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  bearer,
  type Call,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

const base = 'https://my.rcodezero.at/api/v1';
const missing = jsonAnswer({ status: 'failed', message: 'Zone not found' }, 404);
const name = '_acme-challenge.example.com.';

interface Change {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly changetype: string;
  readonly records?: readonly { readonly content: string; readonly disabled: boolean }[] | null;
}

function change({ zone, body }: Call): object {
  for (const { name: full, type, ttl, changetype: given, records: sent } of body as readonly Change[]) {
    const changetype = given.toUpperCase();
    const records = sent ?? [];
    const relative = relativeName(full, zone.name);
    const exists = setsOf(zone).some((set) => set.type === type && set.name === relative);
    if (full !== fqdn(relative, zone.name)) refuse(422, { status: 'failed', message: 'name is not fully qualified' });
    // An update makes the set where there is none.
    if (changetype !== 'UPDATE' && exists === (changetype === 'ADD'))
      refuse(422, { status: 'failed', message: 'RRset does (not) exist' });
    if ((changetype === 'DELETE') !== (records.length === 0)) refuse(422, { status: 'failed', message: 'records' });
    if (type === 'CNAME' && records.some(({ content }) => !content.endsWith('.')))
      refuse(422, { status: 'failed', message: 'not a host name' });
    if (type === 'TXT' && records.some(({ content }) => !content.startsWith('"')))
      refuse(422, { status: 'failed', message: 'TXT is not quoted' });
    const values = records.map(({ content }) => fromPresentation(type, content));
    writeSet(zone, { type, name: relative, ttl, values });
  }
  return { status: 'ok', message: 'RRsets updated' };
}

function list({ zone, query }: Call): object {
  const sets = setsOf(zone).map(({ type, name: own, ttl, values }) => ({
    name: fqdn(own, zone.name),
    type,
    ttl,
    records: values.map((content) => ({ content: toPresentation({ type, content }), disabled: false })),
  }));
  const data = query.page_size === '-1' ? sets : sets.slice(0, 100);
  return { current_page: 1, data, per_page: Number(query.page_size ?? 100), total: sets.length };
}

const all = 'GET /zones/example.com/rrsets?page_size=-1';

/** A set as it is written: all that is in it. */
function patched(at: string, changetype: string, ttl: number, ...contents: readonly string[]) {
  const records = contents.map((content) => ({ content, disabled: false }));
  const type = 'TXT';
  return ['PATCH /zones/example.com/rrsets', [{ name: `${at}.example.com.`, type, ttl, records, changetype }]] as const;
}

describeProvider('rcodezero', {
  options: { token: 'opaque-token' },
  exceptions: { 'takes for done what somebody else did at the same moment': 'how it is told is not known' },
  fake: routedFake({
    base,
    credentials: bearer('opaque-token'),
    missing,
    routes: {
      'GET /zones/{domain}': ({ zone }) => ({ id: 1, domain: zone.name, type: 'MASTER' }),
      'GET /acme/zones/{domain}': () => ['found'],
      'GET /zones/{domain}/rrsets': list,
      'GET /acme/zones/{domain}/rrsets': list,
      'PATCH /zones/{domain}/rrsets': change,
      'PATCH /acme/zones/{domain}/rrsets': change,
    },
  }),
  cases: {
    'asks for all sets at once, and keeps the TTL of a set of which something stays': {
      given: ['a TXT One'],
      creates: 'a 300 TXT one',
      sends: [
        'GET /zones/example.com',
        all,
        [
          'PATCH /zones/example.com/rrsets',
          [
            {
              name: 'a.example.com.',
              type: 'TXT',
              ttl: 60,
              records: ['"one"', '"One"'].map((content) => ({ content, disabled: false })),
              changetype: 'UPDATE',
            },
          ],
        ],
      ],
      leaves: ['a TXT One', 'a TXT one'],
    },
    'changes a value in place, with its TTL, until it is told that it is done': {
      given: ['a TXT one'],
      updates: [recordId({ type: 'TXT', name: 'a', content: 'one' }), 'a 300 TXT two'],
      answers: { 'PATCH /': [[502]] },
      sends: ['GET /zones/example.com', all, ...[1, 2].map(() => patched('a', 'UPDATE', 300, '"two"'))],
    },
    'makes no set twice': {
      creates: 'a 300 TXT two',
      answers: { 'PATCH /': [[502]] },
      sends: ['GET /zones/example.com', all, patched('a', 'ADD', 300, '"two"')],
      fails: 'SERVER',
    },
    'removes a record before it makes one of another name': {
      given: ['a TXT one'],
      updates: [recordId({ type: 'TXT', name: 'a', content: 'one' }), 'b 300 TXT one'],
      sends: [
        ...['GET /zones/example.com', all, all],
        ...[patched('a', 'DELETE', 60), all, patched('b', 'ADD', 300, '"one"')],
      ],
    },
    'removes a record before it makes one of another type': {
      given: ['a TXT 192.0.2.1'],
      updates: [recordId({ type: 'TXT', name: 'a', content: '192.0.2.1' }), 'a 300 A 192.0.2.1'],
      answers: { 'PATCH /': [400, { status: 'failed', message: 'no' }] },
      sends: ['GET /zones/example.com', all, all, patched('a', 'DELETE', 60), all],
      fails: 'API',
    },
    'knows a text in parts, and a host in other letters': {
      answers: {
        [all]: [
          200,
          {
            data: [
              { name: 'a.example.com.', type: 'TXT', ttl: 60, records: [{ content: '"o" "ne"' }] },
              { name: 'b.example.com.', type: 'CNAME', ttl: 60, records: [{ content: 'Host.Example.Net.' }] },
            ],
          },
        ],
        'PATCH /': [200, {}],
      },
      removes: ['a TXT one', 'b CNAME host.example.net'],
      sends: [
        'GET /zones/example.com',
        all,
        patched('a', 'DELETE', 60),
        all,
        [
          'PATCH /zones/example.com/rrsets',
          [{ name: 'b.example.com.', type: 'CNAME', ttl: 60, records: [], changetype: 'DELETE' }],
        ],
      ],
    },
    'lists what is not switched off, of one page where that is all': {
      asks: [
        { request: `GET ${base}/zones/example.com`, status: 403, answer: { status: 'failed', message: 'Forbidden' } },
        { request: `GET ${base}/acme/zones/example.com`, answer: ['found'] },
        {
          request: `GET ${base}/acme/zones/example.com/rrsets`,
          answer: {
            data: [
              { name, type: 'TXT', ttl: 60, records: [{ content: '"one"' }, { content: '"off"', disabled: true }] },
            ],
            total: 1,
          },
        },
      ],
      lists: {},
      gives: [
        `${recordId({ type: 'TXT', name: '_acme-challenge', content: 'one' })} _acme-challenge.example.com 60 TXT one`,
      ],
    },
    'asks no more where there is nothing': {
      asks: [
        { request: `GET ${base}/zones/example.com`, status: 403, answer: { status: 'failed', message: 'Forbidden' } },
        { request: `GET ${base}/acme/zones/example.com`, answer: ['found'] },
        { request: `GET ${base}/acme/zones/example.com/rrsets`, answer: { data: [] } },
      ],
      lists: {},
      gives: [],
    },
    'asks no other address for a zone that is unknown': {
      asks: [{ request: `GET ${base}/zones/example.com`, status: 404, answer: { message: 'Zone not found' } }],
      fails: 'ZONE_NOT_FOUND',
    },
    'asks no other address where the service fails': {
      asks: [{ request: `GET ${base}/zones/example.com`, status: 400, answer: { message: 'Zone not found' } }],
      fails: 'API',
    },
    'asks the addresses for ACME where the others are unknown, and for all sets where a page holds less': {
      asks: [
        { request: `GET ${base}/zones/example.com`, status: 404, answer: { message: 'No such address' } },
        { request: `GET ${base}/acme/zones/example.com`, answer: ['found'] },
        { request: `GET ${base}/acme/zones/example.com/rrsets`, answer: { data: [], total: 1 } },
        {
          request: `GET ${base}/acme/zones/example.com/rrsets?page_size=-1`,
          answer: { data: [{ name, type: 'TXT', ttl: 60, records: [{ content: '"one"' }] }], total: 1 },
        },
      ],
      does: (service) => service.list({}),
    },
    'takes the addresses for ACME where the token has no others, and keeps what is switched off': {
      asks: [
        { request: `GET ${base}/zones/example.com`, status: 403, answer: { status: 'failed', message: 'Forbidden' } },
        { request: `GET ${base}/acme/zones/example.com`, answer: ['found'] },
        {
          request: `GET ${base}/acme/zones/example.com/rrsets`,
          answer: { data: [{ name, type: 'TXT', ttl: 60, records: [{ content: '"off"', disabled: true }] }] },
        },
        {
          request: `PATCH ${base}/acme/zones/example.com/rrsets`,
          body: [
            {
              name,
              type: 'TXT',
              ttl: 60,
              records: [
                { content: '"one"', disabled: false },
                { content: '"off"', disabled: true },
              ],
              changetype: 'update',
            },
          ],
          answer: { status: 'ok', message: 'RRsets updated' },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});
