import { readDomains } from '../certificate-domains.js';
import { readSteps } from '../certificate-steps.js';
import { type ChosenServer, chooseServer, type ServerWish } from '../choose-server.js';
import type { DesiredCertificate } from '../desired-state.js';
import { certificateNameOf, checkDomain } from '../domain-name.js';
import { didYouMean } from '../nearest.js';
import { createProblemCollector, type ProblemCollector } from '../problems.js';
import { faultOfServer } from '../server-address.js';
import type { ExplicitOptions, Settings } from '../settings.js';
import { parseAuthority } from '../variable-values.js';
import type { YamlDocument, YamlPath } from './document.js';
import { checkPart } from './issues.js';
import { type ProfileDraft, readProviderEntry } from './profiles.js';
import type { YamlSource } from './result.js';
import { type CertificateEntry, schemasFor } from './schema.js';
import { readGivenSteps } from './steps.js';

export interface ReadCertificates {
  readonly make: readonly ((settings: Settings) => DesiredCertificate)[];
  /** Names of those that are right, and of those that are not. */
  readonly names: readonly string[];
  readonly held: readonly string[];
  /** Whether the name of each could be told. */
  readonly complete: boolean;
}

type Maker = (settings: Settings) => DesiredCertificate;

/** Reads the section `certificates`. Adds to `profiles` those that certificates make by naming a provider. */
export async function readCertificates(
  entries: readonly unknown[],
  profiles: Map<string, ProfileDraft>,
  document: YamlDocument,
  source: YamlSource,
): Promise<ReadCertificates> {
  const make = new Map<string, Maker>();
  const held = new Set<string>();
  let complete = true;
  for (const [index, value] of entries.entries()) {
    const path = ['certificates', index];
    const name = tellName(value);
    const details = { scope: 'certificate', certificate: name } as const;
    const problems = createProblemCollector();
    const entry = checkPart(schemasFor(source.plugins).certificate, value, path, document, problems);
    if (name === undefined) complete = false;
    else if (make.has(name) || held.has(name)) {
      const message = `the certificate \`${name}\` stands twice; the first one counts`;
      source.problems.error(document.placeOf(path), message, { ...details, hint: 'Give one of them another `name`' });
      continue;
    }
    const maker = entry === undefined ? undefined : await readCertificate(entry, name, path, problems);
    source.problems.add(problems.list().map((problem) => ({ ...problem, ...details })));
    const bad = problems.list().some((problem) => problem.severity === 'error');
    if (name === undefined) continue;
    const profileBad = entry?.profile !== undefined && profiles.get(entry.profile)?.make === undefined;
    const providerBad = entry?.provider !== undefined && profiles.get(entry.provider)?.make === undefined;
    if (maker === undefined || bad || profileBad || providerBad) held.add(name);
    else make.set(name, maker);
  }
  return { make: [...make.values()], names: [...make.keys()], held: [...held], complete };

  async function readCertificate(
    entry: CertificateEntry,
    name: string | undefined,
    path: YamlPath,
    problems: ProblemCollector,
  ): Promise<Maker | undefined> {
    const domains = domainsOf(entry.domains, [...path, 'domains'], document, problems);
    const steps = readSteps(readGivenSteps(entry, path, document, source.plugins, problems), problems);
    checkProfile(entry, path, problems);
    if (entry.provider !== undefined && !profiles.has(entry.provider)) {
      profiles.set(entry.provider, await readProviderEntry(entry.provider, [...path, 'provider'], document, source));
    }
    await checkServer(entry, path, document, source, problems);
    if (name === undefined) {
      const message =
        entry.name === undefined
          ? 'the first domain is not valid, so the certificate has no name'
          : `\`${entry.name}\` cannot be the name of a certificate`;
      problems.error(document.placeOf(entry.name === undefined ? path : [...path, 'name']), message, {
        hint: 'Use letters, digits, dots, hyphens and underscores',
      });
      return undefined;
    }
    const place = splitPlace(document.placeOf(path));
    return (settings) => ({
      name,
      isNameGiven: entry.name !== undefined,
      domains,
      profile: entry.profile ?? entry.provider,
      keyType: entry.key_type ?? settings.keyType,
      reuseKey: entry.reuse_key ?? settings.reuseKey,
      server: serverOf(entry, settings),
      acmeProfile: entry.acme_profile ?? settings.acmeProfile,
      preferredChain: entry.preferred_chain ?? settings.preferredChain,
      explicit: explicitOf(entry, settings),
      followCnames: entry.follow_cnames ?? source.followCnames ?? settings.followCnames,
      forceRenew: entry.force_renew ?? false,
      steps,
      source: place,
    });
  }

  function checkProfile(entry: CertificateEntry, path: YamlPath, problems: ProblemCollector): void {
    if (entry.profile !== undefined && entry.provider !== undefined) {
      problems.error(document.placeOf([...path, 'provider']), '`profile` and `provider` are both given', {
        hint: 'Give one of them',
      });
    }
    if (entry.profile === undefined || profiles.has(entry.profile)) return;
    const hint = didYouMean(entry.profile, profiles.keys());
    const message = `there is no profile \`${entry.profile}\``;
    problems.error(document.placeOf([...path, 'profile']), message, hint === undefined ? {} : { hint });
  }
}

