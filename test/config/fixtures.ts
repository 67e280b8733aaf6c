import assert from 'node:assert/strict';
import { type LoadedConfiguration, loadConfiguration } from '../../core/config/load.js';
import type { ManifestCatalog } from '../../core/config/manifest-catalog.js';
import { type Problem, renderProblem } from '../../core/config/problems.js';
import type { ReadFile } from '../../core/config/read-file.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';

const capabilities = { granularity: 'record', duplicates: 'allowed', types: ['TXT'] } as const;

/** Manifests with one of each kind of option. */
export const manifests: readonly ProviderManifest[] = [
  {
    id: 'cloudflare',
    title: 'Cloudflare',
    options: {
      username: { flag: 'auth-username', help: 'e-mail' },
      token: { flag: 'auth-token', help: 'token', secret: true, env: ['CF_API_TOKEN'] },
      zoneId: { flag: 'zone-id', help: 'zone' },
    },
    oneOf: [['token'], ['username', 'token']],
    capabilities,
  },
  {
    id: 'powerdns',
    title: 'PowerDNS',
    options: {
      token: { flag: 'auth-token', help: 'API key', secret: true, required: true },
      server: { flag: 'pdns-server', help: 'URL', required: true },
      serverId: { flag: 'pdns-server-id', help: 'id', default: 'localhost' },
      disableNotify: { flag: 'pdns-disable-notify', help: 'no notify', switch: true },
      weight: { flag: 'weight', help: 'a number', number: true },
    },
    capabilities,
  },
  {
    id: 'gransy',
    title: 'Gransy',
    aliases: ['subreg'],
    options: {
      username: { flag: 'auth-username', help: 'user', required: true },
      password: { flag: 'auth-password', help: 'password', secret: true, required: true },
    },
    capabilities,
  },
  {
    id: 'ovh',
    title: 'OVH',
    options: {
      entrypoint: { flag: 'auth-entrypoint', help: 'region', choices: ['ovh-eu', 'ovh-ca'], default: 'ovh-eu' },
      keyFile: { flag: 'auth-key-file', help: 'file' },
      key: { flag: 'auth-key', help: 'key', secret: true },
      clientId: { flag: 'auth-client-id', help: 'id' },
      clientSecret: { flag: 'auth-client-secret', help: 'secret', secret: true },
    },
    oneOf: [['key'], ['keyFile'], ['clientId', 'clientSecret']],
    capabilities,
  },
];

export const catalog: ManifestCatalog = {
  find: (id) => manifests.find((manifest) => manifest.id === id || manifest.aliases?.includes(id)),
  ids: () => manifests.flatMap((manifest) => [manifest.id, ...(manifest.aliases ?? [])]),
};

export type Files = Readonly<Record<string, string | { readonly code: string }>>;

/** A file system of a few files; a value with a `code` fails with that error. */
export function fakeFiles(files: Files): ReadFile {
  return async (path) => {
    const content = files[path] ?? { code: 'ENOENT' };
    if (typeof content === 'string') return content;
    throw Object.assign(new Error(`${content.code}: ${path}`), { code: content.code });
  };
}

/** Loads from a fake file system with the configuration directory /conf. */
export function load(
  env: Readonly<Record<string, string>>,
  files: Files = {},
  configFile?: string,
  manifests: ManifestCatalog = catalog,
  credentials?: 'required' | 'optional',
): Promise<LoadedConfiguration> {
  return loadConfiguration({
    env,
    configDir: '/conf',
    configFile,
    credentials,
    manifests,
    readFile: fakeFiles(files),
  });
}

/** Problems as lines. */
export function lines(problems: readonly Problem[]): string[] {
  return problems.map(renderProblem);
}

/**
 * Problems without their wording, which may be improved: place, `!` for an error or `?` for a warning, whom it stops where
 * that is one certificate, and the names that message and hint (after `→`) quote.
 */
export function told(problems: readonly Problem[], file = ''): string[] {
  return problems.map(({ place, severity, scope, certificate, message, hint }) => {
    for (const sentence of [message, hint ?? 'x']) assert.match(sentence, /[^.\s]$/, 'no dot ends it, and no blank');
    const at = file !== '' && place.startsWith(`${file}:`) ? place.slice(file.length + 1) : place;
    const whom = scope === 'certificate' ? ` (${certificate ?? ''})` : '';
    const advice = hint === undefined ? '' : ` → ${quoted(hint)}`;
    return `${at} ${severity === 'error' ? '!' : '?'}${whom} ${quoted(message)}${advice}`.replace(/ +/g, ' ').trim();
  });
}

function quoted(text: string): string {
  return [...text.matchAll(/`([^`]*)`/g)].map(([, name]) => name).join(' ');
}
