import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Settings } from '../../core/config/settings.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { createAccounts } from '../../core/issuance/orders/open-accounts.js';
import { isFailure } from '../../core/sdk/failure.js';
import { type Logger, silentLogger } from '../../core/sdk/logger.js';
import { createFileStore } from '../../core/store/file-store.js';
import { createRehearsal } from './rehearsal.js';

type Rehearsal = Awaited<ReturnType<typeof createRehearsal>>;

/** The accounts of a pass, and what is told meanwhile. */
function openPass(world: Rehearsal, settings: Partial<Settings> = {}) {
  const told: string[] = [];
  const note = (fields: object) => void told.push(String((fields as { readonly event?: string }).event));
  const log: Logger = { ...silentLogger, info: note, warn: note };
  const dispatcher = createDispatcher({ env: {}, caBundle: world.env.LETSENCRYPT_CA_BUNDLE });
  const store = createFileStore({ configDir: world.configDir, log: silentLogger });
  const accounts = createAccounts({
    ...{ store, dispatcher, log, userAgent: 'test', signal: new AbortController().signal },
    settings: settings as Settings,
  });
  return { accounts, store, told, [Symbol.asyncDispose]: () => dispatcher.destroy() };
}

describe('the accounts of a pass', () => {
  it('are made once, with one key, however many ask at once and by whatever id', async () => {
    await using world = await createRehearsal();
    const url = world.ca.directoryUrl;
    await using pass = openPass(world);
    const asked = [pass.accounts.of(url), pass.accounts.of(url, 'gone'), pass.accounts.of(url)];
    const [first, ...others] = await Promise.all(asked);
    assert.ok(others.every(({ account, id }) => account === first?.account && id === first?.id));
    assert.equal(world.ca.stats.requests.newAccount, 1);
    assert.deepEqual(pass.told, ['account.registered']);
    const kept = await pass.store.accounts.list();
    assert.deepEqual(
      kept.map(({ id, accountUrl }) => [id, accountUrl !== undefined]),
      [[first?.id, true]],
    );
    assert.equal(pass.accounts.isSilent(url), false);

    await using next = openPass(world);
    const again = await next.accounts.of(url, first?.id);
    assert.deepEqual([again.id, again.account.url], [first?.id, first?.account.url]);
    assert.equal(await next.accounts.of(url), again);
    assert.deepEqual([next.told, world.ca.stats.requests.newAccount, world.ca.stats.requests.account], [[], 1, 0]);
  });

  it('are registered anew with the same key where the CA has forgotten them, once for all who noticed', async () => {
    await using world = await createRehearsal();
    const url = world.ca.directoryUrl;
    await using pass = openPass(world);
    const before = await pass.accounts.of(url);
    const [key] = (await pass.store.accounts.list()).map(({ privateKey }) => privateKey);
    const [one, two] = await Promise.all([pass.accounts.renew(url, before.id), pass.accounts.renew(url, before.id)]);
    assert.equal(one, two);
    assert.equal(world.ca.stats.requests.newAccount, 2);
    assert.equal(await pass.accounts.of(url, before.id), one);
    assert.equal(await pass.accounts.of(url), one);
    assert.deepEqual(
      (await pass.store.accounts.list()).map(({ id, privateKey }) => [id, privateKey === key]),
      [[before.id, true]],
    );
    assert.deepEqual(pass.told, ['account.registered', 'account.forgotten', 'account.registered']);
  });

  it('tell the CA of a changed contact once', async () => {
    await using world = await createRehearsal();
    const url = world.ca.directoryUrl;
    for (const [mail, requests] of [
      ['a@example.com', 0],
      ['a@example.com', 0],
      ['b@example.com', 1],
      ['b@example.com', 1],
    ] as const) {
      await using pass = openPass(world, { mail });
      await pass.accounts.of(url);
      assert.equal(world.ca.stats.requests.account, requests, mail);
    }
  });

  it('ask a server that refuses connections once in a pass, and do not call it silent', async () => {
    await using world = await createRehearsal();
    const url = 'https://127.0.0.1:1/directory';
    await using pass = openPass(world);
    const [one, two] = await Promise.all([1, 2].map(() => pass.accounts.server(url).catch((error: unknown) => error)));
    assert.ok(isFailure(one, 'NETWORK'), String(one));
    assert.equal(one, two);
    assert.equal(pass.accounts.isSilent(url), false);
    assert.deepEqual(pass.told, []);
    await assert.rejects(pass.accounts.of(url));
  });
});
