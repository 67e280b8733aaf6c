import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { calledBy, createManifestCatalog } from '../../core/config/manifest-catalog.js';
import { makeProvider, openProvider } from '../../core/dns/open-provider.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { silentLogger } from '../../core/sdk/logger.js';
import type { ProviderContext } from '../../core/sdk/provider.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';

type Given = ProviderContext<Readonly<Record<string, unknown>>>;

const told = 'data:text/javascript,export default { sdk: 1, create: ({ id }) => ({ told: id }) }';

async function idGivenTo(askedFor: string | undefined): Promise<unknown> {
  const registered = builtInRegistry().findProvider('hostingde');
  assert.ok(registered);
  const dispatcher = answeringDispatcher(() => undefined);
  const provider = await openProvider({
    registered: { ...registered, moduleUrl: told },
    askedFor,
    options: {},
    dispatcher,
    log: silentLogger,
    userAgent: 'test',
  });
  return 'told' in provider ? provider.told : undefined;
}

describe('a provider is given', () => {
  it('an HTTP client that tells of requests and secrets, and tries again as it is told', async () => {
    const registered = builtInRegistry().findProvider('hostingde');
    assert.ok(registered);
    const told: string[] = [];
    const { manifest } = registered;
    const provider = makeProvider({ sdk: 1, create: (context: Given) => context } as never, {
      manifest,
      options: { token: 'x' },
      dispatcher: answeringDispatcher(({ headers }) => {
        assert.equal(headers['user-agent'], 'agent/1');
        return { status: 500, headers: {}, body: '' };
      }),
      log: silentLogger,
      userAgent: 'agent/1',
      retry: { attempts: 2, firstPauseMs: 1, longestPauseMs: 10 },
      onRequest: ({ method, host, status }) => told.push(`${method} ${host} ${status}`),
      onSecret: (...secrets) => told.push(...secrets.map(String)),
      environment: () => ({ A: 'b' }),
    }) as unknown as Given;
    assert.deepEqual([provider.id, provider.options], ['hostingde', { token: 'x' }]);
    assert.deepEqual(provider.environment?.(), { A: 'b' });
    provider.http.hide('hush');
    await assert.rejects(provider.http.get('https://api.example/x', z.object({})));
    assert.deepEqual(told, ['hush', 'GET api.example 500', 'GET api.example 500']);
  });
});

describe('a provider is told', () => {
  it('by which of its names it was asked for', async () => {
    assert.equal(await idGivenTo('dns_hostingde'), 'dns_hostingde');
    assert.equal(await idGivenTo(undefined), 'hostingde');
  });

  it('an alias only where it was one', () => {
    const manifest = createManifestCatalog(builtInRegistry()).find('linode4');
    assert.ok(manifest);
    assert.deepEqual(calledBy(manifest, ' Linode4 '), { provider: 'linode', askedFor: 'linode4' });
    assert.deepEqual(calledBy(manifest, 'LINODE'), { provider: 'linode' });
  });
});
