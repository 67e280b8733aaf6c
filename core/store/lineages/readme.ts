import { join } from 'node:path';
import { writeFileAtomic } from '../../disk/atomic-write.js';
import { readLinkIfPresent } from '../../disk/read-file.js';
import type { Layout } from '../layout.js';

/** The name certbot gives to the notes in live/; neither it nor we take them for a lineage. */
export const readmeName = 'README';

function readmeText(prefix: string): string {
  return [
    'The names in this directory stay the same at every renewal; point your services at them.',
    '',
    `  ${prefix}fullchain.pem   certificate and intermediates: what nearly every server wants`,
    `  ${prefix}privkey.pem     private key of the certificate: keep it secret`,
    `  ${prefix}cert.pem        the certificate alone`,
    `  ${prefix}chain.pem       the intermediates alone`,
    '',
    'Each is a link to the current version in ../archive. Please do not move, rename or replace',
    'them: letsencrypt-dns and certbot both rely on the links.',
    '',
  ].join('\n');
}

/** @returns the directory where it was written; undefined where one stands */
async function writeIfAbsent(directory: string, text: string): Promise<string | undefined> {
  const path = join(directory, readmeName);
  if ((await readLinkIfPresent(path)) !== undefined) return undefined;
  await writeFileAtomic(path, text, { syncParent: false });
  return directory;
}

/**
 * Writes the READMEs of live/ and live/<name>/ where they are missing.
 * @returns the directories that the caller syncs
 * @throws Failure STORE
 */
export async function writeReadmes(layout: Layout, name: string): Promise<string[]> {
  const written = await Promise.all([
    writeIfAbsent(layout.live, readmeText('<name>/')),
    writeIfAbsent(layout.liveDirectory(name), readmeText('')),
  ]);
  return written.filter((directory) => directory !== undefined);
}
