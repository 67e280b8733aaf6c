import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfiguration } from '../../../core/config/load.js';
import { createManifestCatalog } from '../../../core/config/manifest-catalog.js';
import { renderProblem } from '../../../core/config/problems.js';
import { readFileFromDisk } from '../../../core/config/read-file.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { createTempDir } from '../../lab/index.js';

const registry = builtInRegistry();

/** As what the examples take for granted. */
const usual = { LEXICON_PROVIDER: 'cloudflare', LEXICON_CLOUDFLARE_AUTH_TOKEN: 'token' };

export interface Configuration {
  readonly domainsConf?: string;
  readonly yaml?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `check` says of a configuration: errors and warnings, each a line. Files that hold secrets are taken to be there. */
export async function configurationFaults({ domainsConf, yaml, env = {} }: Configuration): Promise<string[]> {
  const directory = await createTempDir('docs');
  try {
    await mkdir(directory.path, { recursive: true });
    await writeFile(join(directory.path, 'domains.conf'), domainsConf ?? 'www.example.com\n');
    if (yaml !== undefined) await writeFile(join(directory.path, 'letsencrypt-dns.yml'), yaml);
    if (yaml !== undefined && domainsConf === undefined) await writeFile(join(directory.path, 'domains.conf'), '');
    const { problems } = await loadConfiguration({
      env: { ...(env.LEXICON_PROVIDER === undefined && usual), ...env },
      configDir: directory.path,
      manifests: createManifestCatalog(registry),
      readFile: async (path, signal) =>
        path.startsWith(directory.path) ? readFileFromDisk(path, signal) : path.endsWith('.pem') ? pem : secretIn(path),
    });
    return problems
      .filter(({ place }) => yaml === undefined || !place.endsWith('domains.conf'))
      .map((problem) => renderProblem(problem).replaceAll(directory.path, ''));
  } finally {
    await directory.remove();
  }
}

/** Differs from file to file, and is of 32 bytes for whoever wants them. */
function secretIn(path: string): string {
  return `${createHash('sha256').update(path).digest('base64url')}\n`;
}

const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';

/** `NAME=value` lines, as the env file has them. */
export function variablesIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value = ''] = /^(?:export )?(\w+)=(.*)$/.exec(line.replace(/\s+#.*$/, '')) ?? [];
      if (name === undefined) throw new Error(`no NAME=value: ${line}`);
      return [name, value.replace(/^…$/, 'x').replace(/^(["'])(.*)\1$/, '$2')];
    }),
  );
}
