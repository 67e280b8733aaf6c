import { optionVariables } from '../options/names.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import { namesOf } from './environment.js';
import { isWithin } from './nearest.js';
import { allVariables } from './plugin-variables.js';
import type { VariableSpec } from './variable-spec.js';

export interface PublicEnvironmentSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The settings, under the names of their variables: with their defaults, wherever they came from. */
  readonly settings: Readonly<Record<string, string>>;
  /** Which variables hold secrets, by what the providers' options say. */
  readonly manifests: readonly ProviderManifest[];
  /** Every variable of this program and its plugins. */
  readonly specs?: readonly VariableSpec[];
  /** The names of those that are handed on although they may hold secrets. */
  readonly named?: readonly string[] | undefined;
  /** Takes known secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Words of names that hold what nobody else is to read. */
const secretName = /token|secret|passw|pwd|passphrase|credential|hmac|(?:^|_|api)keys?(?:_|$)/i;

/** Addresses that may have a secret in them. */
const withheld = /^LETSENCRYPT_STORE/;

/** `https://user:password@host`, with or without a password. */
const userInfo = /[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*@/i;

/** Called secret since they may have a password, which shows as user info. */
const proxy = /_PROXY$/;

/**
 * The variables that programs started by this one may see, hooks above all: those of this process but for secrets, and
 * `CERTS_*` with their defaults.
 */
export function publicEnvironment({
  env,
  settings,
  manifests,
  specs = allVariables(),
  named = [],
  redact,
}: PublicEnvironmentSource): Record<string, string> {
  const own = new Map(specs.flatMap((spec) => namesOf(spec).map((name) => [name, spec] as const)));
  const secretOptions = new Set(manifests.flatMap(secretVariables));

  function isSecret(name: string, value: string): boolean {
    const bare = name.replace(/_FILE$/, '');
    if (withheld.test(name) || secretOptions.has(bare) || userInfo.test(value) || redact(value) !== value) return true;
    const spec = own.get(bare);
    return spec === undefined ? secretName.test(name) || isSlip(bare) : isPrivate(spec);
  }

  /** A secret under a name that is nearly right. */
  function isSlip(name: string): boolean {
    return [...own].some(([known, spec]) => isPrivate(spec) && isWithin(1, known, name));
  }

  const known = Object.fromEntries(Object.entries(settings).filter(([name]) => own.get(name)?.secret !== true));
  const all = { ...known, ...env };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined || (isSecret(name, value) && !named.includes(name)) ? [] : [[name, value]],
    ),
  );
}

function isPrivate({ name, secret, withheld: isWithheld }: VariableSpec): boolean {
  return isWithheld === true || (secret === true && !proxy.test(name));
}

function secretVariables(manifest: ProviderManifest): readonly string[] {
  const secret = Object.entries(manifest.options).filter(([, option]) => option.secret === true);
  return secret.flatMap(([key]) => optionVariables(manifest, key));
}
