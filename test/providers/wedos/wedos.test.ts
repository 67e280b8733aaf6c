import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Call,
  itemForm,
  jsonAnswer,
  recordHandlers,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import { credentialOf } from '../../../providers/wedos/credentials.js';

const table = { form: { fields: { id: 'ID', type: 'rdtype', content: 'rdata' }, apex: '', dots: true } } as const;
const form = itemForm(table);
const answer = (code: number, result: string, data?: object) =>
  jsonAnswer({ response: { code, result, svTRID: 't', ...(data !== undefined && { data }) } });
const done = () => answer(1000, 'OK');
/** How often a zone was published. */
let commits = 0;

function requestOf(body: unknown): Readonly<Record<string, unknown>> {
  const { request, ...rest } = asObject(body);
  if (Object.keys(rest).length > 0) throw new Error('only the field "request" is understood');
  return asObject(asObject(JSON.parse(String(request))).request);
}

function dataOf({ body }: Call): Record<string, unknown> {
  return { ...asObject(requestOf(body).data) };
}

const handlers = recordHandlers({
  ...table,
  done,
  gone: answer(2311, 'Row not found'),
  idOf: (call) => dataOf(call).row_id,
  sent: (call) => {
    const { domain, row_id, type, ...fields } = dataOf(call);
    if (domain !== 'example.com') throw new Error('no domain');
    const old = row_id === undefined ? undefined : call.zone.records.get(String(row_id));
    // An update takes neither name nor type.
    if (row_id !== undefined && ('name' in fields || type !== undefined)) throw new Error('not to be changed');
    const same = old === undefined ? { rdtype: type } : { ...form.toItem(old, undefined, call.zone) };
    return { ...same, ...fields };
  },
});

describeProvider('wedos', {
  options: { username: 'me@example.com', pass: 'opaque-password' },
  isRead: ({ body }) => /-list/.test(body),
  fake: routedFake({
    base: 'https://api.wedos.com',
    at: /^\/wapi\/json$/,
    credentials: ({ body, headers }) => {
      if (!/form-urlencoded/.test(headers['content-type'] ?? '')) return false;
      const { user, auth } = requestOf(Object.fromEntries(new URLSearchParams(body)));
      return user === 'me@example.com' && auth === credentialOf('me@example.com', 'opaque-password', Date.now());
    },
    refused: answer(2051, 'Invalid auth string'),
    command: ({ body, request }) => (request.url.pathname === '/wapi/json' ? String(requestOf(body).command) : 'none'),
    routes: {
      'dns-domains-list': ({ account }) => answer(1000, 'OK', { domain: account.zones.map(({ name }) => ({ name })) }),
      'dns-rows-list': ({ zone }) => {
        const row = zone.records.all().map(([id, record]) => {
          const item = form.toItem(record, id, zone);
          return { ...item, ttl: String(item.ttl) };
        });
        return answer(1000, 'OK', { row });
      },
      'dns-row-add': handlers.add,
      'dns-row-update': handlers.alter,
      'dns-row-delete': handlers.drop,
      'dns-domain-commit': (call) => {
        commits += 1;
        return dataOf(call).name === 'example.com' ? done() : answer(2201, 'Domain not found');
      },
    },
  }),
  cases: {
    'changes a row in place where its name and type stay': {
      given: ['a 300 TXT one'],
      updates: ['1', 'a 300 TXT two'],
      lists: {},
      gives: ['1 a.example.com 300 TXT two'],
    },
    'commits each change once, and a removal that finds nothing more as well': {
      async does(service) {
        const record = { type: 'TXT', name: 'a', content: 'one', ttl: 300 };
        const work = [
          () => service.create(record),
          () => service.update('1', { ...record, content: 'two' }),
          () => service.remove('1', {}),
          () => service.remove('1', {}),
        ];
        const counts: number[] = [];
        for (const each of work) {
          commits = 0;
          await each();
          counts.push(commits);
        }
        return counts;
      },
      gives: [1, 1, 1, 1],
    },
  },
});

describe('the credential of wedos', () => {
  it('goes with the hour in Prague, in winter and in summer', () => {
    const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
    const expected = (hour: string) => sha1(`me${sha1('secret')}${hour}`);
    assert.equal(credentialOf('me', 'secret', Date.parse('2026-01-15T08:30:00Z')), expected('09'));
    assert.equal(credentialOf('me', 'secret', Date.parse('2026-07-15T22:30:00Z')), expected('00'));
  });
});
