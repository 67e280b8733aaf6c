import { linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestPem } from './certificates.js';
import { watchDisk } from './watch-disk.js';

/** Runs as a process of its own: `durability-child <config dir> <file of PEM texts>`; prints what was not durable when. */
const [configDir = '', pemFile = ''] = process.argv.slice(2);
process.umask(0);
const watch = watchDisk();
// Only now: what these modules take from the file system is to be what the watch gives.
const { openStore, orderOf, saveRequest } = await import('./volume.js');

const pem: TestPem = JSON.parse(readFileSync(pemFile, 'utf8'));
const name = 'smtp.example.com';
const store = openStore(configDir);
const trouble: Record<string, string[]> = {};

async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const result = await work();
  trouble[title] = watch.trouble();
  return result;
}

const order = orderOf(name);
const first = await step('an order is noted', () => store.journal.add(order));
await step('another order is noted', () => store.journal.add({ ...order, certificate: 'b' }));
await step('an account is saved', () =>
  store.accounts.save({ server: 'https://ca.example/directory', privateKey: pem.privkey }),
);
await step('a version is saved', () => store.save({ ...saveRequest(name, pem), owes: ['pfx'], settles: [first] }));
await step('the next version is saved', () => store.save(saveRequest(name, pem)));
await step('a step leaves a file', () =>
  store.publication.writeArtifact({
    name,
    fileName: 'cert2.pfx',
    data: 'secret',
    links: [`live/${name}/cert.pfx`, `${name}/cert.pks`],
  }),
);
await step('a fact is kept', () => store.state.write('fact', { a: 1 }));
// Its directory stays with this in it, so that what is gone from it must be synced.
linkSync(pemFile, join(configDir, 'live', name, 'of-somebody-else'));
await step('a lineage is deleted', () => store.remove(name));
process.stdout.write(JSON.stringify({ trouble, modes: watch.modes }));
