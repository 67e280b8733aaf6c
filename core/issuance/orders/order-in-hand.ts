import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isForgottenAccount, isOrderGone } from '../../acme/failure-kinds.js';
import { generateKey, type ParsedKey } from '../../acme/keys.js';
import type { AcmeOrder } from '../../acme/orders.js';
import type { DesiredCertificate } from '../../config/desired-state.js';
import { isFailure } from '../../sdk/failure.js';
import type { OrderEntry } from '../../store/facts/journal-entries.js';
import { isGoodLineage } from '../../store/lineages/lineage.js';
import { readKeyType } from '../../x509/certificate-facts.js';
import type { PassContext } from '../pass/pass-context.js';
import { accountIdOf, type IssueAction } from '../plan/actions.js';
import { keepsKey, lineageParameters } from '../plan/lineage-parameters.js';
import type { OpenAccount } from './open-accounts.js';

/** An order under way, with the key that its certificate will have, both in the journal. */
export interface OrderInHand {
  readonly order: AcmeOrder;
  readonly account: OpenAccount;
  readonly privateKey: ParsedKey;
  readonly journalId: string;
  /** Tells the local count of certificates that this order came to nothing. */
  readonly giveBack: () => Promise<void>;
}

/** What of an action an order depends on. */
export type OrderNeeds = Pick<IssueAction, 'certificate' | 'lineage' | 'server' | 'needsNewKey' | 'isForced'>;

/** What ordering needs of a pass. */
export type OrderContext = Pick<
  PassContext,
  'accounts' | 'store' | 'clock' | 'limits' | 'memory' | 'state' | 'fingerprint' | 'log'
>;

/**
 * Takes up the order of an earlier run where the CA still has it, else orders anew. A kill at any instant costs at most
 * one order more, and a certificate that was issued meanwhile is not lost.
 */
export async function obtainOrder(context: OrderContext, needs: OrderNeeds): Promise<OrderInHand> {
  const account = await context.accounts.of(needs.server, accountIdOf(needs));
  const resumed = await resumeOrder(context, needs, account);
  if (resumed !== undefined) return resumed;
  try {
    return await orderAnew(context, needs, account);
  } catch (error) {
    if (!isForgottenAccount(error)) throw error;
    return orderAnew(context, needs, await context.accounts.renew(needs.server, account.id));
  }
}

