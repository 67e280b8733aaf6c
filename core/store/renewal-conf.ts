import { type ConfigDocument, parseConfigDocument } from './configobj.js';
import type { ConfigValue } from './configobj-value.js';
import { type FourPaths, fileKinds } from './layout.js';

/** How a lineage came under this program: it made it, or it took over one of certbot's or of the seed image. */
export type Management = 'created' | 'adopted';

/** What `renewal/<name>.conf` says, as far as anyone here asks. */
export interface RenewalFacts {
  /** ACME directory URL; undefined in files of the first certbots, which meant Let's Encrypt. */
  readonly server: string | undefined;
  readonly account: string | undefined;
  readonly authenticator: string | undefined;
  readonly preferredChain: string | undefined;
  readonly reuseKey: boolean;
  /** ACME profile, recorded by this program only. */
  readonly profile: string | undefined;
  readonly managed: Management | undefined;
  /** The four paths as written; a volume that was mounted elsewhere has others than today's. */
  readonly paths: Readonly<Partial<FourPaths>>;
}

/** What a new version records in its renewal configuration. */
export interface RenewalParameters {
  /** ACME directory URL. */
  readonly server: string;
  /** Id of the account, the name of its directory. */
  readonly account: string;
  /** `rsa2048`, `rsa4096`, `ecdsa256`, `ecdsa384`: written as certbot's key_type, rsa_key_size and elliptic_curve. */
  readonly keyType: string;
  readonly reuseKey?: boolean;
  readonly preferredChain?: string;
  readonly profile?: string;
}

const parameters = ['renewalparams'] as const;
/** certbot reads past sections that it does not know, keeps them when it rewrites the file, and says nothing. */
const ours = ['letsencrypt-dns'] as const;

/** Certbot reads a file of an older version in silence and remarks on a newer one; 2.0.0 is the first with ECDSA by default. */
const certbotVersion = '2.0.0';

/** certbot asks the successors where a file still names the servers that were switched off. */
const retiredServers: Readonly<Record<string, string>> = {
  'https://acme-v01.api.letsencrypt.org/directory': 'https://acme-v02.api.letsencrypt.org/directory',
  'https://acme-staging.api.letsencrypt.org/directory': 'https://acme-staging-v02.api.letsencrypt.org/directory',
};

function asText(value: ConfigValue | undefined): string | undefined {
  const text = typeof value === 'string' ? value : value?.[0];
  return text === '' || text === 'None' ? undefined : text;
}

function asManagement(value: string | undefined): Management | undefined {
  return value === 'created' || value === 'adopted' ? value : undefined;
}

/** Reads a renewal configuration of certbot 1.x to 5.x, of the seed image or of ours. @throws Failure LINEAGE with the line */
export function readRenewalFacts(text: string, place: string): RenewalFacts {
  const document = parseConfigDocument(text, place);
  const parameter = (key: string) => asText(document.get(parameters, key));
  const server = parameter('server');
  const paths: Partial<Record<keyof FourPaths, string>> = {};
  for (const kind of fileKinds) {
    const path = asText(document.get([], kind));
    if (path !== undefined) paths[kind] = path;
  }
  return {
    server: server === undefined ? undefined : (retiredServers[server] ?? server),
    account: parameter('account'),
    authenticator: parameter('authenticator'),
    preferredChain: parameter('preferred_chain'),
    reuseKey: parameter('reuse_key')?.toLowerCase() === 'true',
    profile: asText(document.get(ours, 'profile')),
    managed: asManagement(asText(document.get(ours, 'managed'))),
    paths,
  };
}

const newFile = '# Kept by letsencrypt-dns, which renews this certificate. certbot can list it.\n';

function setKeyType(document: ConfigDocument, keyType: string): void {
  const isRsa = keyType.startsWith('rsa');
  document.set(parameters, 'key_type', isRsa ? 'rsa' : 'ecdsa');
  // certbot writes these only where they differ from its own defaults (2048 bits, secp256r1).
  if (isRsa && keyType !== 'rsa2048') document.set(parameters, 'rsa_key_size', keyType.slice('rsa'.length));
  else document.remove(parameters, 'rsa_key_size');
  if (keyType === 'ecdsa384') document.set(parameters, 'elliptic_curve', 'secp384r1');
  else document.remove(parameters, 'elliptic_curve');
}

function setOrRemove(
  document: ConfigDocument,
  section: readonly string[],
  key: string,
  value: string | undefined,
): void {
  if (value === undefined) document.remove(section, key);
  else document.set(section, key, value);
}

export interface RenewalRewrite {
  /** The file as it is; undefined where there is none, or none that can be parsed. */
  readonly existing: string | undefined;
  readonly place: string;
  readonly archiveDirectory: string;
  readonly paths: FourPaths;
  readonly parameters: RenewalParameters;
  readonly managed: Management;
}

/**
 * The text of a renewal configuration after a new version. Keys, sections and comments that are not ours stay as they
 * are; a new file has `authenticator = manual` without hooks and `autorenew = False`, so that a forgotten certbot timer
 * lists the certificate and leaves it alone.
 */
export function writeRenewalText(rewrite: RenewalRewrite): string {
  const isNew = rewrite.existing === undefined;
  const document = parseConfigDocument(rewrite.existing ?? newFile, rewrite.place);
  if (document.get([], 'version') === undefined) document.set([], 'version', certbotVersion);
  document.set([], 'archive_dir', rewrite.archiveDirectory);
  for (const kind of fileKinds) document.set([], kind, rewrite.paths[kind]);
  const { server, account, keyType, reuseKey, preferredChain, profile } = rewrite.parameters;
  document.set(parameters, 'account', account);
  document.set(parameters, 'server', server);
  if (document.get(parameters, 'authenticator') === undefined) {
    document.set(parameters, 'authenticator', 'manual');
    document.set(parameters, 'pref_challs', ['dns-01']);
  }
  if (isNew) document.set(parameters, 'autorenew', 'False');
  setKeyType(document, keyType);
  setOrRemove(document, parameters, 'reuse_key', reuseKey === true ? 'True' : undefined);
  setOrRemove(document, parameters, 'preferred_chain', preferredChain);
  document.set(ours, 'managed', rewrite.managed);
  setOrRemove(document, ours, 'profile', profile);
  return document.toString();
}

/** The text of a renewal configuration with nothing but the mark of management added. @throws Failure LINEAGE with the line */
export function markManaged(text: string, place: string, managed: Management): string {
  const document = parseConfigDocument(text, place);
  document.set(ours, 'managed', managed);
  return document.toString();
}
