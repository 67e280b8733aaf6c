import { readFileSync } from 'node:fs';
import type { TestPem } from './certificates.js';
import { openStore, orderOf, saveRequest } from './volume.js';

/**
 * Runs as a child process that a test kills in the middle: `save-child <config dir> <action> <name> [file of PEM texts]`.
 */
const [configDir = '', action, name = '', pemFile = ''] = process.argv.slice(2);
const store = openStore(configDir);

switch (action) {
  case 'save': {
    const pem: TestPem = JSON.parse(readFileSync(pemFile, 'utf8'));
    const settles = [await store.journal.add(orderOf(name))];
    await store.save({ ...saveRequest(name, pem), owes: ['permissions', 'pfx'], settles });
    break;
  }
  case 'delete':
    await store.remove(name);
    break;
  case 'artifact': {
    const links = [`live/${name}/cert.pfx`, `${name}/cert.pks`];
    await store.publication.writeArtifact({ name, fileName: 'cert1.pfx', data: 'secret', links });
    break;
  }
  default:
    await store.recover();
}
