import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calledBy, createManifestCatalog } from '../../core/config/manifest-catalog.js';
import { openProvider } from '../../core/dns/open-provider.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import { builtInRegistry } from '../recordings/find-recordings.js';

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
