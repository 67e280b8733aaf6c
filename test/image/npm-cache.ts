import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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
 * Copies what the packages of a lockfile need of npm's cache (`_cacache`): their archives and what the registry says of
 * them. A machine that built for a while has many times as much.
 */
export async function copyNpmCache(from: string, to: string, lockfile: Lockfile): Promise<void> {
  const packages = Object.entries(lockfile.packages);
  const archives = new Set(packages.flatMap(([, { integrity }]) => integrity ?? []));
  const names = new Set(packages.map(([path]) => path.split('node_modules/').at(-1) ?? ''));
  const isNeeded = ({ key, integrity }: Entry): boolean => {
    if (!key.startsWith(prefix) || typeof integrity !== 'string') return false;
    if (key.endsWith('.tgz')) return archives.has(integrity);
    const words = new URL(key.slice(prefix.length)).pathname.split('/').map(decodeURIComponent);
    return names.has(words.at(-1) ?? '') || names.has(words.slice(-2).join('/'));
  };
  const buckets = await readdir(join(from, 'index-v5'), { recursive: true, withFileTypes: true });
  for (const bucket of buckets.filter((entry) => entry.isFile())) {
    const place = join(bucket.parentPath, bucket.name);
    const lines = (await readFile(place, 'utf8')).split('\n').filter((line) => isNeeded(entryOf(line)));
    if (lines.length === 0) continue;
    const target = join(to, place.slice(from.length));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, lines.map((line) => `\n${line}`).join(''));
    for (const { integrity } of lines.map(entryOf)) await copyContent(from, to, integrity ?? '');
  }
}

/** A line of the index is a digest, a tab, and JSON. */
function entryOf(line: string): Entry {
  const [, text] = line.split('\t');
  return text === undefined ? { key: '' } : (JSON.parse(text) as Entry);
}

async function copyContent(from: string, to: string, integrity: string): Promise<void> {
  const [algorithm = '', digest = ''] = integrity.split('-');
  const hex = Buffer.from(digest, 'base64').toString('hex');
  const path = join('content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  await mkdir(dirname(join(to, path)), { recursive: true });
  await copyFile(join(from, path), join(to, path)).catch((error: NodeJS.ErrnoException) => {
    // An older entry of a key may have lost its content.
    if (error.code !== 'ENOENT') throw error;
  });
}
