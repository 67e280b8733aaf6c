import { createPublicKey, X509Certificate } from 'node:crypto';
import { selectChain, splitChain } from '../../acme/chain.js';
import { isForgottenAccount, isOrderGone } from '../../acme/failure-kinds.js';
import type { AcmeOrder } from '../../acme/orders.js';
import { fromBase64url } from '../../acme-server/index.js';
import type { DesiredCertificate } from '../../config/desired-state.js';
import type { OpenAccount } from '../../issuance/orders/open-accounts.js';
import { proveNames } from '../../issuance/orders/prove-names.js';
import type { PassContext } from '../../issuance/pass/pass-context.js';
import { Failure, isFailure } from '../../sdk/failure.js';
import { certificateId } from '../../x509/certificate-id.js';
import { readCertificateRequest } from '../../x509/certificate-request.js';
import type { Book } from './book.js';
import { digestsOf } from './digests.js';
import { findReplaced } from './find-replaced.js';
import { labelOf, type Session } from './session.js';
import type { StoredCertificate, StoredOrder } from './state.js';

/** What an order came to. */
export type Issued = Omit<StoredCertificate, 'account' | 'client'>;

/**
 * Has the CA make the certificate of an order: takes up the order at the CA that an earlier run made, else makes one, and
 * keeps its address before anything else, so that a kill at any instant costs at most one order more.
 * @throws Failure of whatever step
 */
export async function issue(book: Book, session: Session, id: string): Promise<Issued> {
  const context = session.open();
  try {
    return await issueWith(context, book, session, id);
  } finally {
    // The records are gone, or in the journal, before anybody may take the order for done with.
    await context.afterwards.done();
  }
}

async function issueWith(context: PassContext, book: Book, session: Session, id: string): Promise<Issued> {
  const stored = known(book, id);
  const csr = fromBase64url(stored.csr ?? '', 'the CSR');
  const { order, account, replaced } = await obtain(context, book, session, id);
  const ready = await proveNames(context, asCertificate(context, id, stored), {
    order,
    account: account.account,
    onStep: () => {},
  });
  const finalized = ready.status === 'ready' ? await account.account.finalize(ready, csr) : ready;
  const issued = await account.account.waitIssued(finalized);
  const collected = await collect(context, account, issued, stored, csr);
  const before = replaced === undefined ? undefined : book.certificates.get(replaced);
  if (replaced !== undefined && before !== undefined) {
    await book.certificates.put(replaced, { ...before, isReplaced: true });
  }
  return collected;
}

interface InHand {
  readonly order: AcmeOrder;
  readonly account: OpenAccount;
  /** Id of the certificate that it replaces. */
  readonly replaced?: string | undefined;
}

async function obtain(context: PassContext, book: Book, session: Session, id: string): Promise<InHand> {
  const { upstream } = known(book, id);
  if (upstream !== undefined) {
    const account = await session.account(upstream.server);
    const order = account.account.url === upstream.account ? await lookAt(account, upstream.url) : undefined;
    if (order !== undefined) return { order, account };
  }
  const account = await session.account(session.server);
  try {
    return await orderAnew(context, book, session, id, account);
  } catch (error) {
    if (!isForgottenAccount(error)) throw error;
    return orderAnew(context, book, session, id, await session.renewAccount(session.server, account.id));
  }
}

async function lookAt({ account }: OpenAccount, url: string): Promise<AcmeOrder | undefined> {
  try {
    const order = await account.order(url);
    return order.status === 'invalid' ? undefined : order;
  } catch (error) {
    if (isOrderGone(error) || isForgottenAccount(error) || isFailure(error, 'ACME', 'AUTHENTICATION')) return undefined;
    throw error;
  }
}

