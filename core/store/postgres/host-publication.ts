import { asInteger } from '../../disk/parse-json.js';
import { Failure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { recordedKeyType } from '../certbot/renewal-key.js';
import type { Facts } from '../facts/facts.js';
import type { FileStore } from '../file-store.js';
import { isGoodLineage, type Lineage } from '../lineages/lineage.js';
import type { Publication } from '../publication.js';
import { factsOf, renewalOf, type WholeRecord } from '../records/lineage-record.js';

export interface HostPublicationOptions {
  /** The configuration directory of this host. */
  readonly local: FileStore;
  readonly whole: (name: string) => Promise<WholeRecord | undefined>;
  /** The last versions of those that were removed from the store by who has its key. */
  readonly removed: (names: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly log: Logger;
  /** Whether a lineage is wanted on this host. */
  readonly wants: (name: string) => boolean;
  /** Told what this host has now, for those who ask who has what; undefined: nothing. */
  readonly onPublished: (name: string, version: number | undefined) => Promise<void>;
}

/** The store's lineages as files of this host, written with all that the store in files knows of kills and full disks. */
export function createHostPublication(options: HostPublicationOptions): Publication {
  const { local, whole, wants, removed, log, onPublished } = options;
  /** The versions that were published here: nothing else of this directory is ever removed. */
  const published = publishedIn(local);
  const told = new Set<string>();
  const toldAhead = new Set<string>();

  /** Files go where this host does not want them, or where it is known that somebody with the key removed the certificate. */
  async function assertRemoved(missing: readonly (readonly [name: string, version: number])[]): Promise<string[]> {
    const ends = await removed(missing.map(([name]) => name).filter(wants));
    return missing.flatMap(([name, version]) => {
      if (!wants(name) || (ends.get(name) ?? 0) >= version) return [name];
      if (!told.has(name)) {
        const hint =
          'Restore the row from a backup of the database; to remove the certificate, use letsencrypt-dns delete';
        log.error(
          { event: 'publication.unexplained', certificate: name, hint },
          `${name} is gone from the store, and nobody removed it who has its key: its files stay here`,
        );
      }
      told.add(name);
      return [];
    });
  }

  /**
   * Whether this host has a version from the store that the store itself has lost: a fail-over without the last transactions, a backup put back. It is kept, being
   * the later one, and the store is told of it, so that its number is not given again.
   */
  async function isAhead(present: Lineage | undefined, { name, version }: WholeRecord): Promise<boolean> {
    if (present?.version === undefined || !isGoodLineage(present) || present.version < version) return false;
    if ((await published.get(name)) !== present.version) return false;
    await onPublished(name, present.version);
    if (!toldAhead.has(`${name} ${present.version}`)) {
      log.warn(
        { event: 'publication.ahead', certificate: name, version: present.version, ofStore: version },
        `${name}: this host has version ${present.version} from the store, which has lost it: it is kept until there is a later one`,
      );
    }
    toldAhead.add(`${name} ${present.version}`);
    return true;
  }

  return {
    ...local.publication,
    wants,
    async publish(name, owes) {
      if (!wants(name)) return 'elsewhere';
      const record = await whole(name);
      if (record === undefined) throw new Failure('LINEAGE', `there is no certificate named ${name}`, { place: name });
      const present = await local.read(name);
      if (isSame(present, record)) return 'already';
      if (await isAhead(present, record)) return 'already';
      assertNewer(present, record, local.layout.root);
      // Known before it is there: what nobody knows of would never be removed.
      await published.update(name, () => record.version);
      await local.save({ ...requestFor(record), owes });
      await onPublished(name, record.version);
      return 'written';
    },
    async differences(lineages, only) {
      const looked = await local.lineages(only === undefined ? { updateCache: true } : { names: only });
      const here = new Map(looked.map((lineage) => [lineage.name, lineage]));
      const wanted = lineages.filter(({ name, health }) => health === 'good' && wants(name));
      const behind = wanted.filter((lineage) => !isLike(here.get(lineage.name), lineage)).map(({ name }) => name);
      const kept = new Set(lineages.map(({ name }) => name).filter(wants));
      const gone = await assertRemoved([...(await published.all(only))].filter(([name]) => !kept.has(name)));
      return { behind, gone: gone.flatMap((name) => here.get(name) ?? []) };
    },
    lease: (request) => local.lease('directory', request),
    async withdraw(name) {
      if ((await published.get(name)) === undefined) return;
      if ((await local.read(name)) !== undefined) await local.remove(name);
      await published.update(name, () => undefined);
      await onPublished(name, undefined);
    },
  };
}

function isLike(here: Lineage | undefined, { version, certificate }: Lineage): boolean {
  if (here === undefined || !isGoodLineage(here) || here.version !== version) return false;
  return here.certificate.fingerprint === certificate?.fingerprint;
}

function isSame(present: Lineage | undefined, record: WholeRecord): boolean {
  if (present === undefined || !isGoodLineage(present) || present.version !== record.version) return false;
  return present.certificate.fingerprint === factsOf(record).fingerprint;
}

/** Nothing that stands in an archive is overwritten: a directory with a history of its own is moved into the store first. */
function assertNewer(present: Lineage | undefined, { name, version }: WholeRecord, directory: string): void {
  if (present?.version === undefined || present.version < version || !isGoodLineage(present)) return;
  throw new Failure(
    'LINEAGE',
    `${name} in this directory has version ${present.version}, in the store ${version} of another history`,
    {
      place: `${directory}/renewal/${name}.conf`,
      hint: 'Move the directory into the store with letsencrypt-dns store migrate, or delete this certificate from the directory',
    },
  );
}

/** The versions that were published in a directory, by name. */
export function publishedIn(local: FileStore): Facts<number> {
  return local.facts('published', asInteger);
}

/** What a directory is asked to save for a version that came from elsewhere. */
export function requestFor(record: WholeRecord) {
  const { name, version, cert, chain, privkey, renewal: renewalText } = record;
  const renewal = renewalOf(record);
  const keyType = recordedKeyType(renewal.key, factsOf(record).keyType) ?? 'other';
  return {
    name,
    version,
    pem: { cert, chain, privkey },
    renewalText,
    renewal: {
      server: renewal.server ?? '',
      account: renewal.account ?? '',
      keyType,
      reuseKey: renewal.reuseKey,
      ...(renewal.preferredChain !== undefined && { preferredChain: renewal.preferredChain }),
      ...(renewal.profile !== undefined && { profile: renewal.profile }),
      isProfileRequired: renewal.isProfileRequired,
    },
  };
}
