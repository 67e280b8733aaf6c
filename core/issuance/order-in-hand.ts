import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type AcmeOrder, generatePrivateKey, isForgottenAccount, isOrderGone, type KeyType } from '../acme/index.js';
import type { DesiredCertificate } from '../config/desired-state.js';
import { isFailure } from '../sdk/failure.js';
import { isGoodLineage, type Lineage, type OrderEntry } from '../store/index.js';
import type { OpenAccount } from './accounts.js';
import { configurationFingerprint } from './configuration-fingerprint.js';
import type { PassContext } from './pass-context.js';

/** An order under way, with the key that its certificate will have, both in the journal. */
export interface OrderInHand {
  readonly order: AcmeOrder;
  readonly account: OpenAccount;
  readonly privateKey: string;
  readonly journalId: string;
  /** Tells the local count of certificates that this order came to nothing. */
  readonly giveBack: () => Promise<void>;
}

export interface OrderNeeds {
  readonly certificate: DesiredCertificate;
  readonly lineage: Lineage | undefined;
  /** ACME directory URL. */
  readonly server: string;
}

/**
 * Takes up the order of an earlier run where the CA still has it, else orders anew. A kill at any instant costs at most
 * one order more, and a certificate that was issued meanwhile is not lost.
 */
export async function obtainOrder(context: PassContext, needs: OrderNeeds): Promise<OrderInHand> {
  const account = await context.accounts.of(needs.server, needs.lineage?.accountId);
  const resumed = await resumeOrder(context, needs, account);
  if (resumed !== undefined) return resumed;
  try {
    return await orderAnew(context, needs, account);
  } catch (error) {
    if (!isForgottenAccount(error)) throw error;
    return orderAnew(context, needs, await context.accounts.renew(needs.server, account.id));
  }
}

async function orderAnew(context: PassContext, needs: OrderNeeds, account: OpenAccount): Promise<OrderInHand> {
  const { store, clock, limits } = context;
  const { certificate, lineage, server } = needs;
  const isSameServer = lineage !== undefined && isGoodLineage(lineage) && lineage.server === server;
  const replaces = isSameServer ? lineage.certificate?.ariId : undefined;
  const planned = {
    server,
    account: account.account.url,
    domains: certificate.domains,
    isExempt: replaces !== undefined && account.server.supportsAri,
  };
  const giveBack = await limits.takeOrder(planned);
  const [privateKey] = await Promise.all([keyFor(certificate, lineage), rememberAttempt(context, certificate)]);
  let order: AcmeOrder;
  try {
    order = await account.account.newOrder({
      domains: certificate.domains,
      profile: certificate.acmeProfile,
      replaces,
    });
  } catch (error) {
    await giveBack();
    if (isFailure(error)) await limits.heed(planned, error);
    throw error;
  }
  const journalId = await store.journal.add({
    kind: 'order',
    certificate: certificate.name,
    orderUrl: order.url,
    server,
    accountUrl: account.account.url,
    domains: certificate.domains,
    privateKey,
    createdAt: clock.now(),
  });
  return { order, account, privateKey, journalId, giveBack };
}

/** On disk before the CA is asked: a program that is killed just after, again and again, must not order each time. */
async function rememberAttempt({ memory, clock, state }: PassContext, certificate: DesiredCertificate): Promise<void> {
  const configuration = configurationFingerprint(certificate, state);
  await memory.update(certificate.name, (before) => {
    const isSame = before.ordering?.configuration === configuration;
    const count = (isSame ? (before.ordering?.count ?? 0) : 0) + 1;
    return { ...before, ordering: { at: clock.now(), count, configuration } };
  });
}

/** A new key, or the old one where the user wants to keep it and it is sound. */
async function keyFor({ reuseKey, keyType }: DesiredCertificate, lineage: Lineage | undefined): Promise<string> {
  if (reuseKey && lineage !== undefined && isGoodLineage(lineage))
    return readFile(lineage.archivePaths.privkey, 'utf8');
  return generatePrivateKey(keyType);
}

async function resumeOrder(
  context: PassContext,
  needs: OrderNeeds,
  account: OpenAccount,
): Promise<OrderInHand | undefined> {
  const { store, log } = context;
  const { certificate, server } = needs;
  let found: OrderInHand | undefined;
  for (const entry of await store.journal.list('order')) {
    if (entry.certificate !== certificate.name) continue;
    const fits = found === undefined && entry.server === server && isWanted(entry, certificate);
    const order = fits && entry.accountUrl === account.account.url ? await lookAt(account, entry) : undefined;
    const isSameProfile = order?.profile === undefined || order.profile === (certificate.acmeProfile ?? order.profile);
    if (order !== undefined && entry.privateKey !== undefined && isSameProfile) {
      log.info(
        { event: 'order.resumed', certificate: certificate.name, status: order.status },
        'taking up an order of an earlier run',
      );
      found = { order, account, privateKey: entry.privateKey, journalId: entry.id, giveBack: async () => {} };
    } else await store.journal.remove(entry.id);
  }
  return found;
}

/** The order as the CA has it now; undefined where it is of no use any more. */
async function lookAt({ account }: OpenAccount, { orderUrl }: OrderEntry): Promise<AcmeOrder | undefined> {
  try {
    const order = await account.order(orderUrl);
    return order.status === 'invalid' ? undefined : order;
  } catch (error) {
    if (isOrderGone(error) || isForgottenAccount(error) || isFailure(error, 'ACME', 'AUTHENTICATION')) return undefined;
    throw error;
  }
}

/** Whether its certificate would be what the configuration asks for by now: the same names, and a key of the same type. */
function isWanted({ domains, privateKey }: OrderEntry, certificate: DesiredCertificate): boolean {
  if (privateKey === undefined) return false;
  if (domains.length !== certificate.domains.length) return false;
  if (!certificate.domains.every((domain) => domains.includes(domain))) return false;
  return certificate.reuseKey || keyTypeOf(privateKey) === certificate.keyType;
}

function keyTypeOf(privateKey: string): KeyType | undefined {
  const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(privateKey);
  if (asymmetricKeyType === 'rsa') return asymmetricKeyDetails?.modulusLength === 4096 ? 'rsa4096' : 'rsa';
  return asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'ecdsa384' : 'ecdsa';
}
