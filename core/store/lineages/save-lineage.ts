import { readLinkIfPresent, readTextIfPresent } from '../../disk/read-file.js';
import { describeFailure, Failure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { type RenewalParameters, readRenewalFacts, writeRenewalText } from '../certbot/renewal-conf.js';
import type { Journal } from '../facts/journal.js';
import type { LineageSwitchEntry } from '../facts/journal-entries.js';
import { assertLineageName, fileKinds, forEachKind, type Layout } from '../layout.js';
import { digestsOf, type LineagePem, nextVersion, writeArchiveFiles } from './archive-files.js';
import { finishSwitch, revertLinks, type SwitchInHand, settleSwitch } from './lineage-switch.js';
import { findPemDamage } from './verify-files.js';

export interface SaveRequest {
  readonly name: string;
  /** PEM texts; `fullchain` is made of the certificate and the chain (which is empty where the CA sends none). */
  readonly pem: Readonly<Record<'cert' | 'chain' | 'privkey', string>>;
  readonly renewal: RenewalParameters;
  /** Post-issue plugins that must run for this version: remembered in the same crash-safe step as the version itself. */
  readonly owes?: readonly string[];
  /** Journal entries (the order) that are done with once this version is there. */
  readonly settles?: readonly string[];
}

function withLineEnd(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? '' : `${trimmed}\n`;
}

/** certbot compares the text of fullchain with that of cert and chain, so it is composed here, byte by byte. */
function composePem({ name, pem }: SaveRequest): LineagePem {
  const cert = withLineEnd(pem.cert);
  const chain = withLineEnd(pem.chain);
  const composed = { cert, chain, fullchain: cert + chain, privkey: withLineEnd(pem.privkey) };
  // Files that do not belong together would be served at once: they are refused instead.
  const damage = findPemDamage(
    composed,
    forEachKind((kind) => kind),
  );
  if (damage !== undefined) throw new Failure('INTERNAL', `a certificate cannot be saved: ${damage}`, { place: name });
  return composed;
}

/** What there is of a renewal configuration, or undefined where it must be written anew. */
async function usableConf(
  layout: Layout,
  name: string,
): Promise<{ text: string; managed: 'created' | 'adopted' } | undefined> {
  const text = await readTextIfPresent(layout.renewalConf(name));
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return { text, managed: readRenewalFacts(text, layout.renewalConf(name)).managed ?? 'adopted' };
  } catch (error) {
    if (isFailure(error, 'LINEAGE')) return undefined;
    throw error;
  }
}

async function previousLinks(layout: Layout, name: string): Promise<LineageSwitchEntry['previous']> {
  const paths = layout.livePaths(name);
  const previous = { ...forEachKind((): string | null => null) };
  for (const kind of fileKinds) {
    const link = await readLinkIfPresent(paths[kind]);
    if (link !== undefined && link !== 'other') previous[kind] = link.target;
  }
  return previous;
}

async function prepare(layout: Layout, request: SaveRequest, pem: LineagePem): Promise<LineageSwitchEntry> {
  const { name, renewal, owes = [], settles = [] } = request;
  const conf = await usableConf(layout, name);
  const renewalConf = writeRenewalText({
    existing: conf?.text,
    place: layout.renewalConf(name),
    archiveDirectory: layout.archiveDirectory(name),
    paths: layout.livePaths(name),
    parameters: renewal,
    managed: conf?.managed ?? 'created',
  });
  const version = await nextVersion(layout, name);
  const previous = await previousLinks(layout, name);
  return { kind: 'lineage-switch', name, version, digests: digestsOf(pem), previous, renewalConf, owes, settles };
}

/**
 * After a failed save: forward if the set is complete, back if not. A complete set that cannot be switched to (the disk
 * is full) is kept, with its journal entry, since the CA would not like to be asked again: the old version is served
 * until {@link settleSwitch} succeeds at a later pass or start. True where the save went through after all.
 */
async function settleFailedSave(layout: Layout, journal: Journal, entry: SwitchInHand, log: Logger): Promise<boolean> {
  try {
    return (await settleSwitch(layout, journal, entry)) === 'finished';
  } catch (settleError) {
    log.warn(
      { certificate: entry.name, reason: describeFailure(settleError) },
      'an interrupted save stays in the journal',
    );
  }
  try {
    await revertLinks(layout, entry);
  } catch (revertError) {
    log.warn({ certificate: entry.name, reason: describeFailure(revertError) }, 'the links could not be put back');
  }
  return false;
}

/**
 * Saves a new version of a lineage and returns its N. The intention is in the journal first, then the four files are
 * complete in archive/, then the links move: a kill at any instant leaves something that {@link settleSwitch} brings to
 * the old version or to the new one. Not to be run twice at once for one name. @throws Failure STORE; the old version
 * is served on
 */
export async function saveVersion(
  layout: Layout,
  journal: Journal,
  request: SaveRequest,
  log: Logger,
): Promise<number> {
  assertLineageName(request.name);
  const pem = composePem(request);
  const draft = await prepare(layout, request, pem);
  const entry = { ...draft, id: await journal.add(draft) };
  try {
    await writeArchiveFiles(layout, entry.name, entry.version, pem);
    await finishSwitch(layout, journal, entry);
  } catch (error) {
    if (!(await settleFailedSave(layout, journal, entry, log))) throw error;
    log.warn({ certificate: entry.name, reason: describeFailure(error) }, 'a save was completed at the second try');
  }
  return entry.version;
}
