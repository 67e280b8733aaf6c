import type { DoorsSettings } from '../config/doors.js';
import type { Logger } from '../sdk/logger.js';
import { type Listener, openListener } from './listener.js';
import type { ServeOptions } from './serve.js';
import type { TlsMaterial } from './tls-material.js';

/** The listener of the doors as the configuration wants it: where, and with which certificate. */
export interface Listening {
  readonly isOpen: () => boolean;
  /** @returns whether it was opened, now or anew */
  bringTo(wanted: DoorsSettings, material: TlsMaterial | undefined): Promise<boolean>;
  close(): Promise<void>;
}

interface Open {
  readonly listener: Listener;
  readonly material: TlsMaterial | undefined;
  readonly address: string;
}

export function createListening(serving: ServeOptions, log: Logger): Listening {
  let open: Open | undefined;

  async function close(): Promise<void> {
    const closing = open?.listener;
    open = undefined;
    await closing?.close();
  }

  return {
    isOpen: () => open !== undefined,
    async bringTo({ listen: { host, port }, url }, material) {
      const address = JSON.stringify([host, port, material === undefined, material?.ca === undefined]);
      if (open !== undefined && open.address !== address) await close();
      if (open === undefined) {
        const listener = await openListener({ host, port }, material, serving);
        open = { listener, material, address };
        log.info({ event: 'doors.listening', url, host, port: listener.port }, `doors at ${url}`);
        return true;
      }
      if (material !== undefined && JSON.stringify(material) !== JSON.stringify(open.material)) {
        open.listener.renew(material);
        open = { ...open, material };
        log.info({ event: 'doors.renewed' }, 'the doors have taken up their new certificate');
      }
      return false;
    },
    close,
  };
}
