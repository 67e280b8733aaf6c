import { type FourPaths, fileKinds } from '../layout.js';
import { type ConfigDocument, parseConfigDocument } from './configobj.js';
import type { ConfigValue } from './configobj-value.js';
import { type RenewalKey, readRenewalKey, writeRenewalKey } from './renewal-key.js';

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
  readonly key: RenewalKey | undefined;
  /** ACME profile. */
  readonly profile: string | undefined;
  /** Whether a CA that has not got the profile is an error; else its default is as good. */
  readonly isProfileRequired: boolean;
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
  /** `rsa3072`, `ecdsa384`: written as certbot's key_type, rsa_key_size and elliptic_curve. */
  readonly keyType: string;
  readonly reuseKey?: boolean;
  readonly preferredChain?: string;
  readonly profile?: string;
  /** Written as certbot's required_profile, else as its preferred_profile. */
  readonly isProfileRequired?: boolean;
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
  const [required, preferred] = [parameter('required_profile'), parameter('preferred_profile')];
  const own = asText(document.get(ours, 'profile'));
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
    key: readRenewalKey(parameter),
    // Where certbot has both, the required one counts. Ours stood in our own section once.
    profile: required ?? preferred ?? own,
    isProfileRequired: required !== undefined || (preferred === undefined && own !== undefined),
    managed: asManagement(asText(document.get(ours, 'managed'))),
    paths,
  };
}

const newFile = '# Kept by letsencrypt-dns, which renews this certificate. certbot can list it.\n';

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
  const { server, account, keyType, reuseKey, preferredChain, profile, isProfileRequired } = rewrite.parameters;
  document.set(parameters, 'account', account);
  document.set(parameters, 'server', server);
  if (document.get(parameters, 'authenticator') === undefined) {
    document.set(parameters, 'authenticator', 'manual');
    document.set(parameters, 'pref_challs', ['dns-01']);
  }
  if (isNew) document.set(parameters, 'autorenew', 'False');
  writeRenewalKey(document, keyType);
  setOrRemove(document, parameters, 'reuse_key', reuseKey === true ? 'True' : undefined);
  setOrRemove(document, parameters, 'preferred_chain', preferredChain);
  setOrRemove(document, parameters, 'required_profile', isProfileRequired === true ? profile : undefined);
  setOrRemove(document, parameters, 'preferred_profile', isProfileRequired === true ? undefined : profile);
  document.set(ours, 'managed', rewrite.managed);
  document.remove(ours, 'profile');
  return document.toString();
}

/** The text of a renewal configuration with nothing but the mark of management added. @throws Failure LINEAGE with the line */
export function markManaged(text: string, place: string, managed: Management): string {
  const document = parseConfigDocument(text, place);
  document.set(ours, 'managed', managed);
  return document.toString();
}
