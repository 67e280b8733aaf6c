import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { rsaKey } from '../../lab/rsa-key.js';

const privateKey = await rsaKey();
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
const account = { project_id: 'project', client_email: 'dns@project.example', private_key: pem };
const encoded = Buffer.from(JSON.stringify(account)).toString('base64');
const zones = 'https://content.googleapis.com/dns/v1/projects/project/managedZones';
const zone = `${zones}/7`;
const seconds = 1_800_000_000;

/** The assertion in full, made by hand (RFC 7523). */
function assertion(aud: string): string {
  const claims = {
    iss: 'dns@project.example',
    scope: 'https://www.googleapis.com/auth/ndev.clouddns.readwrite',
    aud,
    exp: seconds + 3600,
    iat: seconds,
  };
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
}

function login(token: string, address = 'https://www.googleapis.com/oauth2/v4/token'): Exchange {
  const grant = encodeURIComponent('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const body = `grant_type=${grant}&assertion=${assertion(address)}`;
  return { request: `POST ${address}`, body, answer: { access_token: token } };
}

function found(token = 'one'): Exchange {
  const ours = { id: '7', dnsName: 'example.com.', visibility: 'public' };
  const managedZones = [{ id: '6', dnsName: 'example.com.', visibility: 'private' }, ours];
  return { request: `GET ${zones}`, headers: { authorization: `Bearer ${token}` }, answer: { managedZones } };
}

function play(exchanges: readonly Exchange[], opening: readonly Exchange[] = [login('one'), found()]) {
  const options = { serviceAccountInfo: `base64::${encoded}` };
  return { provider: 'googleclouddns', options, exchanges: [...opening, ...exchanges] };
}

const hosts = [
  ['https://oauth2.googleapis.com/token', 'https://oauth2.googleapis.com/token', 'https://dns.googleapis.com'],
  [
    'https://accounts.google.com/o/oauth2/token',
    'https://www.googleapis.com/oauth2/v4/token',
    'https://content.googleapis.com',
  ],
] as const;

function txt(...values: string[]) {
  return { name: 'a.example.com.', type: 'TXT', ttl: 60, rrdatas: values.map((value) => `"${value}"`) };
}

const query = 'type=TXT&name=a.example.com.';

function read(...rrsets: object[]): Exchange {
  return { request: `GET ${zone}/rrsets?${query}`, answer: { rrsets } };
}

function readAll(...rrsets: object[]): Exchange {
  return { request: `GET ${zone}/rrsets`, answer: { rrsets } };
}

function change(body: object, status = 'done'): Exchange {
  return { request: `POST ${zone}/changes`, body, answer: { id: '9', status } };
}

describe('googleclouddns', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: seconds * 1000 }));
  afterEach(() => mock.timers.reset());

  for (const [tokenUri, asked, host] of hosts) {
    it(`uses a key of ${tokenUri} where it is used today`, async () => {
      const named = { ...account, token_uri: tokenUri };
      const options = { serviceAccountInfo: JSON.stringify(named) };
      const list = { ...found(), request: `GET ${zones.replace('https://content.googleapis.com', host)}` };
      await withExchanges({ provider: 'googleclouddns', options, exchanges: [login('one', asked), list] }, (service) =>
        service.findZone(),
      );
    });
  }

  it('makes a set, and adds to one that is there', async () => {
    await withExchanges(
      play([
        read(),
        change({ additions: [txt('one')] }),
        read(txt('one')),
        change({ deletions: [txt('one')], additions: [txt('one', 'two')] }),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 });
      },
    );
  });

  it('removes what a record becomes another one of, before that is there', async () => {
    const old = { name: 'a.example.com.', type: 'CNAME', ttl: 60, rrdatas: ['b.example.com.'] };
    const made = { name: 'a.example.com.', type: 'A', ttl: 60, rrdatas: ['192.0.2.1'] };
    await withExchanges(
      play([
        ...[readAll(old), readAll(old), readAll(old)],
        change({ additions: [], deletions: [old] }),
        { request: `GET ${zone}/rrsets?type=A&name=a.example.com.`, answer: { rrsets: [] } },
        change({ additions: [made] }),
      ]),
      async (service) => {
        const [record] = await service.list({});
        await service.update(record?.id, { type: 'A', name: 'a', content: '192.0.2.1', ttl: 60 });
      },
    );
  });

  it('removes one of two values, then the set', async () => {
    const oddly = { ...txt(), rrdatas: ['"one"', '"t" "wo"'] };
    await withExchanges(
      play([
        read(oddly),
        change({ deletions: [oddly], additions: [txt('one')] }),
        read(txt('one')),
        change({ additions: [], deletions: [txt('one')] }),
      ]),
      async (service) => {
        await service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]);
        await service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]);
      },
    );
  });

  it('makes several sets in one change, and looks for values that nobody named in the zone as a whole', async () => {
    const other = { ...txt('one'), name: 'b.example.com.' };
    await withExchanges(
      play([
        ...[{ ...read(), request: `GET ${zone}/rrsets` }, change({ additions: [txt('one'), other], deletions: [] })],
        ...[read(), change({ additions: [txt('one', 'two')] })],
        ...[readAll(txt('one', 'two')), readAll(txt('one', 'two'))],
        change({ additions: [], deletions: [txt('one', 'two')] }),
      ]),
      async (service) => {
        const make = (name: string, content: string) => ({ type: 'TXT', name, content, ttl: 60 });
        await service.createAll([make('a', 'one'), make('b', 'one')]);
        await service.createAll([make('a', 'one'), make('a', 'two')]);
        await service.remove(undefined, { type: 'TXT', name: 'a' });
      },
    );
  });

  it('asks which one is meant where two zones are served', async () => {
    const answer = { managedZones: ['6', '7'].map((id) => ({ id, dnsName: 'example.com.' })) };
    await assert.rejects(
      withExchanges(play([], [login('one'), { ...found(), answer }]), (service) => service.findZone()),
      (error) => isFailure(error, 'CONFIG') && /--zone-id$/.test(`${error.hint}`),
    );
  });

  it('updates a value in one change', async () => {
    await withExchanges(
      play([
        readAll(txt('old', 'x')),
        readAll(txt('old', 'x')),
        change({ deletions: [txt('old', 'x')], additions: [txt('x', 'new')] }),
      ]),
      async (service) => {
        const [record] = await service.list({ type: 'TXT', name: 'a', content: 'old' });
        await service.update(record?.id, { type: 'TXT', name: 'a', content: 'new', ttl: 60 });
      },
    );
  });

  it('reads all pages, of zones and of sets', async () => {
    const listed = await withExchanges(
      play(
        [
          { request: `GET ${zone}/rrsets`, answer: { rrsets: [txt('one')], nextPageToken: 'r2' } },
          { request: `GET ${zone}/rrsets?pageToken=r2`, answer: { rrsets: [{ ...txt('two'), name: 'example.com.' }] } },
        ],
        [
          login('one'),
          { request: `GET ${zones}`, answer: { nextPageToken: 'z2' } },
          { ...found(), request: `GET ${zones}?pageToken=z2` },
        ],
      ),
      (service) => service.list({ type: 'TXT' }),
    );
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [
        ['a.example.com', 'one'],
        ['example.com', 'two'],
      ],
    );
  });

  it('knows when a change is live', async () => {
    await withExchanges(
      play([
        read(),
        change({ additions: [txt('one')] }, 'pending'),
        { request: `GET ${zone}/changes/9`, answer: { id: '9', status: 'done' } },
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.awaitLive();
        await service.awaitLive();
      },
    );
    await withExchanges(play([read(), change({ additions: [txt('one')] })]), async (service) => {
      await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
      await service.awaitLive();
    });
  });

  it('asks for another token where the first has expired', async () => {
    const expired = { ...found('old'), status: 401, answer: { error: { code: 401, message: 'expired' } } };
    const exchanges = play([], [login('old'), expired, login('new'), found('new')]);
    assert.equal((await withExchanges(exchanges, (service) => service.findZone())).name, 'example.com');
  });

  it('says that the key was refused, in the words of the API', async () => {
    const answer = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
    await assert.rejects(
      withExchanges(play([], [{ ...login(''), status: 400, answer }]), (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid JWT Signature/.test(error.message),
    );
  });

  it('says what is wrong with a key, and does not show it', async () => {
    const broken = Buffer.from(JSON.stringify({ ...account, private_key: 'secret' })).toString('base64');
    for (const serviceAccountInfo of ['/nowhere/key.json', 'base64::c2VjcmV0', 'base64::e30=', `base64::${broken}`]) {
      await assert.rejects(
        withExchanges({ ...play([], []), options: { serviceAccountInfo } }, (service) => service.findZone()),
        (error) => isFailure(error, 'CONFIG') && !/secret/.test(error.message),
      );
    }
  });
});
