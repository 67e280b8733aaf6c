import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Names under which a YAML (or JSON) configuration is found. Nothing that would be run is among them. */
export const searchPlaces = [
  'letsencrypt-dns.yaml',
  'letsencrypt-dns.yml',
  'letsencrypt-dns.json',
  '.letsencrypt-dnsrc',
  '.letsencrypt-dnsrc.yaml',
  '.letsencrypt-dnsrc.yml',
  '.letsencrypt-dnsrc.json',
] as const;

/**
 * The configuration file in a directory, found by cosmiconfig. That is loaded only where one of the names exists, so that
 * a start without a YAML file costs nothing.
 */
export async function findYamlFile(configDir: string): Promise<string | undefined> {
  const directory = resolve(configDir);
  const present = firstPresent(directory);
  if (present === undefined) return undefined;
  const { default: library } = await import('cosmiconfig');
  const asText = (_path: string, content: string): string => content;
  const explorer = library.cosmiconfig('letsencrypt-dns', {
    searchPlaces: [...searchPlaces],
    loaders: { '.yaml': asText, '.yml': asText, '.json': asText, noExt: asText },
    stopDir: directory,
    ignoreEmptySearchPlaces: false,
  });
  try {
    return (await explorer.search(directory))?.filepath ?? present;
  } catch {
    // It is there and cannot be read: the caller will find out why and say so.
    return present;
  }
}

/** What is in a directory that cannot be entered is as good as missing: there is nothing to read either way. */
function firstPresent(directory: string): string | undefined {
  return searchPlaces.map((name) => join(directory, name)).find((path) => existsSync(path));
}
