import { writeFile } from 'node:fs/promises';
import { type IssuanceResult, measureIssuance } from './issuance.js';
import { readOptions } from './options.js';
import { openSubject } from './subject.js';
import { table } from './table.js';

const options = readOptions(process.argv.slice(2));
const subject = openSubject(options.packageRoot);
const say = (text: string) => console.error(text);
const results: Record<string, unknown> = {};

if (options.parts.has('issuance')) {
  const issuance = await measureIssuance(subject, options, (result) =>
    say(`${result.servers}: ${result.contender}: ${result.wallMs.toFixed(1)} ms a certificate, ${result.lost} lost`),
  );
  results.issuance = issuance;
  console.log(`\n## Issuance, for each certificate of two names\n\n${issuanceTable(issuance)}`);
}
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(results, undefined, 2)}\n`);

function issuanceTable(found: readonly IssuanceResult[]): string {
  const header = [
    'servers',
    'client',
    'certificates',
    'lost',
    'wall ms',
    'CPU ms',
    'peak MiB',
    'ACME',
    'provider',
    'wall / ours',
  ];
  const rows = found.map((result) => {
    const own = found.find(
      ({ servers, contender }) => servers === result.servers && contender.startsWith('letsencrypt-dns'),
    );
    return [
      result.servers,
      result.contender,
      result.certificates,
      result.lost,
      result.wallMs,
      result.cpuMs,
      result.peakMiB,
      result.acmeRequests,
      result.providerRequests,
      result.wallMs / (own?.wallMs ?? Number.NaN),
    ];
  });
  return table(header, rows);
}
