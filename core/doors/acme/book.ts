import { randomBytes } from 'node:crypto';
import { type AccountKey, importKey } from '../../acme-server/index.js';
import type { Facts } from '../../store/facts/facts.js';
import type { CertificateStore } from '../../store/store.js';
import { parsers, type StoredAccount, type StoredCertificate, type StoredOrder } from './state.js';

/** An account as requests see it. */
export interface Account extends StoredAccount {
  readonly id: string;
  readonly key: AccountKey;
}

/** One kind of thing: all of it in memory, each change on disk before it counts. */
export interface Shelf<V> {
  get(id: string): V | undefined;
  all(): IterableIterator<[string, V]>;
  readonly size: number;
  /** @throws Failure STORE */
  put(id: string, value: V): Promise<void>;
  remove(id: string): Promise<void>;
}

/** What the door keeps. */
export interface Book {
  readonly accounts: Shelf<StoredAccount>;
  readonly orders: Shelf<StoredOrder>;
  readonly certificates: Shelf<StoredCertificate>;
  account(id: string): Account | undefined;
  accountByThumbprint(thumbprint: string): Account | undefined;
  certificateByDigest(digest: string): [string, StoredCertificate] | undefined;
  certificateByAri(id: string): [string, StoredCertificate] | undefined;
}

/** Opens what an earlier run left. @throws Failure STORE */
export async function openBook(store: Pick<CertificateStore, 'facts'>): Promise<Book> {
  const [accounts, orders, certificates] = await Promise.all([
    openShelf(store.facts('door-accounts', parsers.account)),
    openShelf(store.facts('door-orders', parsers.order)),
    openShelf(store.facts('door-certificates', parsers.certificate)),
  ]);
  const keys = new Map<string, AccountKey>();

  function keyOf(id: string, { jwk }: StoredAccount): AccountKey {
    const mark = `${id} ${jwk.n ?? jwk.x}`;
    const known = keys.get(mark) ?? importKey(jwk);
    keys.set(mark, known);
    return known;
  }

  function account(id: string): Account | undefined {
    const stored = accounts.get(id);
    return stored === undefined ? undefined : { ...stored, id, key: keyOf(id, stored) };
  }

  function found<V>(shelf: Shelf<V>, isIt: (value: V) => boolean): [string, V] | undefined {
    for (const entry of shelf.all()) if (isIt(entry[1])) return entry;
    return undefined;
  }

  return {
    accounts,
    orders,
    certificates,
    account,
    accountByThumbprint(thumbprint) {
      for (const [id, stored] of accounts.all()) {
        if (keyOf(id, stored).thumbprint === thumbprint) return account(id);
      }
      return undefined;
    },
    certificateByDigest: (digest) => found(certificates, (certificate) => certificate.digest === digest),
    certificateByAri: (id) => found(certificates, ({ ariId }) => ariId === id),
  };
}

async function openShelf<V>(facts: Facts<V>): Promise<Shelf<V>> {
  const values = new Map(await facts.all());

  function keep(id: string, value: V | undefined): void {
    if (value === undefined) values.delete(id);
    else values.set(id, value);
  }

  /** At once for whoever looks meanwhile; taken back where the store would not have it, and nothing came after it. */
  async function write(id: string, value: V | undefined): Promise<void> {
    const before = values.get(id);
    keep(id, value);
    try {
      await facts.update(id, () => value);
    } catch (error) {
      if (values.get(id) === value) keep(id, before);
      throw error;
    }
  }

  return {
    get: (id) => values.get(id),
    all: () => values.entries(),
    get size() {
      return values.size;
    },
    put: (id, value) => write(id, value),
    remove: (id) => write(id, undefined),
  };
}

export function newId(): string {
  return randomBytes(16).toString('base64url');
}
