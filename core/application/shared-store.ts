import type { StoreSettings } from '../config/store-settings.js';
import { createPostgresStore, type PostgresStoreOptions } from '../store/postgres/postgres-store.js';
import type { CertificateStore } from '../store/store.js';

/** Opens the store that several instances share; it connects at its first use. */
export function openSharedStore(
  { url, directUrl, key, oldKey }: StoreSettings,
  surroundings: Pick<PostgresStoreOptions, 'configDir' | 'log' | 'wants'>,
): CertificateStore {
  return createPostgresStore({
    ...surroundings,
    url,
    directUrl,
    key: Buffer.from(key, 'base64'),
    oldKey: oldKey === undefined ? undefined : Buffer.from(oldKey, 'base64'),
  });
}
