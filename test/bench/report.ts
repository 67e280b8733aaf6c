import { fewestPerRun, fewestRequests } from './fewest-requests.js';
import type { IssuanceResult } from './measure-contender.js';
import type { NoChangeResult } from './no-change.js';
import type { BenchResults } from './results.js';
import { table } from './table.js';

/** The results in Markdown, a section for each part. */
export function renderResults({
  startUp,
  fewerProviders,
  noChange,
  noChangePostgres,
  idle,
  size,
  issuance,
  many,
  store,
}: BenchResults): string {
  const sections: string[] = [];
  if (startUp !== undefined) {
    const header = ['command', 'wall ms', 'CPU ms', 'wall / node', 'CPU / node'];
    const rows = startUp.map(({ command, wallMs, cpuMs, wallRatio, cpuRatio }) => [
      command,
      wallMs,
      cpuMs,
      wallRatio,
      cpuRatio,
    ]);
    sections.push(section('Start-up', header, rows));
  }
  if (fewerProviders !== undefined) {
    const header = ['command', 'providers', 'wall ms', 'CPU ms', 'wall / few', 'CPU / few'];
    const rows = fewerProviders.map(({ command, providers, wallMs, cpuMs, wallRatio, cpuRatio }) => [
      command,
      providers,
      wallMs,
      cpuMs,
      wallRatio,
      cpuRatio,
    ]);
    sections.push(section('All providers beside fewer', header, rows));
  }
  if (noChange !== undefined) sections.push(noChangeSection('`sync` with nothing to do', noChange));
  if (noChangePostgres !== undefined)
    sections.push(noChangeSection('`sync` with nothing to do, over PostgreSQL', noChangePostgres));
  if (idle !== undefined) {
    const rows = idle.map(({ program, memoryMiB, ratio }) => [program, memoryMiB, ratio]);
    sections.push(section('Idle', ['program', 'RSS MiB', 'RSS / node'], rows));
  }
  if (size !== undefined) {
    const rows = size.map(({ what, files, mebibytes }) => [what, files ?? '-', mebibytes]);
    sections.push(section('Size', ['what', 'files', 'MiB'], rows));
  }
  for (const found of [issuance, many, store]) if (found !== undefined) sections.push(issuanceSection(found));
  return sections.join('\n\n');
}

function section(title: string, header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return `## ${title}\n\n${table(header, rows)}`;
}

function noChangeSection(title: string, found: readonly NoChangeResult[]): string {
  const header = [
    'certificates',
    'wall ms',
    'CPU ms',
    'CPU ms beyond none',
    'peak MiB',
    'first: wall ms',
    'first: CPU ms',
  ];
  const rows = found.map(({ lineages, wallMs, cpuMs, moreCpuMs, peakMiB, first }) => [
    lineages,
    wallMs,
    cpuMs,
    moreCpuMs,
    peakMiB,
    first.wallMs,
    first.cpuMs,
  ]);
  return section(title, header, rows);
}

function issuanceSection(found: readonly IssuanceResult[]): string {
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
    'CPU / ours',
    'wall / floor',
  ];
  const rows = found.map((result) => {
    const { servers, contender, certificates, lost, wallMs, cpuMs, peakMiB, acmeRequests, providerRequests } = result;
    const ratio = (id: IssuanceResult['id'], key: 'wallMs' | 'cpuMs') => {
      const other = found.find((candidate) => candidate.servers === servers && candidate.id === id);
      return other === undefined ? '-' : result[key] / other[key];
    };
    return [
      servers,
      contender,
      certificates,
      lost,
      wallMs,
      cpuMs,
      peakMiB,
      acmeRequests,
      providerRequests,
      ratio('ours', 'wallMs'),
      ratio('ours', 'cpuMs'),
      ratio('floor', 'wallMs'),
    ];
  });
  const most = Math.max(...found.map(({ certificates }) => certificates));
  const least = fewestRequests(2) + fewestPerRun / most;
  return `${section('Issuance, for each certificate of two names', header, rows)}\n\nThe fewest ACME requests on paper: ${least.toFixed(2)}.`;
}
