import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordId } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  type Call,
  type FakeRecord,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import { authentication } from '../../../providers/nfsn/sign.js';

const form = itemForm({
  form: { fields: { content: 'data' }, hasIds: false, apex: '', priority: { MX: 'aux', SRV: 'aux' } },
});
const missing = jsonAnswer(
  {
    error: 'The API request was not valid.',
    debug: 'The requested object instance does not exist or cannot be accessed.',
  },
  404,
);
const empty = { status: 200, headers: {}, body: '' };

function find({ zone, body }: Call, known: readonly string[]): (readonly [id: string, record: FakeRecord])[] {
  const asked = body === undefined ? {} : asObject(body);
  allowOnly(asked, known);
  return zone.records.all().filter(([, record]) => {
    const item = form.toItem(record, undefined, zone);
    return Object.entries(asked).every(([field, value]) => String(item[field]) === value);
  });
}

const list = 'POST /dns/example.com/listRRs';

describeProvider('nfsn', {
  options: { username: 'me', token: 'opaque-api-key' },
  refusal: 401,
  isRead: ({ url }) => url.pathname.endsWith('/listRRs'),
  fake: routedFake({
    base: 'https://api.nearlyfreespeech.net',
    credentials({ url, headers, body }) {
      const given = headers['x-nfsn-authentication'] ?? '';
      const [login = '', timestamp, salt = ''] = given.split(';');
      const isFresh = Math.abs(Number(timestamp) - Date.now() / 1000) < 300 && /^[a-z0-9]{16}$/i.test(salt);
      const signing = { login, timestamp: Number(timestamp), salt, path: url.pathname, body };
      return login === 'me' && isFresh && given === authentication({ ...signing, key: 'opaque-api-key' });
    },
    missing,
    routes: {
      'POST /dns/{domain}/listRRs': (call) => {
        const found = find(call, ['type', 'name', 'data']);
        return found.map(([, record]) => ({ ...form.toItem(record, undefined, call.zone), scope: 'member' }));
      },
      'POST /dns/{domain}/addRR': (call) => {
        const record = form.fromItem(asObject(call.body), call.zone);
        const { ttl: _ttl, ...same } = record;
        if (call.zone.records.all().some(([, old]) => isLike(old, same))) refuse(400, { error: 'it already exists' });
        call.zone.records.insert(record);
        return empty;
      },
      'POST /dns/{domain}/removeRR': (call) => {
        const [found] = find(call, ['name', 'type', 'data']);
        if (found === undefined) return missing;
        call.zone.records.remove(found[0]);
        return empty;
      },
    },
  }),
  cases: {
    'narrows a list, to the data where that is all of a content': {
      async does(service) {
        await service.list({});
        await service.list({ type: 'TXT', name: 'a', content: 'one' });
        await service.list({ type: 'MX', name: '@', content: '10 mail.example.net' });
        await service.list({ name: 'a' });
      },
      sends: [list, list, [list, 'type=TXT&name=a&data=one'], [list, 'type=MX&name='], [list, 'name=a']],
    },
    'lists types that it does not write, with their priorities': {
      given: ['@ MX 10 mail.example.net', 'a SRV 1 2 443 web.example.net'],
      lists: {},
      gives: [
        [recordId({ type: 'MX', name: '@', content: '10 mail.example.net' }), 'example.com 60 MX 10 mail.example.net'],
        [
          recordId({ type: 'SRV', name: 'a', content: '1 2 443 web.example.net' }),
          'a.example.com 60 SRV 1 2 443 web.example.net',
        ],
      ].map((parts) => parts.join(' ')),
    },
    'removes a record before it makes the new one': {
      given: ['a TXT one'],
      updates: [recordId({ type: 'TXT', name: 'a', content: 'one' }), 'a 300 TXT two'],
      sends: [
        ...[list, list],
        ['POST /dns/example.com/removeRR', 'name=a&type=TXT&data=one'],
        ['POST /dns/example.com/addRR', 'name=a&type=TXT&data=two&ttl=300'],
      ],
    },
    'sends no write again whose answer was lost': {
      does: (service) => service.createAll([{ type: 'TXT', name: 'a', content: 'two', ttl: 300 }], true),
      answers: { 'POST /dns/example.com/addRR': [502] },
      sends: [list, ['POST /dns/example.com/addRR', 'name=a&type=TXT&data=two&ttl=300']],
      fails: 'SERVER',
    },
  },
});

function isLike(record: FakeRecord, same: Omit<FakeRecord, 'ttl'>): boolean {
  return record.type === same.type && record.name === same.name && record.content === same.content;
}

describe('the signature of nfsn', () => {
  it('is that of the published example', () => {
    const signing = { login: 'testuser', key: 'p3kxmRKf9dk3l6ls', timestamp: 1012121212, salt: 'dkwo28Sile4jdXkw' };
    assert.equal(
      authentication({ ...signing, path: '/site/example/getInfo', body: '' }),
      'testuser;1012121212;dkwo28Sile4jdXkw;0fa8932e122d56e2f6d1550f9aab39c4aef8bfc4',
    );
  });
});
