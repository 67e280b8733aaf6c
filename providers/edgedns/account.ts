import { homedir } from 'node:os';
import { Failure, mostBytes, type OptionsOf, readRegularFile } from '../../core/sdk/index.js';
import type { EdgeGridKeys } from './edgegrid.js';
import type manifest from './manifest.json';

interface Account extends EdgeGridKeys {
  readonly host: string;
}

/**
 * What was given, and the rest from a section of the file. https://techdocs.akamai.com/developer/docs/edgerc
 * @throws Failure CONFIG where something is in neither
 */
export async function readAccount(options: OptionsOf<typeof manifest>): Promise<Account> {
  const { edgerc, edgercSection: section } = options;
  const isComplete = options.host && options.clientToken && options.clientSecret && options.accessToken;
  const file = edgerc.replace(/^~(?=\/)/, () => homedir());
  const kept = isComplete ? {} : settingsOf(await readText(file), section);

  function settingOf(key: 'host' | 'clientToken' | 'clientSecret' | 'accessToken', setting: string): string {
    const value = options[key] ?? kept[setting];
    if (value) return value;
    throw new Failure('CONFIG', `the ${setting.replace('_', ' ')} of Akamai's API is missing`, {
      place: file,
      hint: `Give host, client token, client secret and access token, or a file that has them in its section [${section}]`,
    });
  }

  return {
    host: settingOf('host', 'host').replace(/^https:\/\/|\/+$/g, ''),
    clientToken: settingOf('clientToken', 'client_token'),
    clientSecret: settingOf('clientSecret', 'client_secret'),
    accessToken: settingOf('accessToken', 'access_token'),
  };
}

/** @throws Failure CONFIG where there is a file that cannot be read */
async function readText(file: string): Promise<string> {
  try {
    return (await readRegularFile(file, mostBytes.small)).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Failure('CONFIG', 'the file with the credentials of Akamai cannot be read', {
      place: file,
      cause: error,
    });
  }
}

function settingsOf(text: string, wanted: string): Record<string, string> {
  const settings: Record<string, string> = {};
  let section: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1] ?? section;
    const [, name, value] = /^\s*([^\s#;=[]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (section === wanted && name !== undefined && value !== undefined) settings[name] = value;
  }
  return settings;
}
