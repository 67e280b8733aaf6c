import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../../core/testing/fakes/account.js';
import {
  extendRrsets,
  nothing,
  recordHandlers,
  restFake,
  routedFake,
  setForm,
  toAnswer,
} from '../../core/testing/index.js';

const [, zone] = createAccount().zones;
assert.ok(zone);
const own = zone;

function ask(
  fake: ReturnType<ReturnType<typeof routedFake>>,
  method: string,
  address: string,
  body = '',
  headers = {},
) {
  const json = body.startsWith('{') ? { 'content-type': 'application/json' } : {};
  return fake.answer({ method, url: new URL(address), headers: { ...json, ...headers }, body });
}

describe('a fake of routes', () => {
  const fake = routedFake({
    base: 'https://api.example.net/v1',
    credentials: { authorization: 'Bearer t', 'x-key': 'k' },
    refused: [403, { message: 'who?' }],
    missing: [404, { message: 'what?' }],
    logins: { 'POST https://auth.example.net/login': { sends: { user: 'me' }, gives: { token: 't' } } },
    zoneOf: ({ query }) => ({ name: query.domain }),
    routes: { 'GET /list': ({ zone: { name } }) => [200, { name }], 'GET /items': () => [{ id: 1 }] },
  })();
  const rights = { authorization: 'Bearer t', 'x-key': 'k' };

  const rows: Readonly<
    Record<string, readonly [method: string, address: string, body: string, headers: object, status: number]>
  > = {
    'a log-in elsewhere without credentials': ['POST', 'https://auth.example.net/login', '{"user":"me"}', {}, 200],
    'a log-in of somebody else': ['POST', 'https://auth.example.net/login', '{"user":"you"}', {}, 403],
    'a log-in with more than is known': ['POST', 'https://auth.example.net/login', '{"user":"me","x":1}', {}, 403],
    'all headers of the credentials': ['GET', 'https://api.example.net/v1/list?domain=example.com', '', rights, 200],
    'one header of two': ['GET', 'https://api.example.net/v1/list?domain=example.com', '', { 'x-key': 'k' }, 403],
    'a zone that is told in the query and is not there': [
      'GET',
      'https://api.example.net/v1/list?domain=x.org',
      '',
      rights,
      404,
    ],
    'the same path at another host': ['GET', 'https://other.example.net/v1/list?domain=example.com', '', rights, 404],
    'a list of data': ['GET', 'https://api.example.net/v1/items?domain=example.com', '', rights, 200],
  };
  for (const [title, [method, address, body, headers, status]] of Object.entries(rows)) {
    it(`answers ${title} with ${status}`, () => assert.equal(ask(fake, method, address, body, headers).status, status));
  }

  it('reads a body by what it is, where a client says that it is a form, or nothing', () => {
    const echo = ({ body }: { body: unknown }) => ({ body });
    const told = routedFake({ base: 'https://api.example.net', credentials: {}, routes: { 'POST /': echo } })();
    const read = (body: string, type?: string) => {
      const headers = type === undefined ? {} : { 'content-type': type };
      return JSON.parse(
        String(told.answer({ method: 'POST', url: new URL('https://api.example.net'), headers, body }).body),
      );
    };
    const form = 'application/x-www-form-urlencoded';
    for (const [body, type, data] of [
      ['{"a":1}', form, { a: 1 }],
      [' [1]', form, [1]],
      ['{"a":1}', undefined, { a: 1 }],
      ['<a>1</a>', form, '<a>1</a>'],
      ['a=1', form, { a: '1' }],
      ['a=1', undefined, 'a=1'],
    ] as const)
      assert.deepEqual(read(body, type), { body: data }, body);
  });

  it('takes a status and data for an answer, and other lists for data', () => {
    assert.deepEqual(toAnswer([204]), nothing);
    assert.equal(toAnswer([404, { a: 1 }]).status, 404);
    assert.equal(toAnswer([{ id: 1 }]).body, '[{"id":1}]');
    assert.equal(toAnswer([7, 8, 9]).body, '[7,8,9]');
  });
});

describe('a fake of records without ids', () => {
  it('removes the one of the same content alone', () => {
    const { drop } = recordHandlers({ form: { hasIds: false } });
    const ids = ['one', 'two'].map((content) => own.records.insert({ type: 'TXT', name: 'a', content, ttl: 60 }));
    const call = { params: {}, query: {}, zone: own, account: createAccount() };
    const request = { method: 'DELETE', url: new URL('https://api.example.net'), headers: {}, body: '' };
    const sent = (content: string) => ({ ...call, request, body: { type: 'TXT', name: 'a', content, ttl: 60 } });
    assert.equal(toAnswer(drop(sent('two'))).status, 204);
    assert.equal(toAnswer(drop(sent('two'))).status, 404);
    assert.deepEqual([own.records.get(ids[0] ?? '')?.content, own.records.get(ids[1] ?? '')], ['one', undefined]);
  });
});

