import { authorityOf, letsEncryptStagingServer } from '../config/authority.js';
import type { DesiredCertificate, DesiredState } from '../config/desired-state.js';
import { didYouMean } from '../config/nearest.js';
import { Failure } from '../sdk/failure.js';

/**
 * The configuration with the staging servers of the CAs, for the certificates that are to be tried: by these names, or
 * all. Pure.
 * @param stagingOf the staging server of a directory URL; undefined where none is known
 * @throws Failure CONFIG for a name that is not configured, nothing to try, or a CA without a staging server
 */
export function planTrial(
  state: DesiredState,
  names: readonly string[],
  stagingOf: (server: string) => string | undefined,
): DesiredState {
  const isCalled = ({ name, continues }: DesiredCertificate, called: string) => name === called || continues === called;
  const known = state.certificates.map(({ name }) => name);
  const unknown = names.find((called) => !state.certificates.some((certificate) => isCalled(certificate, called)));
  if (unknown !== undefined) {
    throw new Failure('CONFIG', `the configuration has no certificate called ${unknown}`, {
      hint: didYouMean(unknown, known) ?? `Take one of: ${known.join(', ')}`,
    });
  }
  const wanted =
    names.length === 0
      ? state.certificates
      : state.certificates.filter((certificate) => names.some((called) => isCalled(certificate, called)));
  if (wanted.length === 0) {
    throw new Failure('CONFIG', 'the configuration asks for no certificate, so that there is nothing to try', {
      place: state.settings.domainsConf,
      hint: 'Write a line into it, or run `letsencrypt-dns init`',
    });
  }
  const without = wanted.filter(({ server }) => stagingOf(server) === undefined);
  if (without.length > 0) throw withoutStaging(without, wanted);
  const certificates = wanted.map((certificate) => ({
    ...certificate,
    server: stagingOf(certificate.server) ?? certificate.server,
    // Its root is another one than that of production.
    preferredChain: undefined,
    forceRenew: false,
  }));
  return { ...state, settings: { ...state.settings, onRemove: 'keep' }, certificates, held: [] };
}

function withoutStaging(without: readonly DesiredCertificate[], wanted: readonly DesiredCertificate[]): Failure {
  const [first] = without;
  const server = first?.server ?? '';
  const title = authorityOf(server)?.title ?? `the CA at ${URL.canParse(server) ? new URL(server).host : server}`;
  const whose = without.length === wanted.length ? '' : ` (${without.map(({ name }) => name).join(', ')})`;
  const others = wanted.filter((certificate) => !without.includes(certificate)).map(({ name }) => name);
  return new Failure('CONFIG', `${title} has no staging server that is known${whose}, so that there is no trial`, {
    ...(first !== undefined && { place: first.source.file }),
    hint:
      others.length > 0
        ? `Name the others: \`letsencrypt-dns trial ${others.join(' ')}\`; \`letsencrypt-dns check --live\` tries the DNS for all`
        : `\`letsencrypt-dns check --live\` tries the DNS; with LETSENCRYPT_SERVER=${letsEncryptStagingServer} the trial is made at Let's Encrypt`,
  });
}
