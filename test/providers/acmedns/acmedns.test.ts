import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://auth.example.org';
const value = 'v'.repeat(43);
const account = {
  fulldomain: 'd420c923-bbd7-4056-ab64-c3ca54c9b3cf.auth.example.org',
  subdomain: 'd420c923-bbd7-4056-ab64-c3ca54c9b3cf',
  username: 'c36f50e8-4632-44f0-83fe-e070fef28a10',
  password: 'htB9mR9DYgcu9bX_afHF62erXaH2TS7bg9KW3F7Z',
};
const record = { type: 'TXT', name: '_acme-challenge', content: value, ttl: 60 };

function update(txt = value, status = 200): Exchange {
  return {
    request: `POST ${base}/update`,
    headers: { 'x-api-user': account.username, 'x-api-key': account.password },
    body: { subdomain: account.subdomain, txt },
    status,
    answer: status === 200 ? { txt } : { error: 'forbidden' },
  };
}

describe('acmedns', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acmedns-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function storage(accounts: unknown): Promise<string> {
    const path = join(folder, `${Math.random()}.json`);
    await writeFile(path, typeof accounts === 'string' ? accounts : JSON.stringify(accounts));
    return path;
  }

  function play(exchanges: readonly Exchange[], storagePath?: string, zone = 'example.com') {
    const { username, password, subdomain } = account;
    const given = storagePath === undefined ? { username, password, subdomain } : { storagePath };
    return { provider: 'acmedns', options: { apiBase: `${base}/`, ...given }, zone, exchanges };
  }

  it('writes with the account that was given, and asks for nothing to remove', async () => {
    await withExchanges(play([update()]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('finds the account in the file: by domain, and by where a CNAME record led', async () => {
    const path = await storage({
      'other.example': { ...account, fulldomain: 'x', username: 'x' },
      'example.com': account,
    });
    await withExchanges(play([update()], path), (service) => service.create(record));
    const led = play([update()], path, 'auth.example.org');
    await withExchanges(led, (service) => service.create({ ...record, name: account.subdomain }));
  });

  it('registers an account that is missing, keeps it, and names the CNAME record', async () => {
    const path = join(folder, `${randomUUID()}.json`);
    const register: Exchange = {
      request: `POST ${base}/register`,
      body: { allowfrom: ['192.0.2.0/24'] },
      status: 201,
      answer: { ...account, allowfrom: [] },
    };
    const test = play([register], path);
    const options = { ...test.options, allowFrom: '192.0.2.0/24' };
    await assert.rejects(
      withExchanges({ ...test, options }, (service) => service.create(record)),
      (error) =>
        isFailure(error, 'CONFIG') &&
        error.hint?.includes(`_acme-challenge.example.com. CNAME ${account.fulldomain}.`) === true,
    );
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { 'example.com': { ...account, allowfrom: [] } });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    await withExchanges(play([update()], path), (service) => service.create(record));
  });

  it('registers nothing for a name to which a foreign CNAME record leads, nor over a file that is none', async () => {
    const led = { ...record, name: 'unknown' };
    await assert.rejects(
      withExchanges(play([], await storage({}), 'auth.example.org'), (service) => service.create(led)),
      (error) => isFailure(error, 'CONFIG'),
    );
    const path = await storage('{"example.com": "secret"}');
    await assert.rejects(
      withExchanges(play([], path), (service) => service.create(record)),
      (error) => isFailure(error, 'CONFIG') && !error.message.includes('secret'),
    );
    assert.equal(await readFile(path, 'utf8'), '{"example.com": "secret"}');
  });

  it('keeps two values of an account, and pushes none out that is in use', async () => {
    const [two, three] = ['2', '3'].map((digit) => digit.repeat(43));
    await withExchanges(play([update(), update(two), update(three)]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: two ?? '' });
      const third = { ...record, name: '_acme-challenge.www', content: three ?? '' };
      await assert.rejects(service.create(third), (error) => isFailure(error, 'UNSUPPORTED'));
      await service.removeAll([record]);
      await service.create(third);
    });
  });

  it('says that the account was refused, and that a server took another value', async () => {
    await assert.rejects(
      withExchanges(play([update(value, 401)]), (service) => service.create(record)),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
    await assert.rejects(
      withExchanges(play([{ ...update(), answer: { txt: 'another' } }]), (service) => service.create(record)),
      (error) => isFailure(error, 'RESPONSE'),
    );
  });
});
