import { describeState } from '../issuance/status/certificate-state.js';
import type { CertificateStatus } from '../issuance/status/certificate-status.js';
import { describePlain } from '../sdk/plain-failure.js';
import { visibleLine } from '../sdk/visible-text.js';
import { renderRows } from '../terminal/layout.js';
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
  const notes = certificates.flatMap(notesOf).map(visibleLine);
  const table = renderRows(header, rows, columns);
  if (notes.length === 0) return table;
  return [
    table,
    ...(columns === undefined ? notes : ['', ...notes.flatMap((note) => hang('', note, 0, columns))]),
  ].join('\n');
}

function nextOf({ next }: CertificateStatus): string {
  if (next.action === 'none') return '-';
  return next.at === undefined
    ? `${next.action} now`
    : `${next.action} ${next.at.toISOString().slice(0, 16).replace('T', ' ')}`;
}

/** What does not fit into a line of the table. */
function notesOf({
  name,
  lastError,
  owedSteps,
  explanationUrl,
  server,
  troubles,
  differences,
}: CertificateStatus): string[] {
  return [
    ...(lastError === undefined
      ? []
      : [`${name}: failed ${lastError.at.toISOString()} at ${lastError.step}: ${describePlain(lastError)}`]),
    ...(owedSteps.length === 0 ? [] : [`${name}: still owed: ${owedSteps.join(', ')}; the next pass tries again`]),
    ...(troubles.includes('staging') ? [`${name}: it is from the staging CA ${server}, and nobody trusts it`] : []),
    ...(troubles.includes('revoked') ? [`${name}: it has been revoked`] : []),
    ...differences.map(({ text }) => `${name}: ${text}`),
    ...(explanationUrl === undefined ? [] : [`${name}: the CA explains an early renewal at ${explanationUrl}`]),
  ];
}
