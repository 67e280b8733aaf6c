import type { KeyObject } from 'node:crypto';
import { type Clock, systemClock } from '../clock/clock.js';
import type { Dispatcher } from '../http/dispatcher.js';
import { currentSignal } from '../sdk/ambient-signal.js';
import { withoutLimit } from '../sdk/joined-signal.js';
import { type Logger, silentLogger } from '../sdk/logger.js';
import { type AcmeAccount, createAccount } from './account.js';
import type { ExternalAccountBinding, Line, OpenApi } from './engine.js';
import { createFirstPoll } from './first-poll.js';
import { createNonceSource } from './new-nonce.js';
import { createNonces } from './nonces.js';
import type { CaFacts } from './problem.js';
import { findAccount, type Registration, register } from './register.js';
import { fetchRenewalInfo, fetchRenewalInfoOf, type RenewalInfo } from './renewal-info.js';
import { Directory, parseBody } from './resources.js';
import { createSilence } from './silence.js';
import { createWire, type RequestReport, type Wire } from './wire.js';

export interface AcmeOptions {
  readonly directoryUrl: string;
  /** Brings keep-alive, proxies and the CA bundle. */
  readonly dispatcher: Dispatcher;
  readonly log?: Logger;
  /** Ends the work that requests share (nonces); a request of its own ends with the signal of `withSignal`. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Time limit of one request in milliseconds; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** Longest Retry-After that is waited for within a request, in milliseconds; 60,000 unless told. */
  readonly longestPauseMs?: number;
  readonly userAgent?: string;
  /** Told of every request that goes out. */
  readonly onRequest?: (report: RequestReport) => void;
}

/**
 * An ACME server. Open it anew now and then (each pass, at least daily): its directory is read once. Every request
 * stops with the ambient signal (`withSignal` of core/http), and fails with a `Failure`.
 */
export interface AcmeServer {
  readonly directoryUrl: string;
  readonly directory: Directory;
  /** Whether it has left so many requests without an answer that it is not asked any more: see `notAsked`. */
  isSilent(): boolean;
  /** Profile names and what the CA says of them; empty where it has none. */
  readonly profiles: Readonly<Record<string, string>>;
  readonly supportsAri: boolean;
  readonly termsOfService: string | undefined;
  readonly externalAccountRequired: boolean;
  /**
   * Registers a key, agreeing to the terms of service; a key that has an account already gets that one.
   * @throws Failure AUTHENTICATION where an external account binding is missing or wrong
   */
  register(options: RegisterOptions): Promise<Registration>;
  /** The account of a key; undefined where the CA knows none. */
  findAccount(accountKey: KeyObject): Promise<Registration | undefined>;
  /** Works with a known account; costs no request. See `isForgottenAccount`. */
  account(options: { readonly accountKey: KeyObject; readonly accountUrl: string }): AcmeAccount;
  /** When to renew (RFC 9773); undefined where the CA does not say. */
  renewalInfo(certificatePem: string): Promise<RenewalInfo | undefined>;
  /** The same by the identifier of RFC 9773, section 4.1. */
  renewalInfoOf(id: string): Promise<RenewalInfo | undefined>;
}

export interface RegisterOptions {
  /** See `importAccountKey`. */
  readonly accountKey: KeyObject;
  /** Contact; `noreply@example.com`, the default of the configuration, is not sent. */
  readonly email?: string | undefined;
  readonly externalAccountBinding?: ExternalAccountBinding | undefined;
}

/**
 * Reads the directory of a server and loads acme-client, for the first server at the latest.
 * @throws Failure NETWORK, TIMEOUT, SERVER, RESPONSE (not an ACME server)
 */
export async function openAcme(options: AcmeOptions): Promise<AcmeServer> {
  const { directoryUrl, clock = systemClock, log = silentLogger } = options;
  const userAgent = options.userAgent ?? 'letsencrypt-dns';
  let ca: CaFacts = { profiles: {}, caaIdentities: [] };
  const silence = { issuance: createSilence(directoryUrl, log), renewalInfo: createSilence(directoryUrl, log) };
  const wire = createWire({
    dispatcher: options.dispatcher,
    clock,
    directoryUrl,
    silence,
    ca: () => ca,
    timeoutMs: options.timeoutMs ?? 30_000,
    longestPauseMs: options.longestPauseMs ?? 60_000,
    onRequest: options.onRequest ?? (() => {}),
  });
  const [directory, engine] = await Promise.all([readDirectory(wire, directoryUrl, userAgent), import('./engine.js')]);
  const { profiles = {}, caaIdentities = [], termsOfService, externalAccountRequired = false } = directory.meta ?? {};
  ca = { profiles, caaIdentities };
  const shared = withoutLimit(options.signal ?? new AbortController().signal);
  const nonces = createNonces(createNonceSource({ wire, url: directory.newNonce, userAgent, signal: shared }));
  const line: Line = { directoryUrl, directory, wire, nonces, clock, userAgent };
  const open: OpenApi = (signer, call) => engine.openApi(line, signer, call);
  const firstPolls = { validation: createFirstPoll(), issuance: createFirstPoll() };
  return {
    directoryUrl,
    directory,
    isSilent: silence.issuance.isLost,
    profiles,
    supportsAri: directory.renewalInfo !== undefined,
    termsOfService,
    externalAccountRequired,
    register: (registration) => register(open, registration),
    findAccount: (accountKey) => findAccount(open, accountKey),
    account: ({ accountKey, accountUrl }) =>
      createAccount({ open, signer: { key: accountKey, accountUrl }, accountUrl, line, ca, log, firstPolls }),
    renewalInfo: (certificatePem) => fetchRenewalInfo(line, certificatePem),
    renewalInfoOf: (id) => fetchRenewalInfoOf(line, id),
  };
}

async function readDirectory(wire: Wire, url: string, userAgent: string): Promise<Directory> {
  const answer = await wire.send(
    { url, method: 'GET', headers: { 'user-agent': userAgent } },
    { resource: 'directory', repeatable: true, signal: currentSignal() },
  );
  return parseBody(Directory, answer.data, url);
}
