import { allVariables } from '../../../core/config/plugin-variables.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { optionVariables } from '../../../core/options/names.js';

const registry = builtInRegistry();
const known = new Set([
  ...allVariables(registry.plugins).flatMap(({ name, alias, aliases = [] }) => [
    name,
    ...(alias === undefined ? [] : [alias]),
    ...aliases,
  ]),
  ...registry.providers.flatMap(({ manifest }) =>
    Object.keys(manifest.options).flatMap((key) => optionVariables(manifest, key)),
  ),
]);

/** Read by programs beside or below this one, or before it knows its configuration. */
const elsewhere =
  /^(LETSENCRYPT_ENV_FILE|NODE_[A-Z_]+|NO_COLOR|TERM|TZ|RENEWED_[A-Z]+|LEXICON_AUTO_[A-Z_]+|CONFIG_PATH|CERTS_PATH)$/;

/** Whether the program knows a variable, or its twin that names a file. */
export function isKnownVariable(name: string): boolean {
  return known.has(name) || known.has(name.replace(/_FILE$/, '')) || elsewhere.test(name);
}

/** Whether a variable looks like one of this program, so that it must be known. */
export function looksOurs(name: string): boolean {
  return /^(LETSENCRYPT|LEXICON|CERTS|PFX|DEPLOY|STATUS|NOTIFY|CRON|FOLLOW)_/.test(name);
}
