import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface Entry {
  readonly key: string;
  /** Of the content, in the words of Subresource Integrity; none where it was removed. */
  readonly integrity?: string | null;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

const prefix = 'make-fetch-happen:request-cache:';

/**
 * What the packages of a lockfile need of npm's cache (`_cacache`): their archives and what the registry says of them. A
 * machine that built for a while has many times as much.
 * @param to gets an index of these alone
 * @returns paths of their content, from the cache: some are too large to be copied without need
 */
export async function narrowNpmCache(from: string, to: string, lockfile: Lockfile): Promise<string[]> {
  const packages = Object.entries(lockfile.packages);
  const archives = new Set(packages.flatMap(([, { integrity }]) => integrity ?? []));
  const names = new Set(packages.map(([path]) => path.split('node_modules/').at(-1) ?? ''));
  const isNeeded = (entry: Entry): entry is Entry & { readonly integrity: string } => {
    const { key, integrity } = entry;
    if (!key.startsWith(prefix) || typeof integrity !== 'string') return false;
    if (key.endsWith('.tgz')) return archives.has(integrity);
    const words = new URL(key.slice(prefix.length)).pathname.split('/').map(decodeURIComponent);
    return names.has(words.at(-1) ?? '') || names.has(words.slice(-2).join('/'));
  };
  const contents = new Set<string>();
  const buckets = await readdir(join(from, 'index-v5'), { recursive: true, withFileTypes: true });
  for (const bucket of buckets.filter((entry) => entry.isFile())) {
    const place = join(bucket.parentPath, bucket.name);
    const kept = (await readFile(place, 'utf8')).split('\n').filter((line) => {
      const entry = entryOf(line);
      if (!isNeeded(entry)) return false;
      contents.add(contentOf(entry.integrity));
      return true;
    });
    if (kept.length === 0) continue;
    const target = join(to, place.slice(from.length));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, kept.map((line) => `\n${line}`).join(''));
  }
  // An older entry of a key may have lost its content.
  return [...contents].filter((path) => existsSync(join(from, path)));
}

/** A line of the index is a digest, a tab, and JSON. */
function entryOf(line: string): Entry {
  const [, text] = line.split('\t');
  return text === undefined ? { key: '' } : (JSON.parse(text) as Entry);
}

function contentOf(integrity: string): string {
  const [algorithm = '', digest = ''] = integrity.split('-');
  const hex = Buffer.from(digest, 'base64').toString('hex');
  return join('content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
}
