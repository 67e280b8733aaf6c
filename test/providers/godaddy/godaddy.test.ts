import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../../../core/dns/record-service.js';
import { type FailureCode, isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const domain = 'https://api.godaddy.com/v1/domains/example.com';
const set = `${domain}/records/TXT/_acme-challenge`;
const spf = { type: 'TXT', name: '@', data: 'v=spf1 -all', ttl: 3600 };
const forbidden = {
  status: 403,
  answer: { code: 'ACCESS_DENIED', message: 'Authenticated user is not allowed access' },
};

function item(data: string, name = '_acme-challenge') {
  return { type: 'TXT', name, data, ttl: 600 };
}

function challenge(content: string, name = '_acme-challenge') {
  return { type: 'TXT', name, content, ttl: 60 };
}

function play(exchanges: readonly Exchange[], found: Partial<Exchange> = {}) {
  const zone = {
    request: `GET ${domain}`,
    headers: { authorization: 'sso-key key:secret' },
    answer: { domain: 'example.com' },
    ...found,
  };
  return { provider: 'godaddy', options: { key: 'key', secret: 'secret' }, exchanges: [zone, ...exchanges] };
}

describe('godaddy with key and secret', () => {
  it('adds a second value beside the first', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: [item('one')] },
        { request: `PUT ${set}`, body: [item('one'), item('two')] },
      ]),
      (service) => service.create(challenge('two')),
    );
  });

  it('cleans up within one name', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: [item('one'), item('two')] },
        { request: `PUT ${set}`, body: [item('two')] },
        { request: `GET ${set}`, answer: [item('two')] },
        { request: `DELETE ${set}`, status: 204 },
        { request: `GET ${set}`, answer: [] },
      ]),
      async (service) => {
        await service.removeAll([challenge('one')]);
        await service.removeAll([challenge('two')]);
        await service.removeAll([challenge('two')]);
      },
    );
  });

  it('removes one of two values and leaves all the others, for the command line', async () => {
    await withExchanges(
      play([
        {
          request: `GET ${domain}/records`,
          answer: [spf, item('one'), { ...spf, type: 'A', data: '192.0.2.1' }, item('two')],
        },
        { request: `PUT ${domain}/records/TXT`, body: [spf, item('two')] },
      ]),
      (service) => service.remove(undefined, challenge('one')),
    );
  });

  it('deletes by name where no other record of the type stays', async () => {
    await withExchanges(
      play([
        { request: `GET ${domain}/records`, answer: [item('one')] },
        { request: `DELETE ${set}`, status: 204 },
      ]),
      (service) => service.remove(undefined, challenge('one')),
    );
  });

  it('reads all pages of a large zone, and never writes a whole type of it', async () => {
    const page = Array.from({ length: 500 }, (_, index) => item('x', `n${index}`));
    const next = { request: `GET ${domain}/records?limit=500&offset=2`, answer: [item('one'), item('two')] };
    await withExchanges(
      play([
        { request: `GET ${domain}/records`, answer: page },
        next,
        { request: `GET ${domain}/records`, answer: page },
        next,
        { request: `GET ${set}`, answer: [item('one'), item('two')] },
        { request: `PUT ${set}`, body: [item('two')] },
      ]),
      async (service) => {
        assert.equal((await service.list({})).length, 502);
        await service.remove(undefined, challenge('one'));
      },
    );
  });

  it('adds several names at once, and looks only where one is there already', async () => {
    const both = [item('one'), item('two', '_acme-challenge.www')];
    const other = `${domain}/records/TXT/_acme-challenge.www`;
    await withExchanges(play([{ request: `PATCH ${domain}/records`, body: both }]), (service) =>
      service.createAll([challenge('one'), challenge('two', '_acme-challenge.www')], true),
    );
    const exists = { status: 422, answer: { code: 'DUPLICATE_RECORD', message: 'is there' } };
    await withExchanges(
      play([
        { request: `PATCH ${domain}/records`, body: both, ...exists },
        { request: `GET ${set}`, answer: [item('one')] },
        { request: `GET ${other}`, answer: [] },
        { request: `PUT ${other}`, body: [item('two', '_acme-challenge.www')] },
      ]),
      (service) => service.createAll([challenge('one'), challenge('two', '_acme-challenge.www')], true),
    );
    const refused = { status: 422, answer: { code: 'INVALID_BODY', message: 'no' } };
    await assert.rejects(
      withExchanges(play([{ request: `PATCH ${domain}/records`, body: both, ...refused }]), (service) =>
        service.createAll([challenge('one'), challenge('two', '_acme-challenge.www')], true),
      ),
      (error) => isFailure(error, 'API'),
    );
  });

  it('adds several values of one name as one, and removes sets of several types one by one', async () => {
    const address = { type: 'A', name: '_acme-challenge', data: '192.0.2.1', ttl: 600 };
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: [] },
        { request: `PUT ${set}`, body: [item('one'), item('two')] },
        ...Array<Exchange>(2).fill({ request: `GET ${domain}/records`, answer: [item('one'), address] }),
        { request: `DELETE ${set}`, status: 204 },
        { request: `DELETE ${set.replace('TXT', 'A')}`, status: 204 },
      ]),
      async (service) => {
        await service.createAll([challenge('one'), challenge('two')], true);
        await service.remove(undefined, {});
      },
    );
  });

  it('moves a record to another name within its type, and to another type by adding and removing', async () => {
    const id = `TXT/_acme-challenge/${Buffer.from('one').toString('base64url')}`;
    const address = { type: 'A', name: 'b', data: '192.0.2.1', ttl: 600 };
    await withExchanges(
      play([
        { request: `GET ${domain}/records`, answer: [spf, item('one'), address] },
        { request: `PUT ${domain}/records/TXT`, body: [spf, item('two', 'b')] },
        { request: `GET ${domain}/records`, answer: [spf, item('one'), address] },
        { request: `GET ${domain}/records/A/b`, answer: [address] },
        { request: `PUT ${domain}/records/A/b`, body: [address, { ...address, data: '192.0.2.2' }] },
        { request: `GET ${domain}/records`, answer: [item('one')] },
        { request: `DELETE ${set}`, status: 204 },
      ]),
      async (service) => {
        await service.update(id, challenge('two', 'b'));
        await service.update(id, { type: 'A', name: 'b', content: '192.0.2.2', ttl: 600 });
      },
    );
    await assert.rejects(
      withExchanges(play([{ request: `GET ${domain}/records`, answer: [spf] }]), (service) =>
        service.update(id, challenge('two')),
      ),
      (error) => isFailure(error, 'RECORD_NOT_FOUND'),
    );
  });

  it('writes nothing to a domain that lacks what is to go', async () => {
    await withExchanges(play([{ request: `GET ${set}`, answer: [item('two')] }]), (service) =>
      service.removeAll([challenge('one')]),
    );
  });

  it('updates by name', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: [item('one')] },
        { request: `GET ${domain}/records`, answer: [spf, item('one')] },
        { request: `PUT ${set}`, body: [item('new')] },
      ]),
      (service) => service.update(undefined, challenge('new')),
    );
  });

  it('adds without looking where it may not read, and removes only what it added', async () => {
    await withExchanges(
      play(
        [
          { request: `GET ${set}`, ...forbidden },
          { request: `PATCH ${domain}/records`, body: [item('one')] },
          { request: `GET ${set}`, ...forbidden },
          { request: `PATCH ${domain}/records`, body: [item('two')] },
          { request: `GET ${set}`, ...forbidden },
          { request: `PUT ${set}`, body: [item('two')] },
          { request: `GET ${set}`, ...forbidden },
          { request: `DELETE ${set}`, status: 204 },
        ],
        forbidden,
      ),
      async (service) => {
        await service.create(challenge('one'));
        await service.create(challenge('two'));
        await service.removeAll([challenge('one')]);
        await service.removeAll([challenge('two')]);
      },
    );
  });

  it('keeps what another client of this process has added at the same name', async () => {
    const adds = (data: string) => [
      { request: `GET ${set}`, ...forbidden },
      { request: `PATCH ${domain}/records`, body: [item(data)] },
    ];
    const removes = (...last: Exchange[]) => [{ request: `GET ${set}`, ...forbidden }, ...last];
    await withExchanges(play(adds('of a door'), forbidden), (service) => service.create(challenge('of a door')));
    const pass = [...adds('of a pass'), ...removes({ request: `PUT ${set}`, body: [item('of a door')] })];
    await withExchanges(play(pass, forbidden), async (service) => {
      await service.create(challenge('of a pass'));
      await service.removeAll([challenge('of a pass')]);
    });
    const door = removes({ request: `DELETE ${set}`, status: 204 });
    await withExchanges(play(door, forbidden), (service) => service.removeAll([challenge('of a door')]));
  });

  it('removes nothing that it neither sees nor added', async () => {
    const exchanges = [{ request: `GET ${domain}/records/TXT/www`, ...forbidden }];
    await assert.rejects(
      withExchanges(play(exchanges, forbidden), (service) => service.removeAll([challenge('x', 'www')])),
      (error) => isFailure(error, 'AUTHENTICATION') && /--auth-token/.test(error.hint ?? ''),
    );
  });

  it('waits where the domain is busy', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, status: 409, answer: { code: 'CONFLICT' } },
        { request: `GET ${set}`, answer: [] },
        { request: `PUT ${set}`, body: [item('one')] },
      ]),
      (service) => service.create(challenge('one')),
    );
  });

  it('says that a key was refused, in the words of the API', async () => {
    const refused = { status: 401, answer: { code: 'UNABLE_TO_AUTHENTICATE', message: 'Unauthorized : Could not' } };
    await assert.rejects(
      withExchanges(play([], refused), (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Unauthorized : Could not/.test(error.message),
    );
  });
});

