import type { Holder } from '../store/lease.js';
import type { Lineage } from '../store/lineages/lineage.js';
import { describeMove, type MoveMark } from '../store/move-mark.js';
import { type Instance, silentSeconds } from '../store/shared-store.js';
import { renderRows } from '../terminal/layout.js';

/** What there is to know of a store that several instances share. */
export interface StoreFindings {
  /** Without a password. */
  readonly place: string;
  /** A move of which it is a side. */
  readonly move: MoveMark | undefined;
  readonly leader: Holder | undefined;
  readonly instances: readonly Instance[];
  readonly lineages: readonly Lineage[];
}

const daySeconds = 24 * 3600;

export function renderStoreStatus({ place, move, leader, instances, lineages }: StoreFindings): string {
  const who =
    leader === undefined
      ? `${place}: nobody does the passes`
      : `${place}: ${leader.host} (pid ${leader.pid}) does the passes, since ${leader.since}`;
  const head = move === undefined ? who : `${who}\n${describeMove(move)}`;
  if (instances.length === 0) return `${head}\nno instance has been here`;
  const configurations = new Set(instances.filter(isHere).map(({ configuration }) => configuration));
  const rows = instances.map((instance) => [
    instance.host,
    instance.directory,
    instance.version,
    isHere(instance) ? 'here' : awayFor(instance),
    `${lineages.filter((lineage) => instance.published.get(lineage.name) === lineage.version).length} of ${lineages.length}`,
    configurations.size > 1 ? instance.configuration : 'same',
  ]);
  const behind = instances.flatMap((instance) =>
    lineages
      .filter(({ name, version }) => instance.published.has(name) && instance.published.get(name) !== version)
      .map(
        ({ name, version }) =>
          `${instance.host} ${instance.directory}: ${name} has version ${instance.published.get(name)}, the store ${version}`,
      ),
  );
  return [
    head,
    renderRows(['HOST', 'DIRECTORY', 'VERSION', 'STATE', 'UP TO DATE', 'CONFIGURATION'], rows, undefined),
    ...behind,
    ...(instances.some(isLongGone)
      ? ['what is away for 30 days is forgotten by itself, and at once by letsencrypt-dns store forget HOST']
      : []),
  ].join('\n');
}

export function storeStatusJson({ place, move, leader, instances, lineages }: StoreFindings): string {
  const found = {
    place,
    move: move ?? null,
    leader: leader ?? null,
    instances: instances.map(({ published, ...instance }) => ({
      ...instance,
      published: Object.fromEntries(published),
    })),
    lineages: lineages.map(({ name, version }) => ({ name, version })),
  };
  return JSON.stringify(found, undefined, 2);
}

function awayFor({ silentForSeconds }: Instance): string {
  const minutes = Math.round(silentForSeconds / 60);
  return minutes < 48 * 60 ? `away for ${minutes} min` : `away for ${Math.floor(silentForSeconds / daySeconds)} days`;
}

function isLongGone({ silentForSeconds }: Instance): boolean {
  return silentForSeconds > daySeconds;
}

function isHere({ silentForSeconds }: Instance): boolean {
  return silentForSeconds < silentSeconds;
}
