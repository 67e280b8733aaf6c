import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { asObject, asString, asStrings, type JsonObject } from '../../disk/parse-json.js';
import { readTextIfPresent } from '../../disk/read-file.js';

/** The three files of certbot's account directory. */
export const accountFileNames = { key: 'private_key.json', meta: 'meta.json', registration: 'regr.json' } as const;

/** An account as it is on disk. */
export interface StoredAccount {
  /** MD5 of the public key's PEM, the name of its directory. */
  readonly id: string;
  readonly directory: string;
  /** Host and path of the server, as in the directory's name: certbot keeps no more of the URL. */
  readonly serverPath: string;
  /** What the CA calls it; undefined where it has not been registered there yet. */
  readonly accountUrl: string | undefined;
  /** The contact that the CA was told last (`mailto:` URLs, none of them: it was told that there is none); undefined where nobody wrote that down. */
  readonly contact: readonly string[] | undefined;
  /** PKCS#8 PEM. Never to be logged. */
  readonly privateKey: string;
  readonly createdAt: Date | undefined;
  readonly createdOn: string | undefined;
}

/** Account URLs of Let's Encrypt's first servers: the second ones know the key and tell another URL. */
const retiredUrl = /^https:\/\/acme-(?:v01|staging)\.api\.letsencrypt\.org\//;

/** certbot's account id: MD5, in hexadecimal, of the public key as SubjectPublicKeyInfo PEM. A name, not a protection. */
export function accountIdOf(key: KeyObject): string {
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return createHash('md5').update(pem).digest('hex');
}

/** What `regr.json` holds; undefined where it is not there, or garbled. */
export async function readRegistration(directory: string): Promise<JsonObject | undefined> {
  return parseObject((await readTextIfPresent(join(directory, accountFileNames.registration))) ?? '');
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseKey(text: string): KeyObject | undefined {
  const jwk = parseObject(text);
  if (jwk === undefined) return undefined;
  try {
    return createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    // The caller names the file; an error text about the key could quote it.
    return undefined;
  }
}

function parseDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * Reads an account directory of certbot or of ours; undefined where it holds no usable key, `problem` then says why.
 * @throws Failure STORE where a file is there and cannot be read
 */
export async function readAccount(
  directory: string,
  id: string,
  serverPath: string,
): Promise<StoredAccount | { readonly problem: string } | undefined> {
  const keyText = await readTextIfPresent(join(directory, accountFileNames.key));
  if (keyText === undefined) return undefined;
  const key = parseKey(keyText);
  if (key === undefined) return { problem: `${accountFileNames.key} holds no private key` };
  const meta = parseObject((await readTextIfPresent(join(directory, accountFileNames.meta))) ?? '');
  const registration = await readRegistration(directory);
  const uri = asString(registration?.uri);
  return {
    id,
    directory,
    serverPath,
    accountUrl: retiredUrl.test(uri ?? '') ? undefined : uri,
    contact: asStrings(asObject(registration?.body)?.contact),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    createdAt: parseDate(asString(meta?.creation_dt)),
    createdOn: asString(meta?.creation_host),
  };
}
