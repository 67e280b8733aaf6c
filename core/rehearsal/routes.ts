import { type JwsRules, Problem, type Reply, readSigned } from '../acme-server/index.js';
import { accountOf, listOrders, newAccount, updateAccount } from './accounts.js';
import { answerChallenge, readAuthorization } from './authorizations.js';
import { downloadCertificate, revokeCertificate } from './certificates.js';
import type { Context, Resource, SignedRequest } from './context.js';
import { newOrder } from './new-order.js';
import { finalizeOrder, readOrder } from './orders.js';
import { renewalInformation } from './renewal-information.js';

type Handler = (context: Context, request: SignedRequest) => Reply | Promise<Reply>;

interface Route {
  readonly identity: JwsRules['identity'];
  readonly handle: Handler;
}

const signedRoutes = new Map<Resource, Route>([
  ['newAccount', { identity: 'jwk', handle: newAccount }],
  ['account', { identity: 'kid', handle: updateAccount }],
  ['orders', { identity: 'kid', handle: listOrders }],
  ['newOrder', { identity: 'kid', handle: newOrder }],
  ['order', { identity: 'kid', handle: readOrder }],
  ['finalize', { identity: 'kid', handle: finalizeOrder }],
  ['authorization', { identity: 'kid', handle: readAuthorization }],
  ['challenge', { identity: 'kid', handle: answerChallenge }],
  ['certificate', { identity: 'kid', handle: downloadCertificate }],
  ['revokeCert', { identity: 'either', handle: revokeCertificate }],
]);

export interface IncomingRequest {
  readonly method: string;
  readonly resource: Resource;
  /** The path after the resource. */
  readonly rest: readonly string[];
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

/** @throws Problem */
export async function route(context: Context, request: IncomingRequest): Promise<Reply> {
  const { resource, rest } = request;
  const signed = signedRoutes.get(resource);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead === (signed !== undefined) || (!isRead && request.method !== 'POST')) {
    throw new Problem('malformed', `${request.method} is not allowed here`, { status: 405 });
  }
  if (signed !== undefined) return handleSigned(context, request, signed);
  if (resource === 'renewalInfo') return renewalInformation(context, rest.join('/'));
  if (resource === 'newNonce') return { status: request.method === 'GET' ? 204 : 200 };
  return { json: directory(context) };
}

async function handleSigned(context: Context, request: IncomingRequest, { identity, handle }: Route): Promise<Reply> {
  const { url, rest } = request;
  const accountOfUrl = (kid: string) => accountOf(context, kid);
  const verified = readSigned(request, { nonces: context.nonces, identity, accountOf: accountOfUrl });
  const [id = '', ...more] = rest;
  return handle(context, { id, rest: more, url, ...verified });
}

/** RFC 8555 section 7.1.1. */
function directory({ url, profiles, options }: Context) {
  return {
    newNonce: url('newNonce'),
    newAccount: url('newAccount'),
    newOrder: url('newOrder'),
    revokeCert: url('revokeCert'),
    renewalInfo: url('renewalInfo'),
    meta: {
      termsOfService: 'https://example.com/rehearsal-terms',
      website: 'https://example.com/rehearsal',
      externalAccountRequired: options.externalAccounts !== undefined,
      profiles: Object.fromEntries([...profiles].map(([name, { description }]) => [name, description])),
    },
  };
}
