import type { CertificateStatus } from '../../issuance/certificate-status.js';
import { readStatus } from '../../issuance/read-status.js';
import { describePlain } from '../../sdk/plain-failure.js';
import { tokens } from '../../tokens.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { openApplication, showProblems } from '../open-application.js';
import { printResult } from '../print.js';
import { renderTable } from '../table.js';

/** `letsencrypt-dns status`: a table of all certificates, from disk alone. */
export async function statusCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const application = await openApplication({ globals, env, redactor });
  try {
    showProblems(application.problems, redactor);
    const certificates = await readStatus(application.container.resolve(tokens.passServices), application.state);
    const text = globals.json ? JSON.stringify({ certificates }, undefined, 2) : renderStatus(certificates);
    printResult(redactor.redact(text));
    const isBad = certificates.some(({ state }) => state === 'expired' || state === 'failing');
    return isBad ? exitCodes.failed : exitCodes.done;
  } finally {
    await application.close();
  }
}

function renderStatus(certificates: readonly CertificateStatus[]): string {
  if (certificates.length === 0) return 'no certificates';
  const header = ['CERTIFICATE', 'STATE', 'DOMAINS', 'KEY', 'ISSUER', 'NOT AFTER', 'DAYS', 'NEXT', 'WHY'];
  const rows = certificates.map((certificate) => [
    certificate.name,
    certificate.state,
    certificate.domains.join(','),
    certificate.keyType ?? '-',
    certificate.issuer ?? '-',
    certificate.notAfter?.toISOString().slice(0, 10) ?? '-',
    certificate.daysLeft?.toString() ?? '-',
    nextOf(certificate),
    certificate.next.why,
  ]);
  const notes = certificates.flatMap(({ name, lastError, owedSteps, explanationUrl }) => [
    ...(lastError === undefined
      ? []
      : [`${name}: failed ${lastError.at.toISOString()} at ${lastError.step}: ${describePlain(lastError)}`]),
    ...(owedSteps.length === 0 ? [] : [`${name}: still owed: ${owedSteps.join(', ')}`]),
    ...(explanationUrl === undefined ? [] : [`${name}: the CA explains an early renewal at ${explanationUrl}`]),
  ]);
  return [renderTable(header, rows), ...notes].join('\n');
}

function nextOf({ next }: CertificateStatus): string {
  if (next.action === 'none') return '-';
  return next.at === undefined
    ? `${next.action} now`
    : `${next.action} ${next.at.toISOString().slice(0, 16).replace('T', ' ')}`;
}
