import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What lists and look-ups want of a provider; the rest waits in its manifest. Of plugins, all but what only people read. */
const wanted = ['id', 'title', 'aliases', 'foreignIds', 'legoPrefixes', 'status'];
const forPeople = ['notes'];

/**
 * Writes the manifests of providers and plugins without white space, and an index of each kind; see
 * core/manifest/manifest-index.ts.
 * @param folders `providers/<id>` and `plugins/<id>`
 */
export function writeManifests(root, dist, folders) {
  const indexes = { providers: [], plugins: [] };
  for (const folder of folders) {
    const [kind] = folder.split('/');
    const manifest = JSON.parse(readFileSync(join(root, folder, 'manifest.json'), 'utf8'));
    mkdirSync(join(dist, folder), { recursive: true });
    writeFileSync(join(dist, folder, 'manifest.json'), JSON.stringify(manifest));
    const isFact = ([key]) => (kind === 'plugins' ? !forPeople.includes(key) : wanted.includes(key));
    const facts = Object.fromEntries(Object.entries(manifest).filter(isFact));
    indexes[kind].push({ facts, later: Object.keys(manifest).filter((key) => !(key in facts)) });
  }
  for (const [kind, entries] of Object.entries(indexes))
    writeFileSync(join(dist, kind, 'manifests.json'), JSON.stringify(entries));
}
