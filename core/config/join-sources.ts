import type { CertificateSteps } from './certificate-steps.js';
import { checkDoorCertificates } from './check-door-certificates.js';
import type { DesiredCertificate } from './desired-state.js';
import type { DomainsConf, LineCertificate } from './domains-conf.js';
import { filePlace } from './places.js';
import type { ProblemCollector } from './problems.js';
import type { Settings } from './settings.js';
import type { YamlConfiguration } from './yaml/result.js';

export interface Sources {
  readonly conf: DomainsConf;
  readonly yaml: YamlConfiguration;
  readonly settings: Settings;
  /** Adds to what a certificate says what holds for all of them. */
  readonly complete: (steps: CertificateSteps) => CertificateSteps;
}

/** Both files apply; a name in both is an error of that certificate, whose files then stay as they are. */
export function joinCertificates(
  { conf, yaml, settings, complete }: Sources,
  problems: ProblemCollector,
): { wanted: DesiredCertificate[]; held: string[] } {
  const lines = conf.certificates.map((line) => fromLine(line, settings, complete(line.steps)));
  // Of a copy by spread that is frozen later, Node 20 keeps a shape for each, which is as large as the copy.
  const entries = yaml
    .certificates(settings)
    .map((entry): DesiredCertificate => Object.assign({}, entry, { steps: complete(entry.steps) }));
  const lineNames = new Map(lines.map((line) => [line.name, line]));
  const held = new Set([...conf.held, ...yaml.held]);
  for (const entry of entries) {
    const line = lineNames.get(entry.name);
    if (line === undefined) continue;
    const message = `the certificate \`${entry.name}\` is named by ${placeOf(line)} already`;
    problems.error(placeOf(entry), message, {
      scope: 'certificate',
      certificate: entry.name,
      hint: 'Remove it from one of the files',
    });
    held.add(entry.name);
  }
  const wanted = [...lines, ...entries].filter((certificate) => !held.has(certificate.name));
  if (yaml.doors !== undefined) checkDoorCertificates(yaml.doors, { wanted, held: [...held] }, problems);
  return { wanted, held: [...held] };
}

function placeOf({ source }: DesiredCertificate): string {
  return filePlace(source.file, source.line, source.column);
}

function fromLine(line: LineCertificate, settings: Settings, steps: CertificateSteps): DesiredCertificate {
  return {
    name: line.name,
    isNameGiven: false,
    domains: line.domains,
    profile: undefined,
    keyType: settings.keyType,
    reuseKey: settings.reuseKey,
    server: settings.server,
    acmeProfile: settings.acmeProfile,
    preferredChain: settings.preferredChain,
    explicit: settings.explicit,
    followCnames: line.followCnames ?? settings.followCnames,
    forceRenew: false,
    steps,
    source: { file: line.place.file, line: line.place.line, column: 1 },
  };
}
