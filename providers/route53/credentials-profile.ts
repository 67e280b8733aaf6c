import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/sdk/index.js';
import type { CredentialSources, Environment } from './credentials.js';
import type { AwsCredentials } from './sigv4.js';

/**
 * Keys of a profile of the shared files. The credentials file comes before the config file, where sections of other
 * profiles than the default one are called `profile NAME`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 * @throws Failure CONFIG where a profile was named and has no keys
 */
export async function fromSharedFiles({ options, env }: CredentialSources): Promise<AwsCredentials | undefined> {
  const named = options.profile ?? (env.AWS_PROFILE || undefined);
  const profile = named ?? 'default';
  const [credentialsFile, configFile] = filesOf(env);
  const credentials = (await readSections(credentialsFile)).get(profile);
  const config = (await readSections(configFile)).get(profile === 'default' ? 'default' : `profile ${profile}`);
  const keys = { ...config, ...credentials };
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
  } = keys;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  if (named === undefined) return undefined;
  throw new Failure('CONFIG', `the AWS profile ${profile} has no access key`, {
    place: credentialsFile,
    hint: 'Write aws_access_key_id and aws_secret_access_key there; profiles that assume roles, use SSO or start programs are not supported',
  });
}

function filesOf(env: Environment): [string, string] {
  const folder = join(env.HOME ?? homedir(), '.aws');
  return [
    env.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials'),
    env.AWS_CONFIG_FILE || join(folder, 'config'),
  ];
}

/** Sections of an INI file by their name; a file that does not exist has none. */
async function readSections(file: string): Promise<Map<string, Record<string, string>>> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> = {};
  for (const line of (await readIfThere(file)).split(/\r?\n/)) {
    const header = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1];
    // Indented lines belong to nested settings, which hold no keys.
    const setting = /^([^\s#;=]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (header !== undefined) {
      section = sections.get(header) ?? {};
      sections.set(header.replace(/\s+/g, ' '), section);
    } else if (setting?.[1] !== undefined && setting[2] !== undefined) section[setting[1]] = setting[2];
  }
  return sections;
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Failure('CONFIG', 'the AWS credentials file cannot be read', { place: file, cause: error });
  }
}
