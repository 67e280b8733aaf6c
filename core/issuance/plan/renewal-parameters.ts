import type { RenewalParameters } from '../../store/certbot/renewal-conf.js';
import type { KeyType } from '../../x509/certificate-facts.js';
import type { IssueAction } from './actions.js';
import { lineageParameters } from './lineage-parameters.js';

/**
 * What the renewal configuration of a lineage records of an issue.
 * @param account id of the account that ordered
 * @param keyType of the key that the new version has: a kept one may be of a type that nobody asked for
 */
export function renewalParameters(action: IssueAction, account: string, keyType: KeyType): RenewalParameters {
  const { preferredChain, profile, reuseKey, isProfileRequired } = lineageParameters(
    action.certificate,
    action.lineage,
  );
  return {
    server: action.server,
    account,
    keyType,
    reuseKey,
    isProfileRequired,
    ...(preferredChain !== undefined && { preferredChain }),
    ...(profile !== undefined && { profile }),
  };
}
