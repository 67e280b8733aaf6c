import type { KeyObject } from 'node:crypto';
import pLimit from 'p-limit';
import { currentSignal } from '../sdk/ambient-signal.js';
import { Failure } from '../sdk/failure.js';
import type { AccountContext } from './account-context.js';
import { accountThumbprint } from './account-key.js';
import {
  type AcmeAuthorization,
  assertOrdered,
  authorizationsToRead,
  explainAuthorization,
  explainInvalidOrder,
  readAuthorization,
} from './authorizations.js';
import { type ChainAt, download, downloadCertificate, type IssuedChain } from './certificate.js';
import { contactOf } from './contact.js';
import type { FirstPoll } from './first-poll.js';
import { createOrder, type OrderRequest } from './new-order.js';
import { type AcmeOrder, doOnce, readOrder } from './orders.js';
import { poll } from './poll.js';
import type { AcmeResource } from './resources.js';
import { type RevocationReason, revokeCertificate } from './revoke.js';

/**
 * An account, ready to work. A certificate takes, for k names: `newOrder`, `authorizations` (k requests), `answer` (k),
 * `waitReady` (a poll), `finalize`, `waitIssued` (a poll), `certificate`: 2k + 5 requests at best.
 */
export interface AcmeAccount {
  readonly url: string;
  /**
   * Asks for a certificate. The order may be `ready` or even `valid` from the start: skip what is done.
   * @throws Failure CONFIG for a profile that the CA has not, RATE_LIMITED, ACME (a refused name)
   */
  newOrder(request: OrderRequest): Promise<AcmeOrder>;
  /** Looks at an order again, also one from an earlier run. See {@link isOrderGone}. */
  order(url: string): Promise<AcmeOrder>;
  /** All authorizations of an order, several at a time. */
  authorizations(order: AcmeOrder): Promise<AcmeAuthorization[]>;
  /** Tells the CA that the TXT record is there. Nothing happens for an authorization that is not pending. */
  answer(authorization: AcmeAuthorization): Promise<void>;
  /**
   * Waits until no authorization is pending, by polling the order alone.
   * @throws Failure VALIDATION with the CA's reason for each refused name; TIMEOUT
   */
  waitReady(order: AcmeOrder, options?: WaitOptions): Promise<AcmeOrder>;
  /** Waits for one authorization; `waitReady` costs less. @throws Failure VALIDATION, TIMEOUT */
  waitValid(authorization: AcmeAuthorization, options?: WaitOptions): Promise<AcmeAuthorization>;
  /** Gives up an authorization: pending ones of a failed order count against the CA's limits. */
  deactivate(authorization: AcmeAuthorization): Promise<void>;
  /** Hands in the CSR (DER) of a ready order. */
  finalize(order: AcmeOrder, csr: Uint8Array): Promise<AcmeOrder>;
  /** Waits for the certificate of a finalized order. @throws Failure ACME, TIMEOUT */
  waitIssued(order: AcmeOrder, options?: WaitOptions): Promise<AcmeOrder>;
  /** Downloads the chain of a valid order; the alternatives only where the preferred issuer is not in the default. */
  certificate(order: AcmeOrder, preferredIssuer?: string): Promise<IssuedChain>;
  /** The chain at a URL, that of an order or an alternate one, as it is. */
  chainAt(url: string): Promise<ChainAt>;
  /** Revoked already counts as done. With `certificateKey` it is signed by that key instead of the account's. */
  revoke(options: {
    readonly certificatePem: string;
    readonly reason?: RevocationReason;
    readonly certificateKey?: KeyObject;
  }): Promise<void>;
  /** Replaces the contact; without an address, or with the default one, the contact is removed. */
  updateContact(email: string | undefined): Promise<void>;
}

export interface WaitOptions {
  /** Milliseconds; five minutes unless told. */
  readonly timeoutMs?: number;
}

const parallelReads = 8;
const waitMs = 300_000;

