import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { canonicalName, Failure } from '../../core/sdk/index.js';

/** What the server tells of an account when it is registered; other fields come back as they are. */
export const Account = z.looseObject({
  fulldomain: z.string(),
  subdomain: z.string(),
  username: z.string(),
  password: z.string(),
});
export type Account = z.infer<typeof Account>;
export type Credential = Pick<Account, 'username' | 'password' | 'subdomain'>;

const Storage = z.record(z.string(), Account);
export type Storage = Readonly<Record<string, Account>>;

/** The accounts by domain; none where there is no such file yet. @throws Failure STORE, CONFIG where it holds something else */
export async function readAccounts(path: string): Promise<Storage> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new Failure('STORE', `the accounts of acme-dns cannot be read (${error.code})`, {
      place: path,
      cause: error,
    });
  });
  try {
    return Storage.parse(JSON.parse(text.trim() || '{}'));
  } catch {
    // The cause would quote the file, in which passwords stand.
    throw new Failure('CONFIG', 'this is no file with accounts of acme-dns', {
      place: path,
      hint: 'Pass the file that lego keeps for ACME_DNS_STORAGE_PATH, or one that does not exist yet',
    });
  }
}

/** Puts the file in place whole, readable by its owner alone. @throws Failure STORE */
export async function writeAccounts(path: string, accounts: Storage): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  try {
    await writeFile(beside, `${JSON.stringify(accounts, undefined, '  ')}\n`, { mode: 0o600, flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure('STORE', `the accounts of acme-dns cannot be written (${code})`, { place: path, cause: error });
  }
}

/** The account that answers for a name: by where a CNAME record led, or by the domain of the challenge. */
export function accountFor(name: string, accounts: Storage): Account | undefined {
  const domain = domainOf(name);
  const entries = Object.entries(accounts);
  const led = entries.find(([, { fulldomain }]) => canonicalName(fulldomain) === name);
  const own = entries.find(([key]) => canonicalName(key.replace(/^\*\./, '')) === domain);
  return (led ?? own)?.[1];
}

/** `_acme-challenge.www.example.com` → `www.example.com`; undefined for other names. */
export function domainOf(name: string): string | undefined {
  return /^_acme-challenge\.(.+)$/.exec(name)?.[1];
}
