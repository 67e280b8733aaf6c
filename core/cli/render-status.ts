import { describeState } from '../issuance/status/certificate-state.js';
import type { CertificateStatus } from '../issuance/status/certificate-status.js';
import { describePlain } from '../sdk/plain-failure.js';
import { visibleLine } from '../sdk/visible-text.js';
import { needsBlocks, renderRows } from '../terminal/layout.js';
import { hang } from '../terminal/wrap.js';

const header = ['CERTIFICATE', 'STATE', 'DOMAINS', 'KEY', 'ISSUER', 'NOT AFTER', 'DAYS', 'NEXT', 'WHY'];

/**
 * All certificates for people: a table, and below it what there is to say of single ones.
 * @param columns of the terminal; undefined: any
 */
export function renderStatus(certificates: readonly CertificateStatus[], columns: number | undefined): string {
  if (certificates.length === 0) return 'no certificates';
  const rows = certificates.map((certificate) => [
    certificate.name,
    describeState(certificate.state, certificate.troubles),
    certificate.domains.join(columns === undefined ? ',' : ' '),
    certificate.keyType ?? '-',
    certificate.issuer ?? '-',
    certificate.notAfter?.toISOString().slice(0, 10) ?? '-',
    certificate.daysLeft?.toString() ?? '-',
    nextOf(certificate),
    certificate.next.why,
  ]);
  const notes = notesOfAll(certificates, columns !== undefined).map(visibleLine);
  const isLong = certificates.length > blocksAtMost && needsBlocks(header, rows, columns);
  const table = isLong ? renderMany(certificates, rows, columns) : renderRows(header, rows, columns);
  if (notes.length === 0) return table;
  return [
    table,
    ...(columns === undefined ? notes : ['', ...notes.flatMap((note) => hang('', note, 0, columns))]),
  ].join('\n');
}

/** More blocks than these nobody reads. */
const blocksAtMost = 8;

/** Many on a narrow terminal: a line for each that is well, and then, where it is seen first, all that there is of the others. */
function renderMany(
  certificates: readonly CertificateStatus[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): string {
  const needy = rows.filter((_row, index) => (certificates[index]?.troubles.length ?? 0) > 0);
  const well = certificates.filter(({ troubles }) => troubles.length === 0);
  const lines = well.map((certificate) => [
    certificate.name,
    describeState(certificate.state, certificate.troubles),
    certificate.daysLeft?.toString() ?? '-',
    nextOf(certificate).replace(/ \d\d:\d\d$/, ''),
  ]);
  return [
    ...(lines.length > 0 ? [renderRows(['CERTIFICATE', 'STATE', 'DAYS', 'NEXT'], lines, columns)] : []),
    ...(needy.length > 0 ? [renderRows(header, needy, columns)] : []),
  ].join('\n\n');
}

/** Names that are told where many share a note. */
const namesAtMost = 3;

/** The notes of all; for people, one that many share is told once. */
function notesOfAll(certificates: readonly CertificateStatus[], isShared: boolean): string[] {
  if (!isShared)
    return certificates.flatMap((certificate) => notesOf(certificate).map((note) => `${certificate.name}: ${note}`));
  const names = new Map<string, string[]>();
  for (const certificate of certificates)
    for (const note of notesOf(certificate)) names.set(note, [...(names.get(note) ?? []), certificate.name]);
  return [...names].map(([note, all]) => {
    const more = all.length - namesAtMost;
    const shown = more > 1 ? `${all.slice(0, namesAtMost).join(', ')} and ${more} more` : all.join(', ');
    return `${shown}: ${note}`;
  });
}

function nextOf({ next }: CertificateStatus): string {
  if (next.action === 'none') return '-';
  return next.at === undefined
    ? `${next.action} now`
    : `${next.action} ${next.at.toISOString().slice(0, 16).replace('T', ' ')}`;
}

/** What does not fit into a line of the table. */
function notesOf({ lastError, owedSteps, explanationUrl, server, troubles, differences }: CertificateStatus): string[] {
  return [
    ...(lastError === undefined
      ? []
      : [`failed ${lastError.at.toISOString()} at ${lastError.step}: ${describePlain(lastError)}`]),
    ...(owedSteps.length === 0 ? [] : [`still owed: ${owedSteps.join(', ')}; the next pass tries again`]),
    ...(troubles.includes('staging') ? [`it is from the staging CA ${server}, and nobody trusts it`] : []),
    ...(troubles.includes('revoked') ? [`it has been revoked`] : []),
    ...differences.map(({ text }) => text),
    ...(explanationUrl === undefined ? [] : [`the CA explains an early renewal at ${explanationUrl}`]),
  ];
}
