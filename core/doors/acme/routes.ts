import { type JwsRules, Problem, type Reply, readSigned } from '../../acme-server/index.js';
import type { DoorCall } from '../door.js';
import { accountAt, activeAccount, changeKey, listOrders, newAccount, updateAccount } from './accounts.js';
import { answerChallenge, readAuthorization } from './authorizations.js';
import { type AcmeDoor, type Resource, resources, type SignedCall } from './call.js';
import { downloadCertificate, revokeCertificate } from './certificates.js';
import type { DoorNonces } from './nonces.js';
import { finalizeOrder, newOrder, readOrder } from './orders.js';
import { createRenewalInformation } from './renewal-information.js';

interface Route {
  readonly identity: JwsRules['identity'];
  readonly handle: (door: AcmeDoor, request: SignedCall) => Promise<Reply>;
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
  ['keyChange', { identity: 'kid', handle: changeKey }],
]);

export interface Routes {
  /** @throws Problem, DoorRefusal, Failure */
  answer(call: DoorCall): Promise<Reply>;
  nonce(): string;
}

export function createRoutes(door: AcmeDoor, nonces: DoorNonces): Routes {
  const renewalInformation = createRenewalInformation(door);

  async function signed(call: DoorCall, resource: Resource, rest: readonly string[], route: Route): Promise<Reply> {
    const url = door.url(resource, ...rest);
    const contentType = call.headers['content-type'] ?? '';
    const body = call.body.toString('utf8');
    const { identity, handle } = route;
    const accountOf = (kid: string) => accountAt(door, kid);
    let nonce = '';
    const use = (given: string): boolean => {
      nonce = given;
      return nonces.use(given);
    };
    const verified = readSigned({ url, contentType, body }, { nonces: { ...nonces, use }, identity, accountOf });
    await nonces.spend(nonce, call.id);
    if (verified.account !== undefined) activeAccount(verified.account, call);
    const [id = '', ...more] = rest;
    return handle(door, { call, id, rest: more, url, ...verified });
  }

  return {
    nonce: () => nonces.issue(),
    async answer(call) {
      const [, , name = '', ...rest] = call.path.split('/');
      const resource = resources.find((known) => known === name);
      if (resource === undefined) throw new Problem('malformed', 'there is nothing here', { status: 404 });
      const route = signedRoutes.get(resource);
      const isRead = call.method === 'GET' || call.method === 'HEAD';
      if (isRead === (route !== undefined))
        throw new Problem('malformed', `${call.method} is not for here`, { status: 405 });
      if (route !== undefined) return signed(call, resource, rest, route);
      if (resource === 'renewalInfo') return renewalInformation(rest.join('/'));
      if (rest.length > 0) throw new Problem('malformed', 'there is nothing here', { status: 404 });
      if (resource === 'newNonce') return { status: call.method === 'GET' ? 204 : 200 };
      return { json: directory(door, call) };
    },
  };
}

/** RFC 8555 section 7.1.1. Whoever is known by its address needs no binding, and is not told that it would. */
function directory({ url, workshop }: AcmeDoor, { gate }: DoorCall) {
  const { termsOfService, caaIdentities } = workshop.meta();
  const profiles = workshop.profiles();
  return {
    newNonce: url('newNonce'),
    newAccount: url('newAccount'),
    newOrder: url('newOrder'),
    revokeCert: url('revokeCert'),
    keyChange: url('keyChange'),
    renewalInfo: url('renewalInfo'),
    meta: {
      ...(termsOfService !== undefined && { termsOfService }),
      ...(caaIdentities.length > 0 && { caaIdentities }),
      ...(Object.keys(profiles).length > 0 && { profiles }),
      externalAccountRequired: gate.byAddress() === undefined,
    },
  };
}