async function orderAnew(
  { limits, state }: PassContext,
  book: Book,
  { server }: Session,
  id: string,
  account: OpenAccount,
): Promise<InHand> {
  const stored = known(book, id);
  const { url } = account.account;
  const replaced = findReplaced(book, stored, { server, account: url });
  const isExempt = replaced?.ariId !== undefined && account.server.supportsAri;
  const planned = { server, account: url, domains: stored.names, isExempt };
  const giveBack = await limits.takeOrder(planned);
  const profile = stored.profile ?? preferredProfile(state.settings.acmeProfile, account);
  let order: AcmeOrder;
  try {
    order = await account.account.newOrder({ domains: stored.names, profile, replaces: replaced?.ariId });
  } catch (error) {
    await giveBack();
    if (isFailure(error)) await limits.heed(planned, error);
    throw error;
  }
  await book.orders.put(id, { ...known(book, id), upstream: { server, account: url, url: order.url } });
  return { order, account, replaced: replaced?.id };
}

/** That of the configuration, where the CA has it. */
function preferredProfile(profile: string | undefined, { server }: OpenAccount): string | undefined {
  return profile !== undefined && Object.hasOwn(server.profiles, profile) ? profile : undefined;
}

async function collect(
  { clock, state }: PassContext,
  { account, server }: OpenAccount,
  { certificateUrl }: AcmeOrder,
  { names }: StoredOrder,
  csr: Buffer,
): Promise<Issued> {
  if (certificateUrl === undefined) throw new Failure('RESPONSE', 'the CA gave no URL for the certificate');
  const usual = await account.chainAt(certificateUrl);
  const { preferredChain } = state.settings;
  const chains = [{ url: certificateUrl, pem: usual.pem }];
  const isWanted = preferredChain === undefined || selectChain([usual.pem], preferredChain, 'top').found;
  if (!isWanted) {
    for (const url of usual.alternates.slice(0, 10)) chains.push({ url, pem: (await account.chainAt(url)).pem });
  }
  const chosen = isWanted ? usual.pem : selectChain([usual.pem, ...chains.map(({ pem }) => pem)], preferredChain).chain;
  const urls = [certificateUrl, ...usual.alternates].slice(0, 11);
  const chosenUrl = chains.find(({ pem }) => pem === chosen)?.url ?? certificateUrl;
  const leaf = new X509Certificate(splitChain(chosen).cert);
  assertOrdered(leaf, names, csr, clock.now());
  return {
    names: [...names],
    server: server.directoryUrl,
    upstreamAccount: account.url,
    ariId: certificateId(leaf.toString()),
    ...digestsOf(leaf.raw),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    pem: chosen,
    alternates: urls.filter((url) => url !== chosenUrl),
  };
}

/** What a client gets is what it asked for. @throws Failure RESPONSE */
function assertOrdered(leaf: X509Certificate, names: readonly string[], csr: Buffer, now: number): void {
  const found = (leaf.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '').toLowerCase());
  const isSame = found.length === names.length && names.every((name) => found.includes(name));
  if (!isSame) throw new Failure('RESPONSE', 'the CA sent a certificate for other names');
  if (Date.parse(leaf.validTo) <= now) throw new Failure('RESPONSE', 'the CA sent a certificate that has expired');
  const asked = readCertificateRequest(csr)?.publicKey;
  const key = asked && createPublicKey({ key: asked, format: 'der', type: 'spki' });
  if (key === undefined || !leaf.publicKey.equals(key))
    throw new Failure('RESPONSE', 'the CA sent a certificate of another key');
}

/** As the steps of a certificate of our own know it. */
function asCertificate({ state }: PassContext, id: string, { names }: StoredOrder): DesiredCertificate {
  const { settings } = state;
  return {
    name: labelOf(id),
    isNameGiven: false,
    domains: names,
    profile: undefined,
    keyType: settings.keyType,
    reuseKey: false,
    server: settings.server,
    acmeProfile: undefined,
    preferredChain: undefined,
    explicit: settings.explicit,
    followCnames: settings.followCnames,
    forceRenew: false,
    steps: {},
    source: { file: 'doors', line: 1, column: 1 },
  };
}

function known(book: Book, id: string): StoredOrder {
  const order = book.orders.get(id);
  if (order === undefined) throw new Failure('INTERNAL', `the order ${id} is gone`);
  return order;
}
