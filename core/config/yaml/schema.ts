import { z } from 'zod';
import { builtInPlugins } from '../../manifest/built-in.js';
import { allVariables, type KnownPlugin } from '../plugin-variables.js';
import type { VariableKind, VariableSpec } from '../variable-spec.js';
import { doorsSchema } from './doors-schema.js';
import { flag, list, orVariable, seconds, text, type Written, whole, written } from './forms.js';
import { type SettingKeys, settingKeysWith } from './setting-keys.js';
import { stepShape } from './step-schema.js';

/**
 * The schema of the YAML file. Scalars arrive as text (see `parseYaml`) and leave with their types; `written` tells the
 * JSON Schema for editors which types one may write.
 */

const keyType = z.enum(['rsa', 'rsa4096', 'ecdsa', 'ecdsa384'], 'must be one of rsa, rsa4096, ecdsa, ecdsa384');

export const profileSchema = z.strictObject(
  {
    name: text().min(1, 'must not be empty').describe('how certificates refer to it'),
    provider: text().describe('id of the DNS provider'),
    provider_options: z
      .record(z.string(), text(), 'must be a map of options')
      .optional()
      .describe("the provider's options (`auth_token`); left out: they come from the environment"),
    sleep_time: seconds().optional().describe('longest wait of one round of propagation checks, in seconds'),
    max_checks: whole(0).optional().describe('rounds of propagation checks; 0 only sleeps'),
    delegated_subdomain: text().optional().describe('the zone to write to'),
    ttl: whole(1).optional().describe('TTL of the TXT records, in seconds'),
    zones: list().optional().describe('zones that it serves; the longest that matches a name wins'),
    dynamic_zone_resolution: flag().optional().describe('the same under the name that dnsrobocert has for it'),
    resolve_zone_name: flag().optional().describe('find zones by SOA look-up'),
    propagation: z
      .enum(['authoritative', 'recursive', 'off'], 'must be one of authoritative, recursive, off')
      .optional()
      .describe('who must show the records'),
  },
  'must be a map',
);

/** What is there without plugins. */
const certificateSchema = z.strictObject(
  {
    domains: list().min(1, 'must not be empty').describe('names in the certificate; `*.` is a wildcard'),
    name: text().optional().describe('name of the lineage; left out: the first domain without `*.`'),
    profile: text().optional().describe('provider profile; left out: chosen by zone, else the environment'),
    provider: text().optional().describe('a provider whose options come from the environment, in place of a profile'),
    follow_cnames: flag()
      .optional()
      .describe('follow a CNAME at _acme-challenge (default true; false in a file not called letsencrypt-dns.*)'),
    reuse_key: flag().optional().describe('keep the private key at renewal'),
    key_type: keyType.optional().describe('form of the key'),
    directory_url: text().optional().describe('ACME directory URL'),
    ca: text().optional().describe('the CA: its short name, or the URL of its directory'),
    staging: flag().optional().describe('the staging server of the CA'),
    acme_profile: text().optional().describe('ACME profile'),
    preferred_chain: text().optional().describe('common name of the issuer of the wanted chain'),
    force_renew: flag().optional().describe('renew at each change of the configuration'),
  },
  'must be a map',
);

/** Values are checked by the variable's own parser, so here they are text, or a list of texts. */
function settingSchema(keys: SettingKeys, specs: ReadonlyMap<string, VariableSpec>) {
  const shape: Record<string, z.ZodType> = {};
  for (const [key, inner] of Object.entries(keys)) {
    if (typeof inner !== 'string') {
      shape[key] = settingSchema(inner, specs).optional();
      continue;
    }
    const spec = specs.get(inner);
    if (spec === undefined) throw new Error(`${inner} is no variable`);
    const scalar = written(z.string('must be text'), writtenForm(spec));
    const schema = listKinds.has(spec.kind) ? z.union([z.array(text()), scalar], 'must be text or a list') : scalar;
    shape[key] = schema.optional().describe(spec.meaning);
  }
  return z.strictObject(shape, 'must be a map');
}

const listKinds: ReadonlySet<VariableKind> = new Set(['list', 'endpoints', 'mail']);

function writtenForm({ kind, choices, minimum = 0 }: VariableSpec): Written {
  if (choices !== undefined) return { type: 'string', enum: choices };
  if (kind === 'boolean') return { type: ['boolean', 'string'], ...orVariable };
  if (kind === 'number') return { type: ['number', 'string'], ...orVariable };
  if (kind === 'seconds') return { type: ['number', 'string'], minimum, ...orVariable };
  if (kind === 'integer') return { type: ['integer', 'string'], minimum, ...orVariable };
  return { type: kind === 'mode' || kind === 'owner' ? ['string', 'integer'] : 'string' };
}

export interface YamlSchemas {
  /** The file as a whole; its profiles and certificates are checked one by one, so that a bad one stops only itself. */
  readonly file: typeof fileForm;
  readonly certificate: typeof certificateSchema;
  /** The same with everything in it: for the JSON Schema and for the names of keys. */
  readonly full: z.ZodType;
}

const fileForm = z.strictObject({
  $schema: z.string().optional(),
  draft: flag().optional().describe('check the file, and do not act on it'),
  api: z.unknown().optional(),
  profiles: z.array(z.unknown(), 'must be a list').optional(),
  certificates: z.array(z.unknown(), 'must be a list').optional(),
  doors: z.unknown().optional(),
});

const known = new WeakMap<readonly KnownPlugin[], YamlSchemas>();

/** What the file may hold, with the options of these plugins. */
export function schemasFor(plugins: readonly KnownPlugin[] = builtInPlugins()): YamlSchemas {
  const schemas = known.get(plugins) ?? makeSchemas(plugins);
  known.set(plugins, schemas);
  return schemas;
}

function makeSchemas(plugins: readonly KnownPlugin[]): YamlSchemas {
  const specs = new Map(allVariables(plugins).map((spec) => [spec.name, spec]));
  const { acme = {}, ...others } = settingKeysWith(plugins);
  const acmeSection = settingSchema(typeof acme === 'string' ? {} : acme, specs).extend({
    api_version: written(z.string('must be 2'), { type: 'integer', minimum: 1 })
      .optional()
      .describe('version of ACME: 2'),
  });
  const shape = {
    acme: acmeSection.optional().describe('the CA, the account, and how certificates are kept'),
    ...settingSchema(others, specs).shape,
  };
  const file = z.strictObject({ ...shape, ...fileForm.shape }, 'must be a map');
  // The keys of plugins are read by their own names.
  const certificate: typeof certificateSchema = z.strictObject(
    { ...certificateSchema.shape, ...stepShape(plugins, Object.keys(certificateSchema.shape)) },
    'must be a map',
  );
  const full = file.extend({
    profiles: z.array(profileSchema).optional().describe('accounts of DNS providers'),
    certificates: z.array(certificate).optional().describe('the certificates'),
    doors: doorsSchema.optional().describe('our providers for other ACME clients; left out: none'),
  });
  return { file, certificate, full };
}

export type ProfileEntry = z.output<typeof profileSchema>;
export type CertificateEntry = z.output<typeof certificateSchema>;