const records = 'https://api.godaddy.com/v3/domains/zones/example.com/dns-records';

function playToken(exchanges: readonly Exchange[], found: Partial<Exchange> = {}) {
  const zone = {
    request: `GET ${records}?type=NS`,
    headers: { authorization: 'Bearer opaque' },
    answer: { items: [], links: [] },
    ...found,
  };
  return { provider: 'godaddy', options: { token: 'opaque' }, exchanges: [zone, ...exchanges] };
}

describe('godaddy with a personal access token', () => {
  it('adds a single record', async () => {
    await withExchanges(
      playToken([
        { request: `GET ${records}?type=TXT&pageSize=100`, answer: { items: [{ ...item('one'), recordId: 'r1' }] } },
        { request: `POST ${records}`, body: item('two'), status: 201, answer: { ...item('two'), recordId: 'r2' } },
      ]),
      (service) => service.create(challenge('two')),
    );
  });

  it('removes one of two values, which it finds on the second page, and leaves the other', async () => {
    const next = `${records}?type=TXT&page=2`;
    await withExchanges(
      playToken([
        {
          request: `GET ${records}?type=TXT&pageSize=100`,
          answer: { items: [{ ...item('one'), recordId: 'r1' }], links: [{ rel: 'next', href: next }] },
        },
        { request: `GET ${next}`, answer: { items: [{ ...item('two'), recordId: 'r2' }], links: [] } },
        { request: `DELETE ${records}/r2`, status: 204 },
      ]),
      (service) => service.removeAll([challenge('two')]),
    );
  });

  it('adds and removes where it may not read', async () => {
    await withExchanges(
      playToken(
        [
          { request: `GET ${records}?type=TXT&pageSize=100`, ...forbidden },
          { request: `POST ${records}`, body: item('one'), status: 201, answer: { recordId: 'r1' } },
          { request: `DELETE ${records}/r1`, status: 204 },
        ],
        forbidden,
      ),
      async (service) => {
        await service.create(challenge('one'));
        await service.removeAll([challenge('one')]);
      },
    );
  });

  it('knows what it added until that is gone or another record', async () => {
    const list = { request: `GET ${records}?type=TXT&pageSize=100`, ...forbidden };
    const post = { request: `POST ${records}`, body: item('one'), status: 201, answer: { recordId: 'r1' } };
    const refused = { status: 422, answer: { code: 'INVALID', message: 'no' } };
    const removal = { request: `DELETE ${records}/r1`, status: 204 };
    const change = { request: `PUT ${records}/r1`, body: item('two') };
    const id = `TXT/_acme-challenge/${Buffer.from('one').toString('base64url')}`;
    const fails = (work: Promise<unknown>, code: FailureCode) =>
      assert.rejects(work, (error) => isFailure(error, code));
    for (const [exchange, does] of [
      [removal, (service: RecordService) => service.remove(id, {})],
      [change, (service: RecordService) => service.update(id, challenge('two'))],
    ] as const)
      await withExchanges(playToken([list, post, { ...exchange, ...refused }, exchange, list]), async (service) => {
        await service.create(challenge('one'));
        await fails(does(service), 'API');
        await does(service);
        await fails(does(service), 'AUTHENTICATION');
      });
    const none = { ...list, status: 200, answer: { items: [] } };
    await fails(
      withExchanges(playToken([none]), (service) => service.update(id, challenge('two'))),
      'RECORD_NOT_FOUND',
    );
  });

  it('says that a zone is unknown', async () => {
    await assert.rejects(
      withExchanges(playToken([], { status: 404, answer: { code: 'NOT_FOUND' } }), (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