export function createAccount(context: AccountContext): AcmeAccount {
  const { signer, accountUrl, ca, firstPolls } = context;
  const { clock } = context.line;
  const thumbprint = accountThumbprint(signer.key);

  function api(resource: AcmeResource, repeatable = true) {
    return context.open(signer, { resource, repeatable, signal: currentSignal() });
  }

  async function order(url: string): Promise<AcmeOrder> {
    return readOrder(url, await api('order').getOrder(url), clock);
  }

  async function authorization(url: string): Promise<AcmeAuthorization> {
    return readAuthorization(url, await api('authorization').getAuthorization(url), thumbprint, clock);
  }

  async function authorizations(from: AcmeOrder): Promise<AcmeAuthorization[]> {
    const limit = pLimit(parallelReads);
    const all = await Promise.all(authorizationsToRead(from).map((url) => limit(() => authorization(url))));
    for (const found of all) assertOrdered(found, from);
    return all;
  }

  async function answer(wanted: AcmeAuthorization): Promise<void> {
    const { challenge } = wanted;
    if (wanted.status !== 'pending' || challenge?.status !== 'pending') return;
    await doOnce(
      async () => void (await api('challenge', false).completeChallenge(challenge.url, {})),
      () => authorization(wanted.url),
      (state) => state?.status === 'pending' && state.challenge?.status === 'pending',
    );
  }

  async function waitFor(
    from: AcmeOrder,
    isDone: (state: AcmeOrder) => boolean,
    what: string,
    firstPoll: FirstPoll,
    timeoutMs = waitMs,
  ) {
    const state = await poll({
      read: () => order(from.url),
      isDone,
      retryAfterMs: (state) => state.retryAfterMs,
      initial: from,
      firstPoll,
      clock,
      signal: currentSignal(),
      timeoutMs,
      what: `${what} of ${from.domains.join(', ')}`,
      place: from.url,
    });
    if (state.status === 'invalid') throw explainInvalidOrder(state, await authorizations(state), ca);
    return state;
  }

  async function waitValid(from: AcmeAuthorization, { timeoutMs = waitMs }: WaitOptions = {}) {
    const state = await poll({
      read: () => authorization(from.url),
      isDone: ({ status }) => status !== 'pending',
      retryAfterMs: (state) => state.retryAfterMs,
      initial: from,
      firstPoll: firstPolls.validation,
      clock,
      signal: currentSignal(),
      timeoutMs,
      what: `the validation of ${from.domain}`,
      place: from.url,
    });
    if (state.status === 'valid') return state;
    throw explainAuthorization(state, ca);
  }

  async function finalize(ready: AcmeOrder, csr: Uint8Array): Promise<AcmeOrder> {
    const payload = { csr: Buffer.from(csr).toString('base64url') };
    return doOnce(
      async () => readOrder(ready.url, await api('finalize', false).finalizeOrder(ready.finalizeUrl, payload), clock),
      () => order(ready.url),
      ({ status }) => status === 'ready',
    );
  }

  return {
    url: accountUrl,
    newOrder: (request) => createOrder(context, request),
    order,
    authorizations,
    answer,
    waitValid,
    finalize,
    waitReady: (from, { timeoutMs } = {}) =>
      waitFor(from, ({ status }) => status !== 'pending', 'the validation', firstPolls.validation, timeoutMs),
    waitIssued: (from, { timeoutMs } = {}) => waitFor(from, isSettled, 'the issuance', firstPolls.issuance, timeoutMs),
    async deactivate({ url }) {
      await api('authorization').updateAuthorization(url, { status: 'deactivated' });
    },
    async certificate(valid, preferredIssuer) {
      if (valid.certificateUrl === undefined) throw new Failure('RESPONSE', 'the CA gave no URL for the certificate');
      return downloadCertificate(() => api('certificate'), valid.certificateUrl, preferredIssuer, context.log);
    },
    chainAt: (url) => download(() => api('certificate'), url),
    revoke: (options) => revokeCertificate(context, options),
    async updateContact(email) {
      await api('account').updateAccount({ contact: contactOf(email) });
    },
  };
}

function isSettled({ status }: AcmeOrder): boolean {
  return status === 'valid' || status === 'invalid';
}
