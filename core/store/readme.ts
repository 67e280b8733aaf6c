import { join } from 'node:path';
import { writeFileAtomic } from './atomic-write.js';
import type { Layout } from './layout.js';
import { readLinkIfPresent } from './read-file.js';

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

async function writeIfAbsent(path: string, text: string): Promise<void> {
  if ((await readLinkIfPresent(path)) === undefined) await writeFileAtomic(path, text);
}

/** Writes the READMEs of live/ and live/<name>/ where they are missing. @throws Failure STORE */
export async function writeReadmes(layout: Layout, name: string): Promise<void> {
  await writeIfAbsent(join(layout.live, readmeName), readmeText('<name>/'));
  await writeIfAbsent(join(layout.liveDirectory(name), readmeName), readmeText(''));
}