async function orderAnew(context: OrderContext, needs: OrderNeeds, account: OpenAccount): Promise<OrderInHand> {
  const { store, clock, limits } = context;
  const { certificate, lineage, server } = needs;
  const before = lineage !== undefined && isGoodLineage(lineage) && lineage.server === server ? lineage : undefined;
  const replaces = before?.certificate.ariId;
  const planned = {
    server,
    account: account.account.url,
    domains: certificate.domains,
    isExempt: replaces !== undefined && account.server.supportsAri,
    passesPauses: needs.isForced,
  };
  const giveBack = await limits.takeOrder(planned);
  const [privateKey] = await Promise.all([keyFor(context, needs), rememberAttempt(context, certificate)]);
  let order: AcmeOrder;
  try {
    order = await account.account.newOrder({
      domains: certificate.domains,
      profile: profileFor(context, needs, account),
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
    privateKey: privateKey.pem,
    createdAt: clock.now(),
  });
  return { order, account, privateKey, journalId, giveBack };
}

/** On disk before the CA is asked: a program that is killed just after, again and again, must not order each time. */
async function rememberAttempt(
  { memory, clock, state, fingerprint }: Pick<PassContext, 'memory' | 'clock' | 'state' | 'fingerprint'>,
  certificate: DesiredCertificate,
): Promise<void> {
  const configuration = fingerprint(certificate, state);
  await memory.update(certificate.name, (before) => {
    const { ordering } = before;
    const count = ordering?.configuration === configuration ? ordering.count + 1 : 1;
    return { ...before, ordering: { at: clock.now(), count, configuration } };
  });
}

/** A new key, or the old one where the user wants to keep it and it is sound. */
async function keyFor(
  { store }: Pick<PassContext, 'store'>,
  { certificate, lineage, needsNewKey }: OrderNeeds,
): Promise<ParsedKey> {
  if (lineage !== undefined && isGoodLineage(lineage) && keepsKey(certificate, lineage, needsNewKey)) {
    const pem = (await store.material(lineage.name)).privkey;
    return { pem, key: createPrivateKey(pem) };
  }
  return generateKey(lineageParameters(certificate, lineage).keyType);
}

/** The profile to order; none where the CA has not got one that is only preferred. */
function profileFor(
  { log }: Pick<PassContext, 'log'>,
  { certificate, lineage }: OrderNeeds,
  { server }: OpenAccount,
): string | undefined {
  const { profile, isProfileRequired } = lineageParameters(certificate, lineage);
  if (profile === undefined || isProfileRequired || Object.hasOwn(server.profiles, profile)) return profile;
  log.warn(
    { event: 'profile.unknown', certificate: certificate.name, profile },
    'the CA does not have the preferred profile: taking its default',
  );
  return undefined;
}

async function resumeOrder(
  context: Pick<PassContext, 'store' | 'log'>,
  needs: OrderNeeds,
  account: OpenAccount,
): Promise<OrderInHand | undefined> {
  const { store, log } = context;
  const { certificate, server } = needs;
  let found: OrderInHand | undefined;
  for (const entry of await store.journal.list('order', certificate.name)) {
    const isNext = found === undefined && entry.server === server;
    const privateKey = isNext ? await wantedKey(context, entry, needs) : undefined;
    const isOwn = privateKey !== undefined && entry.accountUrl === account.account.url;
    const order = isOwn ? await lookAt(account, entry) : undefined;
    if (order !== undefined && privateKey !== undefined && isAsOrdered(order, needs)) {
      log.info(
        { event: 'order.resumed', certificate: certificate.name, status: order.status },
        'taking up an order of an earlier run',
      );
      found = { order, account, privateKey, journalId: entry.id, giveBack: async () => {} };
    } else await store.journal.remove(entry.id);
  }
  return found;
}

/** Whether the CA's order is still about the same, with a profile that is wanted, or of which nothing is known. */
function isAsOrdered(order: AcmeOrder, { certificate, lineage }: OrderNeeds): boolean {
  const { profile } = lineageParameters(certificate, lineage);
  if (!isSameSet(order.domains, certificate.domains)) return false;
  return order.profile === undefined || profile === undefined || order.profile === profile;
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

/** The key of an order whose certificate would be what is wanted by now: the same names, and the key that it should have. */
async function wantedKey(
  { store }: Pick<PassContext, 'store'>,
  { domains, privateKey: pem }: OrderEntry,
  needs: OrderNeeds,
): Promise<ParsedKey | undefined> {
  if (pem === undefined || !isSameSet(domains, needs.certificate.domains)) return undefined;
  const key = createPrivateKey(pem);
  return (await isKeyWanted(store, key, needs)) ? { pem, key } : undefined;
}

async function isKeyWanted(
  store: PassContext['store'],
  key: KeyObject,
  { certificate, lineage, needsNewKey }: OrderNeeds,
): Promise<boolean> {
  const present = lineage !== undefined && isGoodLineage(lineage) ? lineage : undefined;
  const presentKey = async (name: string) => createPrivateKey((await store.material(name)).privkey);
  if (present !== undefined && keepsKey(certificate, present, needsNewKey)) {
    return key.equals(await presentKey(present.name));
  }
  if (needsNewKey && present !== undefined && key.equals(await presentKey(present.name))) return false;
  return readKeyType(key) === lineageParameters(certificate, lineage).keyType;
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && other.every((text) => one.includes(text));
}
