import { createHash } from 'node:crypto';
import { join, resolve, sep } from 'node:path';
import { refusedName } from '../disk/storage-failure.js';
import { nameOfDnsResource, type Resource } from './lease.js';

/** The four files of a lineage, in the order in which certbot names them. */
export const fileKinds = ['cert', 'privkey', 'chain', 'fullchain'] as const;

export type FileKind = (typeof fileKinds)[number];

/** One path for each of the four files. */
export type FourPaths = Readonly<Record<FileKind, string>>;

/** Names at the top of a configuration directory that are no lineage: `<name>/cert.pks` would fall among them. */
const reservedNames = new Set([
  'accounts',
  'archive',
  'cli.ini',
  'csr',
  'domains.conf',
  'keys',
  'letsencrypt-dns',
  'live',
  'README',
  'renewal',
  'renewal-hooks',
]);

/** Letters that need no look at each of them: nearly all names have no others. */
const plain = /^[\w.-]*$/;

/** The longest name of which `<name>.conf` still fits a directory entry, in bytes. */
const longestName = 250;

/** Why a lineage cannot have this name, or undefined where it can. */
export function lineageNameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.startsWith('.') || name.startsWith('-')) return 'it starts with a dot or a dash';
  if (
    !plain.test(name) &&
    [...name].some((letter) => letter === '/' || letter === '\\' || letter < ' ' || letter === '\u007f')
  ) {
    return 'it has a slash or a control character';
  }
  if (Buffer.byteLength(name) > longestName) return `it is longer than ${longestName} bytes`;
  if (reservedNames.has(name)) return 'a part of the configuration directory has that name';
  return undefined;
}

/** Refuses a name that would leave the configuration directory or clash with it. @throws Failure STORE */
export function assertLineageName(name: string): void {
  const problem = lineageNameProblem(name);
  if (problem !== undefined) throw refusedName('the certificate name', name, problem);
}

/** Applies a function to each of the four kinds. */
export function forEachKind<T>(make: (kind: FileKind) => T): Readonly<Record<FileKind, T>> {
  return { cert: make('cert'), privkey: make('privkey'), chain: make('chain'), fullchain: make('fullchain') };
}

/** All paths of a configuration directory: pure, absolute, certbot's layout. */
export function createLayout(configDir: string) {
  const root = resolve(configDir);
  const own = join(root, 'letsencrypt-dns');
  const live = join(root, 'live');
  const archive = join(root, 'archive');
  const trial = join(own, 'trial');
  const renewal = join(root, 'renewal');
  return {
    root,
    live,
    archive,
    renewal,
    accounts: join(root, 'accounts'),
    own,
    journal: join(own, 'journal.jsonl'),
    state: join(own, 'state'),
    cache: join(own, 'cache'),
    lock: join(own, lockNames.directory),
    leaseOf(resource: Resource): string {
      const name = nameOfDnsResource(resource);
      return name === undefined
        ? join(own, lockNames[resource as keyof typeof lockNames])
        : join(own, resource.startsWith('zone ') ? 'zones' : 'places', folderOf(name));
    },
    /** A configuration directory of its own, for certificates of CAs' staging servers that nobody uses. */
    trial,
    trialJournal: join(trial, 'letsencrypt-dns', 'journal.jsonl'),
    liveDirectory: (name: string) => join(live, name),
    archiveDirectory: (name: string) => join(archive, name),
    renewalConf: (name: string) => join(renewal, `${name}.conf`),
    livePaths(name: string): FourPaths {
      const directory = join(live, name);
      return forEachKind((kind) => `${directory}${sep}${kind}.pem`);
    },
    archivePaths(name: string, version: number): FourPaths {
      const directory = join(archive, name);
      return forEachKind((kind) => `${directory}${sep}${kind}${version}.pem`);
    },
    /** What a live link says: relative, so that the volume can be mounted anywhere. */
    linkTarget: (name: string, kind: FileKind, version: number) => `../../archive/${name}/${kind}${version}.pem`,
    /** `live/<name>/cert.pfx`, with PFX_EXPORT. */
    livePfx: (name: string) => join(live, name, 'cert.pfx'),
    /** `<name>/cert.pks`: the path that the seed image documents. */
    seedPfx: (name: string) => join(root, name, 'cert.pks'),
    seedDirectory: (name: string) => join(root, name),
  } as const;
}

const lockNames = { directory: 'lock', doors: 'doors-lock', leader: 'leader' } as const;

/** Readable where that fits a directory entry; two that share one only wait for each other. */
function folderOf(name: string): string {
  const readable = name.replace(/[^\w.-]/g, '_');
  return readable.length <= 200 ? readable : createHash('sha256').update(name).digest('hex');
}

export type Layout = ReturnType<typeof createLayout>;

const archiveName = /^(cert|privkey|chain|fullchain)([1-9][0-9]{0,8})\.(?:pem|pfx)$/;

/** Reads `chain7.pem` as kind and version, undefined for other names. Artifacts (`cert7.pfx`) take up their version too. */
export function parseArchiveName(fileName: string): { kind: FileKind; version: number } | undefined {
  const match = archiveName.exec(fileName);
  const kind = fileKinds.find((each) => each === match?.[1]);
  return kind === undefined ? undefined : { kind, version: Number(match?.[2]) };
}
