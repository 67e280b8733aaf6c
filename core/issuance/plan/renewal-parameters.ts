import { createPrivateKey } from 'node:crypto';
import type { RenewalParameters } from '../../store/certbot/renewal-conf.js';
import { readKeyType } from '../../x509/certificate-facts.js';
import type { IssueAction } from './actions.js';
import { lineageParameters } from './lineage-parameters.js';

/**
 * What the renewal configuration of a lineage records of an issue.
 * @param account id of the account that ordered
 * @param privateKey PEM of the key that the new version has: a kept one may be of a type that nobody asked for
 */
export function renewalParameters(action: IssueAction, account: string, privateKey: string): RenewalParameters {
  const { preferredChain, profile, reuseKey, isProfileRequired } = lineageParameters(
    action.certificate,
    action.lineage,
  );
  return {
    server: action.server,
    account,
    keyType: readKeyType(createPrivateKey(privateKey)),
    reuseKey,
    isProfileRequired,
    ...(preferredChain !== undefined && { preferredChain }),
    ...(profile !== undefined && { profile }),
  };
}