/** The name of the lineage, also where the rest of the entry is wrong. */
function tellName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name: unknown = Reflect.get(value, 'name');
  // Names become directories and files, so nothing that could lead elsewhere is allowed.
  if (typeof name === 'string')
    return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) && name !== 'README' ? name : undefined;
  const domains: unknown = Reflect.get(value, 'domains');
  const first: unknown = Array.isArray(domains) ? domains[0] : undefined;
  const checked = typeof first === 'string' ? checkDomain(first) : undefined;
  return checked !== undefined && 'name' in checked ? certificateNameOf(checked.name) : undefined;
}

function domainsOf(
  texts: readonly string[],
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): string[] {
  const placeOf = (at: number) => document.placeOf([...path, at]);
  return readDomains(
    texts.map((text, at) => ({ text, at })),
    {
      where: 'in this certificate',
      fail: (at, message, hint) => problems.error(placeOf(at), message, hint === undefined ? {} : { hint }),
      warn: (at, message) => problems.warn(placeOf(at), message),
    },
  );
}

/** Reports what is wrong with the CA of an entry; whether it has a staging server can depend on the file's settings. */
async function checkServer(
  entry: CertificateEntry,
  path: YamlPath,
  document: YamlDocument,
  { read }: YamlSource,
  problems: ProblemCollector,
): Promise<void> {
  const fault = entry.directory_url === undefined ? undefined : faultOfServer(entry.directory_url);
  if (fault !== undefined) problems.error(document.placeOf([...path, 'directory_url']), `\`directory_url\` ${fault}`);
  const parsed = entry.ca === undefined ? undefined : parseAuthority(entry.ca);
  if (parsed !== undefined && 'fault' in parsed) {
    const hint = parsed.hint === undefined ? {} : { hint: parsed.hint };
    problems.error(document.placeOf([...path, 'ca']), `\`ca\` ${parsed.fault}`, hint);
  }
  const chosen = chooseFor(entry, { ca: read.values.LETSENCRYPT_CA, staging: false, server: undefined, keyType: '' });
  if (chosen !== undefined && 'fault' in chosen) {
    problems.error(document.placeOf([...path, 'staging']), chosen.fault, { hint: chosen.hint });
  }
}

/** Undefined: the entry says nothing of it. */
function chooseFor(entry: CertificateEntry, usual: ServerWish): ChosenServer | undefined {
  if (entry.directory_url === undefined && entry.ca === undefined && entry.staging === undefined) return undefined;
  return chooseServer({
    server: entry.directory_url,
    ca: entry.ca ?? usual.ca,
    staging: entry.staging ?? usual.staging,
    keyType: entry.key_type ?? usual.keyType,
  });
}

function serverOf(entry: CertificateEntry, settings: Settings): string {
  const { ca, staging, keyType } = settings;
  const chosen = chooseFor(entry, { ca, staging, keyType, server: undefined });
  return chosen !== undefined && 'server' in chosen ? chosen.server : settings.server;
}

function explicitOf(entry: CertificateEntry, { explicit }: Settings): ExplicitOptions {
  const { key_type, reuse_key, preferred_chain, acme_profile } = entry;
  // Thousands that say nothing have the same object.
  if ([key_type, reuse_key, preferred_chain, acme_profile].every((value) => value === undefined)) return explicit;
  return {
    ...explicit,
    ...(entry.key_type !== undefined && { keyType: 'key_type' }),
    ...(entry.reuse_key !== undefined && { reuseKey: 'reuse_key' }),
    ...(entry.preferred_chain !== undefined && { preferredChain: 'preferred_chain' }),
    ...(entry.acme_profile !== undefined && { acmeProfile: 'acme_profile' }),
  };
}

function splitPlace(place: string): DesiredCertificate['source'] {
  const [, file = place, line = 1, column = 1] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  return { file, line: Number(line), column: Number(column) };
}
