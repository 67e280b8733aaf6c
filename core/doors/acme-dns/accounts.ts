import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { asObject, asString, asStrings, type Parser } from '../../disk/parse-json.js';
import type { Facts } from '../../store/facts/facts.js';
import type { CertificateStore } from '../../store/store.js';

/** Who may write the values at one name. */
export interface AcmeDnsAccount {
  /** Name of the client that it belongs to. */
  readonly client: string;
  readonly subdomain: string;
  /** SHA-256, hexadecimal: passwords are long and random. */
  readonly passwordHash: string;
  /** Networks that updates may come from; empty: any. */
  readonly allowFrom: readonly string[];
  /** What it was made for, where that was said. */
  readonly domain?: string | undefined;
}

/** An account as it is handed out, once. */
export interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly subdomain: string;
}

/** Kept by user name. To be changed by whoever has the directory. */
export type AcmeDnsAccounts = Facts<AcmeDnsAccount>;

const opened = new WeakMap<object, AcmeDnsAccounts>();

const parse: Parser<AcmeDnsAccount> = (value) => {
  const fields = asObject(value);
  const client = asString(fields?.client);
  const subdomain = asString(fields?.subdomain);
  const passwordHash = asString(fields?.passwordHash);
  if (client === undefined || subdomain === undefined || passwordHash === undefined) return undefined;
  const domain = asString(fields?.domain);
  return { client, subdomain, passwordHash, allowFrom: asStrings(fields?.allowFrom) ?? [], domain };
};

export function acmeDnsAccounts(store: Pick<CertificateStore, 'facts'>): AcmeDnsAccounts {
  const known = opened.get(store.facts) ?? store.facts('door-acme-dns', parse);
  opened.set(store.facts, known);
  return known;
}

/** @throws Failure STORE */
export async function addAccount(
  accounts: AcmeDnsAccounts,
  { client, allowFrom, domain }: Pick<AcmeDnsAccount, 'client' | 'allowFrom' | 'domain'>,
): Promise<NewAccount> {
  const [username, subdomain] = [randomUUID(), randomUUID()];
  // Forty letters, as acme-dns has them: clients check that.
  const password = randomBytes(30).toString('base64url');
  await accounts.update(username, () => ({ client, subdomain, passwordHash: hashOf(password), allowFrom, domain }));
  return { username, password, subdomain };
}

const nobody = hashOf('nobody');

/** The account of a user with the right password; takes the same time whatever is wrong. @throws Failure STORE */
export async function findAccount(
  accounts: AcmeDnsAccounts,
  username: string,
  password: string,
): Promise<AcmeDnsAccount | undefined> {
  const account = await accounts.get(username);
  const expected = Buffer.from(account?.passwordHash ?? nobody, 'hex');
  const given = Buffer.from(hashOf(password), 'hex');
  const isRight = expected.length === given.length && timingSafeEqual(expected, given);
  return isRight ? account : undefined;
}

function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
