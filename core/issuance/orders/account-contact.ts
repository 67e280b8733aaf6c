import type { AcmeAccount } from '../../acme/account.js';
import { contactOf } from '../../acme/contact.js';
import { isForgottenAccount } from '../../acme/failure-kinds.js';
import type { Settings } from '../../config/settings.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { StoredAccount } from '../../store/certbot/account-files.js';
import type { CertificateStore } from '../../store/store.js';

interface Surroundings {
  readonly store: CertificateStore;
  readonly settings: Pick<Settings, 'mail'>;
  readonly log: Logger;
}

/**
 * Whether the CA has to be told of another contact. Where nobody wrote down what it was told, an account may have the
 * contact that certbot gave it: that is replaced by an address, and not by none.
 */
export function isContactStale(
  { accountUrl, contact }: Pick<StoredAccount, 'accountUrl' | 'contact'>,
  { mail }: Pick<Settings, 'mail'>,
): boolean {
  if (accountUrl === undefined) return false;
  const wanted = contactOf(mail);
  return contact === undefined ? wanted.length > 0 : wanted.join() !== contact.join();
}

/**
 * Tells the CA the contact (RFC 8555, section 7.3.2), and writes down that it was told; also where it refuses, so that it
 * is not asked again in each pass. A failure is logged: it must not stop a certificate.
 * @throws Failure ABORTED
 */
export async function sendContact(
  account: AcmeAccount,
  server: string,
  { id, privateKey }: StoredAccount,
  { store, settings, log }: Surroundings,
): Promise<void> {
  const contact = contactOf(settings.mail);
  const remember = () => store.accounts.save({ server, privateKey, accountUrl: account.url, contact });
  try {
    await account.updateContact(settings.mail);
    await remember();
    log.info({ event: 'account.contact-sent', server, account: id }, 'told the CA the new contact of the account');
  } catch (error) {
    if (isFailure(error, 'ABORTED')) throw error;
    // Whoever orders next registers it anew, and with the contact.
    if (isForgottenAccount(error)) return;
    log.warn(
      { event: 'account.contact-refused', server, account: id, reason: describeFailure(error) },
      'the CA does not take the contact of the account; certificates go on without it',
    );
    if (isFailure(error, 'ACME') && error.status !== undefined && error.status < 500) await remember();
  }
}
