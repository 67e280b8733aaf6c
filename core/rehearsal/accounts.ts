import {
  AccountUpdate,
  accountDocument,
  checkedContacts,
  NewAccount,
  Problem,
  parseAs,
  type Reply,
  verifyBinding,
  verifyByTable,
} from '../acme-server/index.js';
import { type Context, newId, type SignedRequest } from './context.js';
import type { Account } from './state.js';

/** RFC 8555 section 7.3. */
export function newAccount(context: Context, { payload, key, url }: SignedRequest): Reply {
  const wish = parseAs(NewAccount, payload, 'newAccount');
  const existing = accountWithKey(context, key.thumbprint);
  if (existing !== undefined) return reply(context, activeAccount(existing), 200);
  if (wish.onlyReturnExisting) throw new Problem('accountDoesNotExist', 'no account has this key');
  if (!wish.termsOfServiceAgreed) throw new Problem('malformed', 'the terms of service must be agreed to');
  const { externalAccounts } = context.options;
  const externalAccount =
    externalAccounts === undefined
      ? undefined
      : verifyBinding(wish.externalAccountBinding, {
          thumbprint: key.thumbprint,
          url,
          verify: verifyByTable(externalAccounts),
        });
  const contact = checkedContacts(wish.contact ?? []);
  const account: Account = { id: newId(), key, status: 'valid', contact, externalAccount };
  context.state.accounts.set(account.id, account);
  context.log.debug({ account: account.id }, 'rehearsal CA: new account');
  return reply(context, account, 201);
}

/** Reads, updates or deactivates (RFC 8555 sections 7.3.2 and 7.3.6). */
export function updateAccount(context: Context, request: SignedRequest): Reply {
  const account = ownAccount(request);
  if (request.payload !== undefined) {
    const { contact, status } = parseAs(AccountUpdate, request.payload, 'account');
    if (contact !== undefined) account.contact = checkedContacts(contact);
    if (status !== undefined) account.status = status;
  }
  return reply(context, account, 200);
}

/** RFC 8555 section 7.1.2.1. */
export function listOrders(context: Context, request: SignedRequest): Reply {
  const account = ownAccount(request);
  const orders = [...context.state.orders.values()].filter((order) => order.accountId === account.id);
  return { json: { orders: orders.map((order) => context.url('order', order.id)) } };
}

/** The account of a URL. @throws Problem accountDoesNotExist, unauthorized when it has been deactivated */
export function accountOf(context: Context, kid: string): Account {
  const prefix = context.url('account', '');
  const account = kid.startsWith(prefix) ? context.state.accounts.get(kid.slice(prefix.length)) : undefined;
  if (account === undefined) throw new Problem('accountDoesNotExist', `there is no account ${kid}`);
  return activeAccount(account);
}

function activeAccount(account: Account): Account {
  if (account.status === 'valid') return account;
  throw new Problem('unauthorized', 'the account has been deactivated', { status: 401 });
}

function ownAccount({ account, id }: SignedRequest): Account {
  if (account === undefined || account.id !== id) throw new Problem('unauthorized', 'this is another account');
  return account;
}

function accountWithKey({ state }: Context, thumbprint: string): Account | undefined {
  return [...state.accounts.values()].find((account) => account.key.thumbprint === thumbprint);
}

function reply(context: Context, account: Account, status: number): Reply {
  const { externalAccount, contact } = account;
  return {
    status,
    headers: { Location: context.url('account', account.id) },
    json: accountDocument({
      status: account.status,
      contact,
      orders: context.url('orders', account.id),
      externalAccount,
    }),
  };
}
