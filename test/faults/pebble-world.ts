import { createWorld, type World, type WorldOptions } from '../issuance/world.js';
import { type Pebble, type PebbleOptions, startPebble } from '../lab/index.js';
import { type AcmeProxy, startAcmeProxy } from './acme-proxy.js';

/** A world whose CA is Pebble behind the fault proxy. */
export async function createPebbleWorld(
  options: WorldOptions = {},
  pebbleOptions: Partial<PebbleOptions> = {},
): Promise<World & { readonly proxy: AcmeProxy; readonly pebble: Pebble }> {
  let started: { pebble: Pebble; proxy: AcmeProxy } | undefined;
  const world = await createWorld(async (dnsServer) => {
    const pebble = await startPebble({ dnsServer, ...pebbleOptions });
    const proxy = await startAcmeProxy(pebble);
    started = { pebble, proxy };
    return {
      directoryUrl: proxy.directoryUrl,
      caBundle: proxy.caBundle,
      async stop() {
        await proxy.stop();
        await pebble.stop();
      },
    };
  }, options);
  if (started === undefined) throw new Error('the CA was not started');
  return { ...world, ...started };
}
