import type { JsonWebKey } from 'node:crypto';
import {
  AccountUpdate,
  accountDocument,
  checkedContacts,
  NewAccount,
  Problem,
  parseAs,
  type Reply,
  verifyBinding,
  verifyKeyChange,
} from '../../acme-server/index.js';
import type { DoorClient } from '../../config/doors.js';
import { type Account, newId } from './book.js';
import { type AcmeDoor, accountOf, type SignedCall } from './call.js';

/** Accounts of one client: whoever has its secret must not fill the disk. */
const mostAccounts = 1000;
const mostContacts = 10;
const mostOrdersListed = 100;

/** RFC 8555 section 7.3. Who registers is a client of the configuration, by its secret or by its address. */
export async function newAccount(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { book, context } = door;
  const { payload, key, url, call } = request;
  const wish = parseAs(NewAccount, payload, 'newAccount');
  const existing = book.accountByThumbprint(key.thumbprint);
  if (existing !== undefined) return reply(door, activeAccount(existing, call), 200);
  if (wish.onlyReturnExisting) throw new Problem('accountDoesNotExist', 'no account has this key');
  const client = clientOf(request, wish.externalAccountBinding, url);
  const contact = checkedContacts((wish.contact ?? []).slice(0, mostContacts));
  await dropOldest(door, client.name);
  const account = {
    client: client.name,
    jwk: plainJwk(key.key.export({ format: 'jwk' })),
    status: 'valid' as const,
    contact: [...contact],
    isBound: client.validate === undefined,
    createdAt: context.clock.now(),
  };
  const id = newId();
  await book.accounts.put(id, account);
  return reply(door, { ...account, id, key }, 201);
}

/** The oldest account without an order: devices that forget theirs at each start must not be locked out by it. */
async function dropOldest({ book }: AcmeDoor, client: string): Promise<void> {
  const own = [...book.accounts.all()].filter(([, account]) => account.client === client);
  if (own.length < mostAccounts) return;
  const busy = new Set([...book.orders.all()].map(([, { account }]) => account));
  const idle = own.filter(([id]) => !busy.has(id)).sort(([, one], [, other]) => one.createdAt - other.createdAt);
  const [oldest] = idle;
  if (oldest === undefined) throw new Problem('rateLimited', `${client} has too many accounts`);
  await book.accounts.remove(oldest[0]);
}

function clientOf({ call, key }: SignedCall, binding: unknown, url: string): DoorClient {
  if (binding === undefined) {
    const known = call.gate.byAddress();
    if (known !== undefined) return known;
    throw new Problem(
      'externalAccountRequired',
      'this hub needs an external account binding: the name of a client as key id, and its secret',
    );
  }
  let client: DoorClient | undefined;
  verifyBinding(binding, {
    thumbprint: key.thumbprint,
    url,
    verify: (kid, isRight) => {
      client = call.gate.proof(kid, isRight);
    },
  });
  if (client === undefined) throw new Problem('unauthorized', 'the binding was not looked at');
  return client;
}

/** Reads, updates or deactivates (RFC 8555 sections 7.3.2 and 7.3.6). */
export async function updateAccount(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const account = ownAccount(request);
  if (request.payload === undefined) return reply(door, account, 200);
  const { contact, status } = parseAs(AccountUpdate, request.payload, 'account');
  const { id, key: _key, ...stored } = account;
  const changed = {
    ...stored,
    ...(contact !== undefined && { contact: [...checkedContacts(contact.slice(0, mostContacts))] }),
    ...(status !== undefined && { status }),
  };
  await door.book.accounts.put(id, changed);
  return reply(door, { ...account, ...changed }, 200);
}

/** RFC 8555 section 7.3.5. */
export async function changeKey(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const account = accountOf(request);
  const accountUrl = door.url('account', account.id);
  const key = verifyKeyChange(request.payload, { url: request.url, accountUrl, oldKey: account.key });
  const other = door.book.accountByThumbprint(key.thumbprint);
  if (other !== undefined) {
    throw new Problem('malformed', 'another account has the new key', { status: 409 });
  }
  const { id, key: _old, ...stored } = account;
  const changed = { ...stored, jwk: plainJwk(key.key.export({ format: 'jwk' })) };
  await door.book.accounts.put(id, changed);
  return reply(door, { ...account, ...changed, key }, 200);
}

/** The latest of its orders, newest first (RFC 8555 section 7.1.2.1). */
export async function listOrders(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const account = ownAccount(request);
  const own = [...door.book.orders.all()].filter(([, order]) => order.account === account.id);
  const newest = own.sort(([, one], [, other]) => other.createdAt - one.createdAt).slice(0, mostOrdersListed);
  return { json: { orders: newest.map(([id]) => door.url('order', id)) } };
}

/** The account of a URL. Whether it may do anything is to be seen once its signature is. @throws Problem accountDoesNotExist */
export function accountAt({ book, url }: AcmeDoor, kid: string): Account {
  const prefix = url('account', '');
  const account = kid.startsWith(prefix) ? book.account(kid.slice(prefix.length)) : undefined;
  if (account === undefined) throw new Problem('accountDoesNotExist', 'there is no such account');
  return account;
}

/** Its client must still be known, and come from where it may. @throws Problem unauthorized; DoorRefusal */
export function activeAccount(account: Account, { gate }: SignedCall['call']): Account {
  const client = gate.known(account.client);
  if (account.status !== 'valid')
    throw new Problem('unauthorized', 'the account has been deactivated', { status: 401 });
  // One that was known by its address is so no more where the client has got a secret since, and the other way round.
  if (account.isBound !== (client.validate === undefined)) {
    throw new Problem('unauthorized', 'the account was made in another way than its client is known by today', {
      status: 401,
    });
  }
  return account;
}

function ownAccount(request: SignedCall): Account {
  const account = accountOf(request);
  if (account.id !== request.id) throw new Problem('unauthorized', 'this is another account');
  return account;
}

function reply({ url }: AcmeDoor, account: Account, status: number): Reply {
  return {
    status,
    headers: { Location: url('account', account.id) },
    json: accountDocument({
      status: account.status,
      contact: account.contact,
      orders: url('orders', account.id),
      externalAccount: account.isBound ? account.client : undefined,
    }),
  };
}

/** The members that say which key it is. */
function plainJwk({ kty = '', crv, x, y, n, e }: JsonWebKey): Record<string, string> {
  const members = { kty, crv, x, y, n, e };
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
