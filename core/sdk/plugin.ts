import type { DockerClient } from './docker.js';
import type { Failure } from './failure.js';
import type { HttpClient } from './http.js';
import type { Logger } from './logger.js';
import type { CertificateOptionsOf, OptionsOf } from './manifest.js';
import type { PassSummary } from './pass-summary.js';
import { sdkVersion } from './provider.js';

/** Of options whose manifest is not known. */
type AnyOptions = CertificateOptionsOf<object>;

/** A certificate on disk, as post-issue plugins see it. */
export interface IssuedCertificate<O = AnyOptions> {
  readonly name: string;
  /** As in the certificate; the first one need not give the name. */
  readonly domains: readonly string[];
  /** N of the files in `archive/`. */
  readonly version: number;
  readonly notAfter: Date;
  /** SHA-256 over the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly paths: CertificatePaths;
  /** Id of the provider profile for all its domains; left out where each has its own. */
  readonly profile?: string;
  /** What the plugin's manifest lets single certificates say, by its keys; where one does not, what holds for all. */
  readonly options: O;
}

/** Absolute paths. */
export interface CertificatePaths {
  readonly configDir: string;
  /** `live/<name>` */
  readonly live: string;
  /** `archive/<name>` */
  readonly archive: string;
  readonly cert: string;
  readonly chain: string;
  readonly fullchain: string;
  readonly privateKey: string;
}

export interface CertificateEvent<O = AnyOptions> {
  readonly kind: 'issued' | 'renewed' | 'present' | 'removed';
  readonly certificate: IssuedCertificate<O>;
}

/** What became of the certificates of a pass; those that wait for their records are in neither list. */
export interface IssuesResult<O = AnyOptions> {
  /** All that were to be issued, as they were given to `beforeIssues`. */
  readonly certificates: readonly IssuedCertificate<O>[];
  readonly renewed: readonly IssuedCertificate<O>[];
  readonly failed: readonly IssuedCertificate<O>[];
}

/** One pass: made anew for each, so that what is shared between certificates can be done once. */
export interface PostIssuePlugin<O = AnyOptions> {
  /** All that is wrong with the options, each with its place and hint, before there is anything to do. Asks nobody. */
  check?(): readonly Failure[];
  /** What may be wrong for these certificates, as `check` has it; shown as warnings. Asks nobody. */
  advise?(certificates: readonly IssuedCertificate<O>[]): readonly Failure[];
  /**
   * Once a pass, before the first certificate is worked on, where something is to be issued and the manifest says
   * `surroundsIssues`; version, date and fingerprint are not to be looked at. All wait for it. Throwing is logged.
   */
  beforeIssues?(certificates: readonly IssuedCertificate<O>[], signal: AbortSignal): Promise<void>;
  /** The same afterwards, on the same object, whatever happened; a program that is told to stop grants some seconds. */
  afterIssues?(result: IssuesResult<O>, signal: AbortSignal): Promise<void>;
  /** Once a pass, before `shares` is first asked: to look up what that needs. A failure shows again in `handle`. */
  prepare?(signal: AbortSignal): Promise<void>;
  /** Does the step for one certificate. Throwing is a failure: it is reported and owed until it has succeeded once for this N. */
  handle(event: CertificateEvent<O>, signal: AbortSignal): Promise<void>;
  /**
   * What other certificates of the pass may share with this one (container names). Certificates that share something
   * are handled together, when the last of them is done. Left out: nothing is shared.
   */
  shares?(certificate: IssuedCertificate<O>): readonly string[];
  /** The same for ties that somebody else may have made (labels of containers): these are waited for some seconds at most. */
  sharesLoosely?(certificate: IssuedCertificate<O>): readonly string[];
  /** Whether there is anything to do at all; without it, always. Saves an entry in the journal. */
  concerns?(event: CertificateEvent<O>): boolean;
  /**
   * Called once when a pass is over, on an object made for that alone, where the manifest says `watchesPasses`. Throwing
   * is logged; nothing is owed for it.
   */
  onPass?(summary: PassSummary, signal: AbortSignal): Promise<void>;
  /** The same when a pass begins, which does not wait for it; done before `onPass` or `onPassFailed` is called. */
  onPassStart?(signal: AbortSignal): Promise<void>;
  /** In place of `onPass` where a pass came to no end, so that nobody knows how certificates stand; not at a stop. */
  onPassFailed?(failure: Failure, signal: AbortSignal): Promise<void>;
  /** Where `onPass` sends messages, for `letsencrypt-dns notify`: in the order of the options, without those that are wrong. */
  messageTargets?(): readonly MessageTarget[];
}

/** A place that a plugin sends messages to. */
export interface MessageTarget {
  /** Without anything secret: `slack at hooks.slack.com`. */
  readonly to: string;
  /** Sends a message that says that nothing is wrong. @throws Failure where it was not taken */
  sendTest(signal: AbortSignal): Promise<void>;
}

/** What became of a test message, for the host. */
export interface Delivery {
  readonly to: string;
  /** Why it was not taken; undefined: it was, or none was sent. */
  readonly failure?: Failure;
}

export interface PluginContext<O> {
  readonly options: O;
  readonly log: Logger;
  readonly http: HttpClient;
  /** Connects at its first use. */
  readonly docker: DockerClient;
  /** Writes a file into `archive/<name>` and points links at it, atomically. */
  readonly files: CertificateFiles;
  /** What the plugin remembers over passes and restarts. */
  readonly memory: PluginMemory;
  /**
   * The variables of this process for programs that the plugin starts: without secrets, `CERTS_*` with their defaults.
   * @param named those that the user wants such programs to see, although they may hold secrets
   */
  environment(named?: readonly string[]): Readonly<Record<string, string>>;
}

/** One JSON value of a plugin's own. */
export interface PluginMemory {
  /** What was written last; undefined: nothing yet. */
  read(): Promise<unknown>;
  /** Durable when it returns. */
  write(value: unknown): Promise<void>;
}

export interface CertificateFiles {
  /**
   * @param fileName in `archive/<name>`: `cert3.pfx`
   * @param links replaced by relative symbolic links to it, paths relative to the configuration directory
   */
  write(
    certificate: Pick<IssuedCertificate, 'name'>,
    fileName: string,
    data: Uint8Array,
    links: readonly string[],
  ): Promise<void>;
}

/** What a plugin's module exports by default. */
export interface PluginModule {
  readonly sdk: number;
  readonly create: (context: PluginContext<never>) => PostIssuePlugin;
}

/** Declares a post-issue plugin; `M` is the type of its manifest. */
export function definePlugin<M extends { options: object }>(
  create: (context: PluginContext<OptionsOf<M>>) => PostIssuePlugin<CertificateOptionsOf<M>>,
): PluginModule {
  return { sdk: sdkVersion, create: create as PluginModule['create'] };
}