describe('the form of a set', () => {
  const form = setForm({ names: 'fqdn', value: { field: 'content', shown: { disabled: false } } });
  const set = { type: 'MX', name: '@', ttl: 60, values: ['10 mail.example.org'] };
  const shown = {
    name: 'example.com.',
    type: 'MX',
    ttl: 60,
    records: [{ content: '10 mail.example.org.', disabled: false }],
  };

  it('goes there and back', () => {
    assert.deepEqual(form.toSet(set, own), shown);
    assert.deepEqual(form.fromSet(shown, { zone: own }), set);
    const relative = setForm({ apex: '', values: 'quoted', fields: { name: 'subname', values: 'data' } });
    const text = { type: 'TXT', name: '@', ttl: 60, values: ['one'] };
    assert.deepEqual(relative.toSet(text, own), { subname: '', type: 'TXT', ttl: 60, data: ['"one"'] });
    assert.deepEqual(relative.fromSet(relative.toSet(text, own), { zone: own }), text);
  });

  const text = { ...shown, type: 'TXT' };
  const wrong: Readonly<Record<string, object>> = {
    'an unknown field': { ...shown, comment: 'x' },
    'an unknown field of a value': { ...shown, records: [{ content: '10 mail.example.org.', x: 1 }] },
    'a name without its dot': { ...shown, name: 'example.com' },
    'a name of another zone': { ...shown, name: 'a.example.org.' },
    'a host without its dot': { ...shown, records: [{ content: '10 mail.example.org' }] },
    'text without quotes': { ...text, records: [{ content: 'one' }] },
    'a value twice': { ...text, records: [{ content: '"one"' }, { content: '"one"' }] },
  };
  for (const [title, body] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => assert.throws(() => form.fromSet(body, { zone: own })));
  }
});

describe('a fake of records', () => {
  const request = { method: 'GET', url: new URL('https://api.example.net'), headers: {}, body: '' };
  const call = (zone: typeof own, body?: unknown) => ({
    params: {},
    query: {},
    account: createAccount(),
    request,
    zone,
    body,
  });
  const fresh = () => createAccount().zones[0] ?? own;
  const record = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
  const recordsIn = ({ records }: typeof own) => records.all().map(([, each]) => each);

  it('takes all of a zone at once, and nothing else', () => {
    const zone = fresh();
    const { save } = recordHandlers({ form: {}, sent: ({ body }) => (body as { all: unknown }).all });
    zone.records.insert({ ...record, content: 'old' });
    assert.equal(toAnswer(save(call(zone, { all: [record] }))).status, 204);
    assert.deepEqual(recordsIn(zone), [record]);
    assert.throws(() => save(call(zone, {})), /refused with 400/);
    assert.throws(() => save(call(zone, { all: [{ ...record, x: 1 }] })), /refused with 400/);
    assert.deepEqual(recordsIn(zone), [record]);
  });

  it('is asked by other parameters than those of the query, where told', () => {
    const zone = fresh();
    for (const type of ['TXT', 'A']) zone.records.insert({ ...record, type });
    const { list } = recordHandlers({ form: {}, filters: { type: 't' }, asked: ({ body }) => body as { t: string } });
    const listed = (body: object) => JSON.parse(String(toAnswer(list(call(zone, body))).body)) as object[];
    assert.deepEqual(listed({ t: 'A' }), [{ id: '2', ...record, type: 'A' }]);
    assert.throws(() => listed({ x: 1 }), /refused with 400/);
  });

  it('has an ending behind the id, where told', () => {
    const at = '/zones/{zone}/records[/{id}].json';
    const fake = restFake({ base: 'https://api.example.net', credentials: {}, records: { at, form: {} } })();
    fake.add(record);
    const statusOf = (method: string, path: string) => ask(fake, method, `https://api.example.net${path}`).status;
    assert.equal(statusOf('GET', '/zones/71/records.json'), 200);
    assert.equal(statusOf('DELETE', '/zones/71/records/1'), 404);
    assert.equal(statusOf('DELETE', '/zones/71/records/1.json'), 204);
  });

  it('answers to a write by what it was about', () => {
    const zone = fresh();
    const { add, drop } = recordHandlers({ form: {}, done: (item, { params }) => [200, { item, id: params.id }] });
    const said = (answer: ReturnType<typeof add>) => JSON.parse(String(toAnswer(answer).body)) as object;
    assert.deepEqual(said(add(call(zone, record))), { item: { id: '1', ...record } });
    assert.deepEqual(said(drop({ ...call(zone), params: { id: '1' } })), { id: '1' });
  });

  it('extends and prunes sets', () => {
    const zone = fresh();
    const rrset = { name: 'a.notexample.com.', type: 'TXT', ttl: 60, records: [{ content: '"one"', disabled: false }] };
    const patch = (changetype: string) => extendRrsets(call(zone, { rrsets: [{ ...rrset, changetype }] }));
    for (const type of ['EXTEND', 'EXTEND']) patch(type);
    assert.deepEqual(recordsIn(zone), [record]);
    assert.throws(() => patch('REPLACE'), /refused with 422/);
    patch('PRUNE');
    assert.deepEqual(recordsIn(zone), []);
  });
});
