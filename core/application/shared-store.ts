import type { StoreSettings } from '../config/store-settings.js';
import { createPostgresStore, type PostgresStoreOptions } from '../store/postgres/postgres-store.js';
import type { CertificateStore } from '../store/store.js';

/** Opens the store that several instances share; it connects at its first use. */
export function openSharedStore(
  settings: StoreSettings,
  surroundings: Pick<PostgresStoreOptions, 'configDir' | 'log' | 'wants'>,
): CertificateStore {
  return createPostgresStore({ ...surroundings, ...keysOf(settings) });
}

/** Where it is, and its keys as bytes. */
export function keysOf({ url, directUrl, key, oldKey }: StoreSettings) {
  return {
    url,
    directUrl,
    key: Buffer.from(key, 'base64'),
    oldKey: oldKey === undefined ? undefined : Buffer.from(oldKey, 'base64'),
  };
}
