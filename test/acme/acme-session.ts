import type { AcmeAccount } from '../../core/acme/account.js';
import { importAccountKey } from '../../core/acme/account-key.js';
import type { IssuedChain } from '../../core/acme/certificate.js';
import { createCsr } from '../../core/acme/csr.js';
import { generatePrivateKey } from '../../core/acme/keys.js';
import { openAcme } from '../../core/acme/open-acme.js';
import type { AcmeOptions, AcmeServer } from '../../core/acme/server.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { newEcKey } from '../lab/new-key.js';

export interface Session {
  readonly acme: AcmeServer;
  /** The kinds of the requests sent so far, in order. */
  readonly requests: string[];
  count(resource: string): number;
  register(): Promise<AcmeAccount>;
  close(): Promise<void>;
}

export function newAccountKey() {
  return importAccountKey(newEcKey());
}

/** An open server that counts its requests. */
export async function openSession(
  directoryUrl: string,
  options: Partial<AcmeOptions> & { readonly caBundle?: string } = {},
): Promise<Session> {
  const requests: string[] = [];
  const { caBundle, ...others } = options;
  const dispatcher = createDispatcher({ env: {}, caBundle });
  const onRequest: AcmeOptions['onRequest'] = ({ resource }) => requests.push(resource);
  const acme = await openAcme({ directoryUrl, dispatcher, onRequest, ...others });
  return {
    acme,
    requests,
    count: (wanted) => requests.filter((resource) => resource === wanted).length,
    async register() {
      const accountKey = newAccountKey();
      const { accountUrl } = await acme.register({ accountKey });
      return acme.account({ accountKey, accountUrl });
    },
    close: () => dispatcher.close(),
  };
}

/** The way from names to a certificate, without the DNS. */
export async function obtain(
  account: AcmeAccount,
  domains: readonly string[],
  preferredIssuer?: string,
): Promise<IssuedChain & { readonly key: string }> {
  let order = await account.newOrder({ domains });
  const keyMade = generatePrivateKey('ecdsa');
  if (order.status === 'pending') {
    const authorizations = await account.authorizations(order);
    await Promise.all(authorizations.map((authorization) => account.answer(authorization)));
    order = await account.waitReady(order);
  }
  const key = await keyMade;
  if (order.status === 'ready') order = await account.finalize(order, await createCsr(domains, key));
  return { ...(await account.certificate(await account.waitIssued(order), preferredIssuer)), key };
}
