import { Problem } from '../../acme-server/index.js';
import { coversIdentifier } from '../../config/domain-pattern.js';
import { recognizeLetsEncrypt } from '../../issuance/orders/lets-encrypt.js';
import { waitForOrder } from '../../issuance/rate-limits/index.js';
import { Failure } from '../../sdk/failure.js';
import type { DoorContext } from '../door.js';
import type { Book } from './book.js';
import { findReplaced } from './find-replaced.js';
import type { StoredOrder } from './state.js';

/** So long, in milliseconds, an order waits in the queue; longer waits are told to the client at once. */
const mostWaitMs = 60_000;

/** The configuration may have changed since the order was made. @throws Problem unauthorized */
export function assertAllowed(context: DoorContext, { client: name, names }: StoredOrder): void {
  const client = context.settings().clients.find((candidate) => candidate.name === name);
  const isAllowed = client?.doors.includes('acme') && names.every((each) => coversIdentifier(client.domains, each));
  if (!isAllowed) throw new Problem('unauthorized', `${name} may not have certificates for these names any more`);
}

/**
 * Whether the CA's limits leave room for an order soon: the count is shared with our own certificates. Nothing is taken
 * yet; an order that renews a certificate counts nowhere.
 * @throws Failure RATE_LIMITED, with the time
 */
export async function assertRoom(context: DoorContext, book: Book, order: StoredOrder): Promise<void> {
  const { store, limits, env, clock } = context.services();
  const { server } = context.state().settings;
  const [stored] = await store.accounts.find(server);
  const account = stored?.accountUrl;
  if (account === undefined || findReplaced(book, order, { server, account }) !== undefined) return;
  const isLimited = recognizeLetsEncrypt(env).isOne(server);
  const now = clock.now();
  const wait = waitForOrder({ account, domains: order.names }, await limits.standing(), { isLimited, now });
  if (wait.ms <= mostWaitMs) return;
  throw new Failure('RATE_LIMITED', `the CA allows no more for a time (${wait.subject})`, { retryAfterMs: wait.ms });
}
