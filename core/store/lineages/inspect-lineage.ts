import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readTextIfPresent } from '../../disk/read-file.js';
import { errorCode } from '../../disk/storage-failure.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import { type RenewalFacts, readRenewalFacts } from '../certbot/renewal-conf.js';
import { fileKinds, type Layout } from '../layout.js';
import type { FileLineage, Health } from './lineage.js';
import { type LinksVerdict, readLinks } from './read-links.js';
import { verifyFiles } from './verify-files.js';

/** Long enough for another process to finish the four renames of a switch, milliseconds. */
const switchPauseMs = 50;

/** Codes that say that something stands where it should not: damage, not a disk that cannot be read. */
const damageCodes = new Set(['EISDIR', 'ENXIO', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL']);

async function readSettledLinks(layout: Layout, name: string): Promise<LinksVerdict> {
  const verdict = await readLinks(layout, name);
  if (!('isMixed' in verdict)) return verdict;
  // `status` runs beside the daemon and may look between two of its renames.
  await pause(switchPauseMs);
  return readLinks(layout, name);
}

function confDamage(name: string, facts: RenewalFacts): string | undefined {
  for (const kind of fileKinds) {
    const path = facts.paths[kind];
    if (path === undefined) return `renewal/${name}.conf does not say where ${kind}.pem is`;
    if (basename(dirname(path)) !== name) return `renewal/${name}.conf names ${path}, which is not in live/${name}`;
  }
  return undefined;
}

interface Findings {
  readonly renewal?: RenewalFacts;
  readonly version?: number;
  readonly certificate?: FileLineage['certificate'];
  readonly broken?: string | undefined;
}

async function readConf(layout: Layout, name: string): Promise<Findings> {
  const text = await readTextIfPresent(layout.renewalConf(name));
  if (text === undefined) return { broken: `renewal/${name}.conf is missing` };
  if (text.trim() === '') return { broken: `renewal/${name}.conf is empty` };
  try {
    const renewal = readRenewalFacts(text, `renewal/${name}.conf`);
    return { renewal, broken: confDamage(name, renewal) };
  } catch (error) {
    if (isFailure(error, 'LINEAGE')) return { broken: describeFailure(error) };
    throw error;
  }
}

function compose(layout: Layout, name: string, findings: Findings, health: Health): FileLineage {
  const { renewal, version, certificate } = findings;
  return {
    name,
    health,
    version,
    domains: certificate?.domains ?? [],
    certificate,
    server: renewal?.server,
    accountId: renewal?.account,
    renewal,
    managed: renewal?.managed,
    paths: layout.livePaths(name),
    archivePaths: version === undefined ? undefined : layout.archivePaths(name, version),
  };
}

/**
 * Looks at everything there is of a lineage. Never throws for what is wrong with the files: that is its health; the
 * links and files are looked at also where the configuration is damaged, so that people see what is left.
 */
export async function inspectLineage(layout: Layout, name: string): Promise<FileLineage> {
  let findings: Findings = {};
  try {
    findings = await readConf(layout, name);
    const links = await readSettledLinks(layout, name);
    if ('broken' in links) {
      return compose(layout, name, findings, { broken: findings.broken ?? links.broken });
    }
    findings = { ...findings, version: links.version };
    const files = await verifyFiles(layout.archivePaths(name, links.version), layout.root);
    findings = { ...findings, certificate: files.certificate, broken: findings.broken ?? files.broken };
    return compose(layout, name, findings, findings.broken === undefined ? 'good' : { broken: findings.broken });
  } catch (error) {
    if (!isFailure(error, 'STORE')) throw error;
    const reason = describeFailure(error);
    // What can never be read, a pipe for instance, is damage as well.
    const isDamage = !error.retryable || damageCodes.has(errorCode(error.cause) ?? '');
    return compose(layout, name, findings, isDamage ? { broken: reason } : { unreadable: reason });
  }
}
