import { createPrivateKey } from 'node:crypto';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { ensureDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { asObject } from '../../disk/parse-json.js';
import { listDirectory, readTextIfPresent } from '../../disk/read-file.js';
import { removeFileDurably } from '../../disk/remove.js';
import { storageFailure } from '../../disk/storage-failure.js';
import { Failure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { accountFileNames, accountIdOf, readAccount, readRegistration, type StoredAccount } from './account-files.js';

const directoryMode = 0o700;
const fileMode = 0o600;
const deepest = 8;

/** The second version's servers took over the accounts of the first: a key of the old directory is known to the new. */
const predecessors: Readonly<Record<string, string>> = {
  'acme-v02.api.letsencrypt.org/directory': 'acme-v01.api.letsencrypt.org/directory',
  'acme-staging-v02.api.letsencrypt.org/directory': 'acme-staging.api.letsencrypt.org/directory',
};

/** The accounts of a configuration directory, in certbot's layout. */
export interface AccountStore {
  /** All accounts of all servers. @throws Failure STORE */
  list(): Promise<StoredAccount[]>;
  /** The accounts of a server, newest first; those of the server's predecessor where it has none. @throws Failure STORE */
  find(server: string): Promise<StoredAccount[]>;
  /** One account of a server. @throws Failure STORE */
  read(server: string, id: string): Promise<StoredAccount | undefined>;
  /** Writes an account: its key before the CA is asked (so that a kill never costs a second account), its URL after. @throws Failure STORE */
  save(account: AccountDraft): Promise<StoredAccount>;
  /** Forgets what the CA called an account, which it no longer knows; the key stays. @throws Failure STORE */
  forgetUrl(server: string, id: string): Promise<void>;
}

export interface AccountDraft {
  /** ACME directory URL. */
  readonly server: string;
  /** PEM; RSA or EC. */
  readonly privateKey: string;
  /** undefined before the account is registered. */
  readonly accountUrl?: string;
  /** What the CA has just been told; left out: what is known stays. */
  readonly contact?: readonly string[];
}

/** Host and path of an ACME directory URL, as certbot names the directory. @throws Failure CONFIG for anything else */
export function serverPathOf(server: string): string {
  const [, where = ''] = /^https?:\/\/([^/?#][^?#]*)/.exec(server) ?? [];
  const parts = where.split('/').filter((part) => part !== '');
  if (where === '' || parts.some((part) => part === '.' || part === '..')) {
    throw new Failure('CONFIG', 'the ACME server is no URL of a directory', { place: server.split('?')[0] ?? '' });
  }
  return parts.join('/');
}

/** The server whose accounts a server took over, by host and path. */
export function predecessorOf(serverPath: string): string | undefined {
  return predecessors[serverPath];
}

function isAccount(found: StoredAccount | { readonly problem: string } | undefined): found is StoredAccount {
  return found !== undefined && !('problem' in found);
}

/** The order in which accounts of a server are taken. */
export function newestFirst(left: StoredAccount, right: StoredAccount): number {
  const ages = (right.createdAt?.getTime() ?? 0) - (left.createdAt?.getTime() ?? 0);
  return ages === 0 ? left.id.localeCompare(right.id) : ages;
}

/** Opens the accounts in a directory, which is created with the first one. */
export function createAccountStore(root: string, log: Logger): AccountStore {
  async function readChecked(directory: string, id: string, serverPath: string): Promise<StoredAccount | undefined> {
    const found = await readAccount(directory, id, serverPath);
    if (isAccount(found)) return found;
    if (found !== undefined) log.warn({ path: directory, reason: found.problem }, 'an account cannot be used');
    return undefined;
  }

  async function inDirectory(serverPath: string): Promise<StoredAccount[]> {
    const directory = join(root, serverPath);
    const accounts: StoredAccount[] = [];
    for (const { name } of await listDirectory(directory)) {
      if (name.startsWith('.')) continue;
      const account = await readChecked(join(directory, name), name, serverPath);
      if (account !== undefined) accounts.push(account);
    }
    return accounts.sort(newestFirst);
  }

  /** Links from one server to another (certbot makes them) are not followed: each account counts once. */
  async function walk(directory: string, depth: number): Promise<StoredAccount[]> {
    const accounts = await inDirectory(relative(root, directory));
    if (depth === deepest) return accounts;
    for (const entry of await listDirectory(directory)) {
      if (!entry.isDirectory() || accounts.some(({ id }) => id === entry.name)) continue;
      accounts.push(...(await walk(join(directory, entry.name), depth + 1)));
    }
    return accounts;
  }

  /** An account taken from a predecessor has an old URL there: asked with its key, the new server tells its own. */
  async function find(server: string): Promise<StoredAccount[]> {
    const serverPath = serverPathOf(server);
    const accounts = await inDirectory(serverPath);
    const predecessor = predecessorOf(serverPath);
    if (accounts.length > 0 || predecessor === undefined) return accounts;
    return (await inDirectory(predecessor)).map((account) => ({ ...account, accountUrl: undefined }));
  }

  async function save({ server, privateKey, accountUrl, contact }: AccountDraft): Promise<StoredAccount> {
    const key = createPrivateKey(privateKey);
    const id = accountIdOf(key);
    const serverPath = serverPathOf(server);
    const directory = join(root, serverPath, id);
    await ensureDirectory(directory, directoryMode);
    const write = (name: string, value: unknown) =>
      writeFileAtomic(join(directory, name), JSON.stringify(value), { mode: fileMode });
    const known = await readAccount(directory, id, serverPath);
    if (!isAccount(known)) await write(accountFileNames.key, key.export({ format: 'jwk' }));
    if ((await readTextIfPresent(join(directory, accountFileNames.meta))) === undefined) {
      const created = `${new Date().toISOString().slice(0, 19)}Z`;
      await write(accountFileNames.meta, { creation_dt: created, creation_host: hostname() });
    }
    const isNew = accountUrl !== undefined && (!isAccount(known) || known.accountUrl !== accountUrl);
    const isTold = contact !== undefined && (!isAccount(known) || known.contact?.join() !== contact.join());
    if (isNew || (isTold && accountUrl !== undefined)) {
      // certbot keeps more in it, or did once: that stays, unless it is about another account.
      const before = isNew ? {} : await readRegistration(directory);
      const body = { ...asObject(before?.body), ...(contact && { contact }) };
      await write(accountFileNames.registration, { ...before, body, uri: accountUrl });
    }
    const saved = await readAccount(directory, id, serverPath);
    if (isAccount(saved)) return saved;
    throw storageFailure('read', directory, new Error('the account that was just written is not there'));
  }

  return {
    list: () => walk(root, 0),
    find,
    async read(server, id) {
      return (await find(server)).find((account) => account.id === id);
    },
    save,
    async forgetUrl(server, id) {
      const account = (await find(server)).find((each) => each.id === id);
      if (account !== undefined) await removeFileDurably(join(account.directory, accountFileNames.registration));
    },
  };
}
