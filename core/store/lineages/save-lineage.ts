import { keepingOpen } from '../../disk/in-parent.js';
import { readLinkIfPresent, readTextIfPresent } from '../../disk/read-file.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { readRenewalFacts, writeRenewalText } from '../certbot/renewal-conf.js';
import type { Journal } from '../facts/journal.js';
import type { LineageSwitchEntry } from '../facts/journal-entries.js';
import { assertLineageName, fileKinds, forEachKind, type Layout } from '../layout.js';
import { digestsOf, type LineagePem, nextVersion, writeArchiveFiles } from './archive-files.js';
import { finishSwitch, revertLinks, type SwitchInHand, settleSwitch } from './lineage-switch.js';
import { composePem, type SaveRequest } from './save-request.js';

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

/** The renewal configuration that came with the request. */
function continued({
  name,
  renewalText,
}: SaveRequest): { text: string; managed: 'created' | 'adopted' | undefined } | undefined {
  if (renewalText === undefined) return undefined;
  return { text: renewalText, managed: readRenewalFacts(renewalText, name).managed };
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
  const conf = continued(request) ?? (await usableConf(layout, name));
  const renewalConf = writeRenewalText({
    existing: conf?.text,
    place: layout.renewalConf(name),
    archiveDirectory: layout.archiveDirectory(name),
    paths: layout.livePaths(name),
    parameters: renewal,
    managed: conf?.managed ?? 'created',
  });
  const version = request.version ?? (await nextVersion(layout, name));
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
    // Some thirty things are done in it, and those of many certificates at the same time.
    await keepingOpen(layout.root, async () => {
      await writeArchiveFiles(layout, entry.name, entry.version, pem);
      await finishSwitch(layout, journal, entry);
    });
  } catch (error) {
    if (!(await settleFailedSave(layout, journal, entry, log))) throw error;
    log.warn({ certificate: entry.name, reason: describeFailure(error) }, 'a save was completed at the second try');
  }
  return entry.version;
}
