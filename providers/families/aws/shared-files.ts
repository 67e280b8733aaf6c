import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../core/sdk/index.js';
import type { Environment } from './credential-sources.js';

export type Settings = Readonly<Record<string, string>>;

export interface SharedFiles {
  /** Undefined: no file has it. */
  profile(name: string): Settings | undefined;
  ssoSession(name: string): Settings | undefined;
  /** For messages. */
  readonly place: string;
}

export function awsFolder(env: Environment): string {
  return join(env.HOME ?? homedir(), '.aws');
}

/**
 * The files that AWS's tools share. The credentials file comes before the config file, where sections of other profiles
 * than the default one are called `profile NAME`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 * @throws Failure CONFIG where one is there and cannot be read
 */
export async function readSharedFiles(env: Environment): Promise<SharedFiles> {
  const place = env.AWS_SHARED_CREDENTIALS_FILE || join(awsFolder(env), 'credentials');
  const credentials = await readSections(place);
  const config = await readSections(env.AWS_CONFIG_FILE || join(awsFolder(env), 'config'));
  return {
    place,
    profile(name) {
      const own = config.get(`profile ${name}`) ?? (name === 'default' ? config.get(name) : undefined);
      const keys = credentials.get(name);
      return own === undefined && keys === undefined ? undefined : { ...own, ...keys };
    },
    ssoSession: (name) => config.get(`sso-session ${name}`),
  };
}

/** Sections of an INI file by their name; a file that does not exist has none. */
async function readSections(file: string): Promise<Map<string, Settings>> {
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
