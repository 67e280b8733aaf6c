import type { RenewalParameters } from '../store/index.js';
import type { IssueAction } from './actions.js';

const keyTypes = { rsa: 'rsa2048', rsa4096: 'rsa4096', ecdsa: 'ecdsa256', ecdsa384: 'ecdsa384' } as const;

/** What the renewal configuration of a lineage records of an issue. */
export function renewalParameters({ certificate, lineage }: IssueAction, account: string): RenewalParameters {
  const { keyType, reuseKey, preferredChain, acmeProfile } = certificate;
  return {
    server: lineage?.server ?? certificate.server,
    account,
    keyType: keyTypes[keyType],
    reuseKey,
    ...(preferredChain !== undefined && { preferredChain }),
    ...(acmeProfile !== undefined && { profile: acmeProfile }),
  };
}
