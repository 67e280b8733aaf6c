import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.cloudflare.com/client/v4';
const options = { token: 'opaque' };
const records = `${base}/zones/z1/dns_records`;

const zones: Exchange = {
  request: `GET ${base}/zones?name=example.com&per_page=50`,
  headers: { authorization: 'Bearer opaque' },
  answer: { result: [{ id: 'z1', name: 'example.com' }], result_info: { total_pages: 1 } },
};

const play = playing('cloudflare', options, zones);

function item(id: string, content: string) {
  return { id, type: 'TXT', name: '_acme-challenge.example.com', content, ttl: 120 };
}

function errors(code: number, message: string) {
  return { success: false, errors: [{ code, message }], result: null };
}

describe('cloudflare', () => {
  it('creates a TXT record with its full name', async () => {
    const body = { type: 'TXT', name: '_acme-challenge.example.com', content: '"token"', data: null, ttl: 120 };
    await withExchanges(
      play([{ request: `POST ${records}`, body, answer: { result: item('r1', 'token') } }]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'token', ttl: 120 }),
    );
  });

  it('sends text in quotes', async () => {
    const post = (content: string): Exchange => ({
      request: `POST ${records}`,
      body: { type: 'TXT', name: 'a.example.com', content, data: null, ttl: 120 },
      answer: {},
    });
    const long = 'k'.repeat(300);
    const parts = `"${long.slice(0, 255)}" "${long.slice(255)}"`;
    await withExchanges(play([post(parts), post('"a\\"b"'), post('"v=spf1 -all"')]), async (service) => {
      for (const content of [long, 'a"b', 'v=spf1 -all'])
        await service.create({ type: 'TXT', name: 'a', content, ttl: 120 });
    });
  });

  it('takes "identical record" for success', async () => {
    const body = { type: 'TXT', name: 'a.example.com', content: '"token"', data: null, ttl: 120 };
    const answer = errors(81058, 'An identical record already exists.');
    await withExchanges(play([{ request: `POST ${records}`, body, status: 400, answer }]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'token', ttl: 120 }),
    );
  });

  it('reads all pages, and TXT without quotes', async () => {
    const query = 'per_page=100&type=TXT&name=_acme-challenge.example.com';
    const listed = await withExchanges(
      play([
        {
          request: `GET ${records}?${query}`,
          answer: { result: [item('r1', 'one')], result_info: { total_pages: 2 } },
        },
        {
          request: `GET ${records}?${query}&page=2`,
          answer: { result: [item('r2', '"t\\"w\to"')], result_info: { total_pages: 2 } },
        },
      ]),
      (service) => service.list({ type: 'TXT', name: '_acme-challenge' }),
    );
    assert.deepEqual(
      listed.map(({ id, content }) => [id, content]),
      [
        ['r1', 'one'],
        ['r2', 't"w\to'],
      ],
    );
    assert.equal(listed[0]?.name, '_acme-challenge.example.com');
  });

  it('removes one of two values and leaves the other', async () => {
    const found = { result: [item('r1', 'one'), item('r2', 'two')] };
    await withExchanges(
      play([
        { request: `GET ${records}?per_page=100&type=TXT&name=_acme-challenge.example.com`, answer: found },
        { request: `DELETE ${records}/r1`, answer: { result: { id: 'r1' } } },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('writes the parts of MX, SRV and CAA where the API wants them', async () => {
    const post = (body: object): Exchange => ({ request: `POST ${records}`, body, answer: {} });
    const common = { data: null, ttl: 300 };
    await withExchanges(
      play([
        post({ ...common, type: 'MX', name: 'example.com', content: 'mail.example.com', priority: 10 }),
        post({ ...common, type: 'MX', name: 'example.com', content: 'mail.example.com', priority: 0 }),
        post({
          type: 'SRV',
          name: '_sip._tcp.example.com',
          ttl: 300,
          data: { priority: 1, weight: 2, port: 5060, target: 'sip.example.com' },
        }),
        post({
          type: 'CAA',
          name: 'example.com',
          ttl: 300,
          data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' },
        }),
      ]),
      async (service) => {
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 300 });
        await service.create({ type: 'MX', name: '@', content: 'mail.example.com', ttl: 300 });
        await service.create({ type: 'SRV', name: '_sip._tcp', content: '1 2 5060 sip.example.com', ttl: 300 });
        await service.create({ type: 'CAA', name: '@', content: '0 issue "letsencrypt.org"', priority: 10, ttl: 300 });
      },
    );
  });

  it('removes many records in one batch, and one by one where one of them is gone', async () => {
    const contents = ['1', '2', '3', '4'];
    const found = { result: contents.map((content) => item(`r${content}`, content)) };
    const find = { request: `GET ${records}?per_page=100&type=TXT&name=_acme-challenge.example.com`, answer: found };
    const deletes = contents.map((content) => ({ id: `r${content}` }));
    await withExchanges(
      play([
        find,
        {
          request: `POST ${records}/batch`,
          body: { deletes, posts: [] },
          status: 404,
          answer: errors(81044, 'Record does not exist.'),
        },
        ...deletes.map(({ id }) => ({
          request: `DELETE ${records}/${id}`,
          status: id === 'r2' ? 404 : 200,
          answer: {},
        })),
      ]),
      (service) => service.removeAll(contents.map((content) => ({ type: 'TXT', name: '_acme-challenge', content }))),
    );
  });

  it('creates many records in one batch, and one by one where one of them is there', async () => {
    const drafts = ['1', '2', '3', '4'].map((content) => ({ type: 'TXT', name: 'a', content, ttl: 120 }));
    const posts = drafts.map(({ content, ...draft }) => ({ ...draft, name: 'a.example.com', content: `"${content}"` }));
    const batch = { request: `POST ${records}/batch`, body: { deletes: [], posts } };
    const exists = { status: 400, answer: errors(81058, 'An identical record already exists.') };
    const single = posts.map((post, index) => ({
      request: `POST ${records}`,
      body: { ...post, data: null },
      ...(index === 1 && exists),
    }));
    await withExchanges(play([batch]), (service) => service.createAll(drafts, true));
    await withExchanges(play([{ ...batch, ...exists }, ...single]), (service) => service.createAll(drafts, true));
    await withExchanges(play(single.slice(0, 3)), (service) => service.createAll(drafts.slice(0, 3), true));
    await assert.rejects(
      withExchanges(play([{ ...batch, status: 403 }]), (service) => service.createAll(drafts, true)),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
  });

  it('takes the zone that is active, and looks no further', async () => {
    const page = (number: string, status: string): Exchange => ({
      request: `GET ${base}/zones?name=example.com&per_page=50${number}`,
      answer: { result: [{ id: `z${number}`, name: 'example.com', status }], result_info: { total_pages: 3 } },
    });
    const exchanges = [page('', 'pending'), page('&page=2', 'active')];
    const zone = await withExchanges({ provider: 'cloudflare', options, exchanges }, (service) => service.findZone());
    assert.deepEqual(zone, { id: 'z&page=2', name: 'example.com', status: 'active' });
  });

  it('logs in with the global key where a user name is given', async () => {
    const headers = { 'x-auth-email': 'me@example.com', 'x-auth-key': 'opaque' };
    const test = { provider: 'cloudflare', options: { ...options, username: 'me@example.com' } };
    const zone = await withExchanges({ ...test, exchanges: [{ ...zones, headers }] }, (service) => service.findZone());
    assert.equal(zone.name, 'example.com');
  });

  it('needs no right to read zones where the zone is given by its identifier', async () => {
    const test = { provider: 'cloudflare', options: { ...options, zoneId: 'z1' } };
    const held = { result: [{ ...item('r1', 'one'), name: 'Example.com' }, item('r2', 'two')] };
    await withExchanges(
      { ...test, exchanges: [{ request: `GET ${records}?per_page=100`, answer: held }] },
      async (service) => assert.deepEqual(await service.findZone(), { id: 'z1', name: 'example.com' }),
    );
    // The API would make it _acme-challenge.example.com.notexample.com.
    const foreign = { result: [item('r2', 'two'), { ...item('r1', 'one'), name: 'www.notexample.com' }] };
    await assert.rejects(
      withExchanges({ ...test, exchanges: [{ request: `GET ${records}?per_page=100`, answer: foreign }] }, (service) =>
        service.findZone(),
      ),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('finds the zone with one token and writes with another', async () => {
    const exchanges: Exchange[] = [
      {
        request: `GET ${base}/zones?name=example.com&account.id=a1&per_page=50`,
        headers: { authorization: 'Bearer reads-zones' },
        answer: { result: [{ id: 'z1', name: 'example.com' }] },
      },
      {
        request: `POST ${records}`,
        headers: { authorization: 'Bearer opaque' },
        body: { type: 'TXT', name: 'a.example.com', content: '"t"', data: null, ttl: 120 },
        answer: {},
      },
    ];
    const both = { ...options, zoneToken: 'reads-zones', accountId: 'a1' };
    await withExchanges({ provider: 'cloudflare', options: both, exchanges }, (service) =>
      service.create({ type: 'TXT', name: 'a', content: 't', ttl: 120 }),
    );
  });

  for (const stored of ['one', '"one"', '"on" "e"']) {
    it(`finds and removes a value that is kept as ${stored}`, async () => {
      const found = { result: [item('r1', stored), item('r2', '"two"')] };
      await withExchanges(
        play([
          { request: `GET ${records}?per_page=100&type=TXT&name=_acme-challenge.example.com`, answer: found },
          { request: `DELETE ${records}/r1`, answer: {} },
        ]),
        (service) => service.remove(undefined, { type: 'TXT', name: '_acme-challenge', content: 'one' }),
      );
    });
  }

  it('says that a token was refused, in the words of the API', async () => {
    const exchange = { ...zones, status: 400, answer: errors(6003, 'Invalid request headers') };
    const test = { provider: 'cloudflare', options, exchanges: [exchange] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid request headers/.test(error.message),
    );
  });
});
