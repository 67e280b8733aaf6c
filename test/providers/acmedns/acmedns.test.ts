import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openProvider } from '../../../core/dns/open-provider.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { isFailure, silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import type { GivenAnswer } from '../../../core/testing/wire.js';

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

  async function open(storagePath: string, answer: () => GivenAnswer) {
    const registered = builtInRegistry().findProvider('acmedns');
    assert.ok(registered);
    const hidden: (string | undefined)[] = [];
    const provider = await openProvider({
      registered,
      options: { apiBase: base, storagePath, allowFrom: '' },
      dispatcher: answeringDispatcher(answer),
      ...{ log: silentLogger, userAgent: 'test', onSecret: (...secrets) => void hidden.push(...secrets) },
    });
    return { provider, hidden };
  }

  it('writes with the account that was given, and asks for nothing to remove', async () => {
    await withExchanges(play([update(value, 502), update()]), async (service) => {
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
    for (const [path, allowFrom, body] of [
      [
        join(folder, `${randomUUID()}.json`),
        '192.0.2.0/24, 2001:db8::/32',
        { allowfrom: ['192.0.2.0/24', '2001:db8::/32'] },
      ],
      [await storage(' \n'), '', {}],
    ] as const) {
      const answer = { ...account, allowfrom: [] };
      const register: Exchange = { request: `POST ${base}/register`, body, status: 201, answer };
      const test = play([register, register], path);
      await withExchanges({ ...test, options: { ...test.options, allowFrom } }, async (service) => {
        for (const [name, domain] of [
          ['_acme-challenge', 'example.com'],
          ['_acme-challenge.www', 'www.example.com'],
        ] as const)
          await assert.rejects(service.create({ ...record, name }), (error) => {
            const told = `_acme-challenge.${domain}. CNAME ${account.fulldomain}.`;
            return isFailure(error, 'CONFIG') && error.hint?.includes(told) === true;
          });
      });
      assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { 'example.com': answer, 'www.example.com': answer });
      assert.equal((await stat(path)).mode & 0o777, 0o600);
      await withExchanges(play([update()], path), (service) => service.create(record));
    }
  });

  it('writes with the account that was given where the file has none', async () => {
    const { username, password, subdomain } = account;
    for (const path of ['', await storage({})]) {
      const test = play([update()], path);
      const options = { ...test.options, username, password, subdomain };
      await withExchanges({ ...test, options }, (service) => service.create(record));
    }
  });

  it('registers nothing where the file cannot be read or written', async () => {
    const loop = join(folder, `${randomUUID()}.json`);
    await symlink(loop, loop);
    for (const path of [loop, join(folder, 'none', 'accounts.json')]) {
      const work = withExchanges(play([], path), (service) => service.create(record));
      await assert.rejects(work, (error) => isFailure(error, 'STORE') && error.place === path);
    }
  });

  it('shows no password of an account that it cannot keep, and leaves no file with it', async () => {
    const path = await storage({});
    const { provider, hidden } = await open(path, () => {
      rmSync(path);
      mkdirSync(path);
      return { status: 201, headers: {}, body: JSON.stringify(account) };
    });
    await assert.rejects(
      async () => provider.createRecord({ name: 'example.com' }, record),
      (error) => isFailure(error, 'STORE'),
    );
    assert.ok(hidden.includes(account.password));
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith(`${basename(path)}.`)),
      [],
    );
  });

  it('shows no password of an account from the file', async () => {
    const path = await storage({ 'example.com': account });
    const { provider, hidden } = await open(path, () => ({ status: 401, headers: {}, body: '' }));
    await assert.rejects(async () => provider.createRecord({ name: 'example.com' }, record));
    assert.ok(hidden.includes(account.password));
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
    await withExchanges(play([update(), update(two), update(), update(three)]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: two ?? '' });
      await service.create(record);
      const third = { ...record, name: '_acme-challenge.www', content: three ?? '' };
      await assert.rejects(service.create(third), (error) => isFailure(error, 'UNSUPPORTED') && error.retryable);
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
