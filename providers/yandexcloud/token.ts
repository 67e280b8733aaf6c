import { constants, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure, type HttpClient } from '../../core/sdk/index.js';

const exchange = 'https://iam.api.cloud.yandex.net/iam/v1/tokens';
const lifetimeSeconds = 3600;
const Key = z.object({ id: z.string(), service_account_id: z.string(), private_key: z.string() });
type Key = z.infer<typeof Key>;
const Token = z.object({ iamToken: z.string() });

/** The authorized key of a service account, from JSON or JSON in Base64; undefined where the text is none. */
export function keyIn(given: string): Key | undefined {
  const text = [given, Buffer.from(given, 'base64').toString()].find((one) => /^\s*\{/.test(one));
  if (text === undefined) return undefined;
  try {
    return Key.parse(JSON.parse(text));
  } catch {
    throw new Failure('CONFIG', 'the authorized key of the service account cannot be read', {
      hint: 'Give the JSON file as the console makes it, with id, service_account_id and private_key',
    });
  }
}

interface KeyParts {
  readonly serviceAccountId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** The authorized key from its parts. @throws Failure CONFIG where the private key is neither text nor a file's path */
export async function keyOf({ serviceAccountId = '', keyId = '', privateKey = '' }: KeyParts): Promise<Key> {
  const texts = [privateKey.replaceAll('\\n', '\n'), Buffer.from(privateKey, 'base64').toString()];
  const text = texts.find((one) => one.includes('PRIVATE KEY')) ?? (await readText(privateKey.trim()));
  return { id: keyId, service_account_id: serviceAccountId, private_key: text };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure('CONFIG', `the private key is neither PEM text nor a readable file (${code})`, {
      place: '--service-account-private-key',
      hint: 'Give the text of the private key, also in Base64, or the path of its file',
    });
  }
}

/** An IAM token for a key. https://yandex.cloud/en/docs/iam/operations/iam-token/create-for-sa */
export async function exchangeKey(http: HttpClient, key: Key, now: number): Promise<string> {
  const jwt = signedJwt(key, Math.floor(now / 1000));
  return (await http.post(exchange, Token, { jwt }, { repeatable: true })).iamToken;
}

/** In front of the key stands a line that says whose it is. */
function signedJwt({ id, service_account_id, private_key }: Key, seconds: number): string {
  const header = { typ: 'JWT', alg: 'PS256', kid: id };
  const claims = { iss: service_account_id, aud: exchange, iat: seconds, exp: seconds + lifetimeSeconds };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = private_key.replace(/^.*?(?=-----BEGIN)/s, '');
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  try {
    return `${text}.${sign('sha256', Buffer.from(text), { key, ...padding }).toString('base64url')}`;
  } catch (cause) {
    throw new Failure('CONFIG', 'the private key of the service account cannot be used', { cause });
  }
}
