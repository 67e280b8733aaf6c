import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/sdk/index.js';

const ServiceAccount = z.object({
  project_id: z.string().optional(),
  client_email: z.string(),
  private_key: z.string(),
  /** Where its tokens come from; old keys name an address that is no more, and some name none. */
  token_uri: z
    .string()
    .optional()
    .transform((uri) =>
      uri?.startsWith('https://') && !uri.startsWith('https://accounts.google.com/') ? uri : undefined,
    ),
});
const User = z.object({
  type: z.literal('authorized_user'),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
  quota_project_id: z.string().optional(),
});
const Format = z.object({ type: z.string().optional(), subject_token_field_name: z.string().optional() }).optional();
const External = z.object({
  type: z.literal('external_account'),
  audience: z.string(),
  subject_token_type: z.string(),
  token_url: z.string().default('https://sts.googleapis.com/v1/token'),
  service_account_impersonation_url: z.string().optional(),
  quota_project_id: z.string().optional(),
  credential_source: z.object({
    file: z.string().optional(),
    url: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    format: Format,
  }),
});
const Impersonated = z.object({
  type: z.literal('impersonated_service_account'),
  service_account_impersonation_url: z.string(),
  delegates: z.array(z.string()).optional(),
  quota_project_id: z.string().optional(),
  source_credentials: z.union([User, ServiceAccount]),
});
const Credentials = z.union([User, External, Impersonated, ServiceAccount]);

export type ServiceAccount = z.infer<typeof ServiceAccount>;
export type User = z.infer<typeof User>;
export type External = z.infer<typeof External>;
export type Credentials = z.infer<typeof Credentials>;

const place = '--auth-service-account-info';
const inline = 'base64::';

/**
 * Reads credentials: the path of their JSON file, the JSON itself, or that in base64 after `base64::`.
 * @throws Failure CONFIG
 */
export async function readCredentials(info: string): Promise<Credentials> {
  const text = await textOf(info);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own words would quote the key.
    throw new Failure('CONFIG', 'the key of the service account is not JSON', { place });
  }
  const credentials = Credentials.safeParse(data).data;
  if (credentials !== undefined) return credentials;
  throw new Failure('CONFIG', 'this is not the key of a service account, nor are these credentials of another kind', {
    place,
    hint: 'Create a key of the type JSON; it has project_id, client_email and private_key',
  });
}

/** What `gcloud auth application-default login` left behind; undefined where it did not. */
export async function readUsualFile(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  const folder = env.CLOUDSDK_CONFIG || join(env.HOME || homedir(), '.config', 'gcloud');
  const file = join(folder, 'application_default_credentials.json');
  try {
    await readFile(file);
  } catch {
    return undefined;
  }
  return readCredentials(file);
}

async function textOf(info: string): Promise<string> {
  if (info.trimStart().startsWith('{')) return info;
  return info.startsWith(inline) ? Buffer.from(info.slice(inline.length), 'base64').toString() : read(info);
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure('CONFIG', 'the file with the key of the service account cannot be read', {
      place,
      cause,
      hint: 'Give its path, its content, or its content in base64 after base64::',
    });
  }
}
