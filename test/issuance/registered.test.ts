import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccounts } from '../../core/issuance/orders/open-accounts.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import { openMemoryStore } from '../store/memory-store.js';

const base = 'https://ca.example';

/** A CA that registers whoever asks. */
const dispatcher = answeringDispatcher(({ url }) => {
  const headers = { 'content-type': 'application/json', 'replay-nonce': 'n' };
  const names = ['newNonce', 'newAccount', 'newOrder', 'revokeCert'];
  const directory = Object.fromEntries(names.map((name) => [name, `${base}/${name}`]));
  if (url.pathname === '/dir') return { status: 200, headers, body: JSON.stringify(directory) };
  if (url.pathname === '/newNonce') return { status: 204, headers, body: '' };
  return { status: 201, headers: { ...headers, location: `${base}/acct/1` }, body: '{"status":"valid"}' };
});

describe('an account that is registered', () => {
  it('is used once its address is written down, so that a kill never costs another one', async () => {
    const store = openMemoryStore();
    const { save } = store.accounts;
    const seen: (string | undefined)[] = [];
    Object.assign(store.accounts, {
      async save(...given: Parameters<typeof save>) {
        for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        seen.push(given[0].accountUrl);
        return save(...given);
      },
    });
    const reports: unknown[] = [];
    const accounts = createAccounts({
      ...{ store, dispatcher, log: silentLogger, userAgent: 'test', signal: new AbortController().signal },
      settings: { mail: 'a@example.com' } as never,
      onRequest: (report) => void reports.push(report),
    });
    const { account } = await accounts.of(`${base}/dir`);
    assert.deepEqual(seen, [undefined, account.url], 'its key before the CA hears of it, its address before it orders');
    const [kept] = await store.accounts.list();
    assert.deepEqual([kept?.accountUrl, kept?.contact], [`${base}/acct/1`, ['mailto:a@example.com']]);
    assert.ok(reports.length >= 3, 'each request is told of: directory, nonce, account');
  });
});
