import { hostname } from 'node:os';
import { listDirectory } from '../../disk/read-file.js';
import type { Logger } from '../../sdk/logger.js';
import type { FileStore } from '../file-store.js';
import { isGoodLineage, type Lineage } from '../lineages/lineage.js';
import { directorySide, type MoveReport, markPublished, moveStore, sharedSide } from '../move.js';
import { moveKey } from '../move-mark.js';
import type { CertificateStore } from '../store.js';
import { publishedIn } from './host-publication.js';

export interface AdoptionOptions {
  /** The configuration directory of this host. */
  readonly local: FileStore;
  readonly store: CertificateStore;
  /** The store for people: without a password. */
  readonly place: string;
  readonly log: Logger;
}

/**
 * Takes into a store what a configuration directory has of before: lineages of certbot, the seed image or this program
 * over files that are wanted, with the accounts beside them. What nobody wants stays where it is. Stopped at any instant,
 * the next call goes on. For the holder of the lease of both.
 * @param present the lineages of the store
 * @returns whether the store has others now
 */
export async function adoptDirectory(
  { local, store, place, log }: AdoptionOptions,
  wanted: ReadonlySet<string>,
  present: readonly Lineage[],
  signal: AbortSignal,
): Promise<boolean> {
  const strange = await strangers(local, wanted);
  const byName = new Map(present.map((lineage) => [lineage.name, lineage]));
  const taken = strange.filter((lineage) => isSame(byName.get(lineage.name), lineage)).map(({ name }) => name);
  const found = strange.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  if (found.length === 0 && taken.length === 0) return false;
  const report =
    found.length === 0
      ? { moved: [], same: [], left: [] }
      : await moveStore(directorySide(local), sharedSide(store), signal, { only: new Set(found) });
  // Else the program over files would go on with the same certificates by itself. What is published is nobody's stranger, so that comes last.
  const now = Date.now();
  await local.state.write(moveKey, { role: 'from', other: place, begunAt: now, touchedAt: now, isDone: true });
  await markPublished(local, { ...report, same: [...report.same, ...taken] });
  tell(log, local, report);
  return report.moved.length > 0;
}

/** Good lineages of a directory that are wanted, and were not written there from the store. */
async function strangers(local: FileStore, wanted: ReadonlySet<string>): Promise<Lineage[]> {
  const published = await publishedIn(local).all();
  const names = (await listDirectory(local.layout.renewal)).flatMap(({ name }) => /^(.+)\.conf$/.exec(name)?.[1] ?? []);
  const found: Lineage[] = [];
  for (const name of names) {
    if (!wanted.has(name) || published.has(name)) continue;
    const lineage = await local.read(name);
    if (lineage !== undefined && isGoodLineage(lineage)) found.push(lineage);
  }
  return found;
}

function isSame(one: Lineage | undefined, { version, certificate }: Lineage): boolean {
  return one?.version === version && one?.certificate?.fingerprint === certificate?.fingerprint;
}

function tell(log: Logger, { layout }: FileStore, { moved, left }: MoveReport): void {
  for (const certificate of moved) {
    log.info({ event: 'store.adopted', certificate, directory: layout.root, host: hostname() }, 'taken into the store');
  }
  for (const { name, reason } of left) {
    log.error({ event: 'store.unadopted', certificate: name, reason }, 'cannot be taken into the store');
  }
}
