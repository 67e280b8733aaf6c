import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { afterEach, describe, it, mock } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/exchanges.js';
import { readValues } from '../../../providers/duckdns/name-servers.js';

const server = 'ns1.duckdns.org';
const name = 'a.test.duckdns.org';
const quiet = new AbortController().signal;
const play = { provider: 'duckdns', options: { token: 'opaque' }, zone: 'test.duckdns.org', exchanges: [] };

function refusing(code: string, hostname = name) {
  return async () => Promise.reject(Object.assign(new Error(code), { code, hostname }));
}

/** A server with one value of each type, but for what is told otherwise. */
function serve(others: Partial<Record<'resolve4' | 'resolve6' | 'resolveTxt', () => Promise<unknown>>> = {}) {
  const answers = { resolve4: async () => ['192.0.2.1'], resolve6: async () => ['2001:db8::1'], ...others };
  const methods = { resolveTxt: async () => [['one']], ...answers };
  return Object.entries(methods).map(([method, answer]) =>
    mock.method(Resolver.prototype, method as keyof typeof methods, answer as never),
  );
}

describe("Duck DNS's own name server", () => {
  afterEach(() => mock.restoreAll());

  it('is asked for all that there is, or for one type', async () => {
    const calls = serve();
    const list = (query: object) => withExchanges(play, (service) => service.list({ name: 'a', ...query }));
    const all = await list({});
    assert.deepEqual(
      all.map(({ type, content }) => `${type} ${content}`),
      ['A 192.0.2.1', 'AAAA 2001:db8::1', 'TXT one'],
    );
    const asked = calls.map((call) => call.mock.calls.map((one) => one.arguments[0]));
    assert.deepEqual(asked, [[name], [server, name, server, server], [name]]);
    assert.deepEqual(await list({ type: 'MX' }), []);
  });

  for (const code of ['ENODATA', 'ENOTFOUND'])
    it(`says by ${code} that there is nothing, and of itself that it cannot be asked`, async () => {
      serve({ resolveTxt: refusing(code) });
      assert.deepEqual(await readValues(name, 'TXT', quiet), []);
      mock.restoreAll();
      serve({ resolve4: refusing(code, server) });
      await assert.rejects(readValues(name, 'TXT', quiet), (error) => isFailure(error, 'DNS'));
    });

  it('is asked no longer than anybody waits for it', async () => {
    const stopping = new AbortController();
    const cancel = mock.method(Resolver.prototype, 'cancel', () => undefined);
    const calls = serve({
      resolveTxt: async () => {
        stopping.abort();
        return refusing('ECANCELLED')();
      },
    });
    const isStopped = (error: unknown) => isFailure(error, 'ABORTED');
    await assert.rejects(readValues(name, 'TXT', stopping.signal), isStopped);
    assert.equal(cancel.mock.callCount(), 1);
    const before = calls.map((call) => call.mock.callCount());
    await assert.rejects(readValues(name, 'TXT', stopping.signal), isStopped);
    assert.deepEqual(
      calls.map((call) => call.mock.callCount()),
      before,
    );
  });

  it('is let go once it has answered', async () => {
    serve();
    const cancel = mock.method(Resolver.prototype, 'cancel', () => undefined);
    const stopping = new AbortController();
    await readValues(name, 'TXT', stopping.signal);
    stopping.abort();
    assert.equal(cancel.mock.callCount(), 0);
  });
});
