import { createWorld, type World, type WorldOptions } from '../issuance/world.js';
import { type Pebble, type PebbleOptions, startForwarder, startPebble } from '../lab/index.js';
import { type AcmeProxy, startAcmeProxy } from './acme-proxy.js';

/** A Pebble for worlds that come one after the other: it asks the DNS server of the last one. */
export interface LentPebble {
  readonly pebble: Pebble;
  /** Lets the names of these zones be asked at a server from now on. */
  ask(dnsServer: string): void;
  stop(): Promise<void>;
}

/** A world whose CA is Pebble behind the fault proxy. */
export async function createPebbleWorld(
  options: WorldOptions = {},
  pebbleOptions: Partial<PebbleOptions> = {},
  lent?: LentPebble,
): Promise<World & { readonly proxy: AcmeProxy; readonly pebble: Pebble }> {
  let started: { pebble: Pebble; proxy: AcmeProxy } | undefined;
  const world = await createWorld(async (dnsServer) => {
    lent?.ask(dnsServer);
    const pebble = lent?.pebble ?? (await startPebble({ dnsServer, ...pebbleOptions }));
    const proxy = await startAcmeProxy(pebble);
    started = { pebble, proxy };
    return {
      directoryUrl: proxy.directoryUrl,
      caBundle: proxy.caBundle,
      async stop() {
        await proxy.stop();
        if (lent === undefined) await pebble.stop();
      },
    };
  }, options);
  if (started === undefined) throw new Error('the CA was not started');
  return { ...world, ...started };
}

/** Starts a Pebble whose worlds make accounts of their own, so that nothing is proved already. */
export async function lendPebble(zones: readonly string[] = ['example.com']): Promise<LentPebble> {
  const forwarder = await startForwarder({ zones: {} });
  const pebble = await startPebble({ dnsServer: forwarder.dnsAddress });
  return {
    pebble,
    ask(dnsServer) {
      for (const zone of zones) forwarder.addZone(zone, dnsServer);
    },
    async stop() {
      await pebble.stop();
      await forwarder.stop();
    },
  };
}
