import { z } from 'zod';
import { recordTypes } from '../sdk/record.js';

/** Strict, so that a misspelt key of a manifest is found; see `core/sdk/manifest.ts` for what the fields mean. */

const kebabCase = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and dashes');
const camelCase = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a name in camelCase');

const optionKeys = {
  /** Lexicon has underscores in a few. */
  flag: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'lower-case letters, digits, dashes and underscores'),
  help: z.string().min(1),
  secret: z.boolean().optional(),
  required: z.literal(true).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  choices: z.array(z.string()).min(1).optional(),
  switch: z.literal(true).optional(),
  number: z.literal(true).optional(),
  multiline: z.literal(true).optional(),
  env: z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/)).optional(),
};

interface Spec {
  readonly required?: boolean | undefined;
  readonly default?: string | number | boolean | undefined;
  readonly choices?: readonly string[] | undefined;
}

function checked<T extends z.ZodType<Spec>>(option: T): T {
  return option
    .refine((spec) => !(spec.required && spec.default !== undefined), 'an option with a default cannot be required')
    .refine(
      ({ choices, default: value }) => choices === undefined || value === undefined || choices.includes(String(value)),
      'the default must be one of the choices',
    );
}

const options = z.record(camelCase, checked(z.strictObject(optionKeys)));

/** `docker.host` */
const yamlKey = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/, 'keys in snake_case with dots between');

const modeFault = z.strictObject({ severity: z.enum(['error', 'warning']), message: z.string().min(1) });

const pluginOption = z.strictObject({
  ...optionKeys,
  kind: z.enum(['mode', 'owner', 'url', 'list']).optional(),
  yaml: yamlKey.optional(),
  without: z.string().min(1).optional(),
  withheld: z.literal(true).optional(),
  others: z.strictObject({ write: modeFault, read: modeFault.optional(), hint: z.string().min(1) }).optional(),
});

const { env: _env, ...certificateKeys } = optionKeys;

/** `autorestart[].containers` */
const entryKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\[\])?(\.[a-z][a-z0-9_]*(\[\])?)*$/, 'keys in snake_case with dots between');

const certificateOption = z.strictObject({
  ...certificateKeys,
  containers: z.literal(true).optional(),
  commands: z.literal(true).optional(),
  line: z.union([kebabCase, z.literal(false)]).optional(),
  yaml: z.union([entryKey, z.record(entryKey, z.string().min(1))]).optional(),
  inherits: z.literal(false).optional(),
});

const certificateSection = z.strictObject({ help: z.string().min(1), loose: z.literal(true).optional() });

const capabilities = z.strictObject({
  granularity: z.enum(['record', 'set', 'zone']),
  duplicates: z.enum(['rejected', 'allowed', 'ignored']),
  types: z.array(z.enum(recordTypes)).min(1),
  minTtl: z.number().int().positive().optional(),
  maxTtl: z.number().int().positive().optional(),
  ttls: z.array(z.number().int().positive()).optional(),
  requestsPerSecond: z.number().positive().optional(),
  serialWrites: z.boolean().optional(),
  singleTxt: z.enum(['name', 'zone']).optional(),
  proofs: z.boolean().optional(),
  exactNames: z.boolean().optional(),
  keepsTypes: z.boolean().optional(),
  propagationSeconds: z.number().positive().optional(),
});

export const providerManifestSchema = z
  .strictObject({
    $schema: z.string().optional(),
    id: kebabCase,
    title: z.string().min(1),
    website: z.url().optional(),
    apiDocs: z.url().optional(),
    aliases: z.array(kebabCase).optional(),
    foreignIds: z.array(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)).optional(),
    legoPrefixes: z.array(z.string().regex(/^[A-Z][A-Z0-9_]*$/)).optional(),
    nameservers: z.array(z.string()).optional(),
    options,
    oneOf: z.array(z.array(camelCase).min(1)).min(1).optional(),
    capabilities,
    status: z
      .strictObject({ state: z.enum(['closed', 'retiring']), since: z.string(), successor: z.string().optional() })
      .optional(),
    setup: z.array(z.string()).optional(),
    notes: z.array(z.string()).optional(),
    sources: z.array(z.string().min(1)).min(1).optional(),
  })
  .superRefine((manifest, context) => {
    manifest.oneOf?.flat().forEach((key) => {
      if (!(key in manifest.options)) {
        context.addIssue({ code: 'custom', path: ['oneOf'], message: `"${key}" is no option` });
      }
    });
  });

export const pluginManifestSchema = z.strictObject({
  $schema: z.string().optional(),
  id: kebabCase,
  title: z.string().min(1),
  website: z.url().optional(),
  options: z.record(camelCase, checked(pluginOption)),
  certificate: z.record(camelCase, checked(certificateOption)).optional(),
  certificateSections: z.record(z.string(), certificateSection).optional(),
  order: z.number().int().optional(),
  parallel: z.boolean().optional(),
  runsAtStart: z.boolean().optional(),
  eachStart: camelCase.optional(),
  watchesPasses: z.boolean().optional(),
  surroundsIssues: z.boolean().optional(),
  timeoutSeconds: z.number().positive().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  notes: z.array(z.string()).optional(),
});
