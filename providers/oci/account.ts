import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure, mostBytes, readRegularFile } from '../../core/sdk/index.js';
import type { Identity } from './sign.js';

export interface AccountOptions {
  readonly configFile?: string | undefined;
  readonly profile: string;
  readonly user?: string | undefined;
  readonly tenancy?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly keyContent?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly passPhrase?: string | undefined;
  readonly region?: string | undefined;
}

export interface Account {
  readonly identity: Identity;
  readonly region: string;
}

type Profile = Readonly<Record<string, string | undefined>>;

/**
 * The API key of a user: from options, and from the configuration file for what they leave out.
 * @throws Failure CONFIG
 */
export async function readAccount(options: AccountOptions): Promise<Account> {
  const hasKey = options.keyContent !== undefined || options.keyFile !== undefined;
  const isWhole = hasKey && options.user !== undefined && options.tenancy !== undefined && options.region !== undefined;
  const profile = isWhole && options.configFile === undefined ? {} : await readProfile(options);
  const pem = options.keyContent ?? (await readText(options.keyFile ?? needed(profile.key_file, 'auth-key-file')));
  const key = privateKey(pem, options.passPhrase ?? profile.pass_phrase);
  const region = needed(options.region ?? profile.region, 'auth-region');
  const tokenFile = options.user === undefined ? profile.security_token_file : undefined;
  if (tokenFile !== undefined) {
    return { identity: { keyId: `ST$${(await readText(tokenFile)).trim()}`, key }, region };
  }
  const tenancy = needed(options.tenancy ?? profile.tenancy, 'auth-tenancy');
  const user = needed(options.user ?? profile.user, 'auth-user');
  const fingerprint = options.fingerprint ?? profile.fingerprint ?? fingerprintOf(key);
  return { identity: { keyId: [tenancy, user, fingerprint].join('/'), key }, region };
}

/** Sections of `name = value` lines; comments begin with `#` or `;`. */
async function readProfile({ configFile = '~/.oci/config', profile: wanted }: AccountOptions): Promise<Profile> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of (await readText(configFile)).split(/\r?\n/)) {
    const [, title] = /^\s*\[(.+)\]\s*$/.exec(line) ?? [];
    if (title !== undefined) section = title.trim();
    const [, name, value = ''] = /^\s*([^#;=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    // The section DEFAULT holds for all others.
    if (name !== undefined && (section === wanted || (section === 'DEFAULT' && !values.has(name))))
      values.set(name, value);
  }
  return Object.fromEntries(values);
}

async function readText(given: string): Promise<string> {
  const file = given.startsWith('~/') ? join(homedir(), given.slice(2)) : given;
  try {
    return (await readRegularFile(file, mostBytes.small)).toString();
  } catch (cause) {
    throw new Failure('CONFIG', `${file} cannot be read`, {
      cause,
      hint: 'Give the API key with --auth-user, --auth-tenancy, --auth-region and --auth-key-file, or a configuration file',
    });
  }
}

function needed(value: string | undefined, flag: string): string {
  if (value !== undefined && value !== '') return value;
  throw new Failure('CONFIG', `there is no ${flag.slice('auth-'.length)} for Oracle Cloud`, {
    hint: `Give it with --${flag}`,
  });
}

/** The key of an option may have its line breaks written as `\n`, or be in base64 as a whole. */
function privateKey(text: string, passphrase: string | undefined): KeyObject {
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString();
  try {
    return createPrivateKey({ key: pem.replaceAll('\\n', '\n'), ...(passphrase !== undefined && { passphrase }) });
  } catch {
    // The library's own words say nothing that helps, and may hold the key.
    throw new Failure('CONFIG', 'the private API key cannot be used', {
      hint: 'Check the PEM text and its pass phrase',
    });
  }
}

/** As the console shows it. */
function fingerprintOf(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('md5')
    .update(der)
    .digest('hex')
    .replace(/..(?!$)/g, '$&:');
}
