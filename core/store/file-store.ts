import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readPemFile } from '../disk/read-file.js';
import { acquireLock } from '../lock/acquire-lock.js';
import { Failure } from '../sdk/failure.js';
import { createDueFile } from './facts/due-file.js';
import { type FileStoreOptions, openFileParts } from './file-reader.js';
import type { Layout } from './layout.js';
import { nameOfDnsResource } from './lease.js';
import { adoptLineage } from './lineages/adopt-lineage.js';
import { deleteLineage } from './lineages/delete-lineage.js';
import { type FileLineage, isGoodFileLineage, lineageProblem } from './lineages/lineage.js';
import { recover, settleJournal } from './lineages/recover.js';
import { saveVersion } from './lineages/save-lineage.js';
import { createTreeChanges } from './lineages/tree-changes.js';
import { forgetSound } from './lineages/verify-files.js';
import { writeLineageArtifact } from './lineages/write-artifact.js';
import type { PublishedPaths } from './publication.js';
import type { CertificateStore, LineagesOptions, Material } from './store.js';

/** A configuration directory: the store that is its own publication. */
export interface FileStore extends CertificateStore {
  readonly layout: Layout;
  lineages(options?: LineagesOptions): Promise<readonly FileLineage[]>;
  read(name: string): Promise<FileLineage | undefined>;
}

/** Opens a configuration directory in certbot's layout. */
export function createFileStore(options: FileStoreOptions): FileStore {
  const { log } = options;
  const { layout, reader, journal, state, accounts, facts, holder, rest } = openFileParts(options);
  const { list, read, mark, takeLook } = reader;
  const changes = createTreeChanges(layout, log, takeLook);

  return {
    layout,
    journal,
    state,
    facts,
    accounts,
    lineages: list,
    read,
    material: async (name) => materialOf(name, await read(name)),
    async save(request) {
      await changes.forget();
      return saveVersion(layout, journal, request, log);
    },
    async adopt(name) {
      await changes.forget();
      return adoptLineage(layout, name);
    },
    async remove(name) {
      await changes.forget();
      await deleteLineage(layout, journal, name);
    },
    recover: (signal) => recover(layout, journal, changes, log, signal),
    settle: (signal) => settleJournal(layout, journal, log, signal),
    lease(resource, request) {
      const zone = nameOfDnsResource(resource);
      const what = zone === undefined ? {} : { subject: `the DNS zone ${zone}`, isBrief: true };
      return acquireLock({ ...request, ...what, directory: layout.leaseOf(resource), log });
    },
    holder,
    changes,
    due: createDueFile(layout.cache, join(layout.cache, 'due.jsonl')),
    rest() {
      rest();
      forgetSound();
    },
    close: async () => {},
    publication: {
      directory: layout.root,
      paths: (name) => publishedPaths(layout, name),
      wants: () => true,
      steps: journal,
      state,
      async writeArtifact(request) {
        await changes.forget();
        await writeLineageArtifact(layout, request);
      },
      mark,
      access: () => `${accessOf(layout.live)} ${accessOf(layout.archive)}`,
      differences: async () => ({ behind: [], gone: [] }),
      lease: (request) => acquireLock({ ...request, directory: layout.leaseOf('directory'), log }),
      publish: async () => 'already',
      withdraw: async () => {},
    },
  };
}

async function materialOf(name: string, lineage: FileLineage | undefined): Promise<Material> {
  if (lineage === undefined || !isGoodFileLineage(lineage)) {
    const reason = lineage === undefined ? 'there is none' : lineageProblem(lineage);
    throw new Failure('LINEAGE', `the certificate ${name} cannot be taken: ${reason}`, { place: name });
  }
  const { cert, chain, privkey } = lineage.archivePaths;
  return { cert: await readPemFile(cert), chain: await readPemFile(chain), privkey: await readPemFile(privkey) };
}

/** Where the files of a certificate are in a configuration directory. */
export function publishedPaths(layout: Layout, name: string): PublishedPaths {
  const live = layout.livePaths(name);
  return {
    configDir: layout.root,
    live: layout.liveDirectory(name),
    archive: layout.archiveDirectory(name),
    cert: live.cert,
    chain: live.chain,
    fullchain: live.fullchain,
    privateKey: live.privkey,
  };
}

function accessOf(directory: string): string {
  const stats = statSync(directory, { throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.mode}:${stats.uid}:${stats.gid}`;
}
