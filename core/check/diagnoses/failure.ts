import type { Failure, ProviderManifest } from '../../sdk/index.js';
import type { Diagnosis } from '../diagnosis.js';

/**
 * What a failure of the provider means; the wrong credential and the missing zone are told apart from the rest.
 * @param page says how to make the credential
 */
export function diagnoseFailure(
  failure: Failure,
  zone: string,
  { id, title, website }: Pick<ProviderManifest, 'id' | 'title' | 'website'>,
  page?: string,
): Diagnosis {
  const hint = failure.hint ?? 'Try again; with --log-level debug every request is logged';
  const common = { severity: 'error', subject: zone, message: failure.message } as const;
  if (failure.code === 'AUTHENTICATION') {
    const more = page === undefined ? '' : ` See ${page}`;
    return {
      ...common,
      code: 'wrong-credential',
      message: `${title} refuses the credential: ${failure.message}`,
      hint: `Check the options of \`letsencrypt-dns providers ${id}\`: is it complete, of this account, and may it change DNS records?${more}`,
    };
  }
  if (failure.code === 'ZONE_NOT_FOUND') {
    const where = website === undefined ? '' : ` (${website})`;
    return {
      ...common,
      code: 'zone-not-in-account',
      hint:
        id === 'standalone'
          ? hint
          : `Add ${zone} to the account at ${title}${where}, or use the credential of the account that has it`,
    };
  }
  return { ...common, code: 'failed', hint };
}
