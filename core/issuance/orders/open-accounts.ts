import type { AcmeAccount } from '../../acme/account.js';
import { importAccountKey } from '../../acme/account-key.js';
import { contactOf } from '../../acme/contact.js';
import { generatePrivateKey } from '../../acme/keys.js';
import { openAcme } from '../../acme/open-acme.js';
import type { AcmeServer } from '../../acme/server.js';
import type { RequestReport } from '../../acme/wire.js';
import type { Settings } from '../../config/settings.js';
import type { Dispatcher } from '../../http/dispatcher.js';
import { isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { StoredAccount } from '../../store/certbot/account-files.js';
import type { CertificateStore } from '../../store/store.js';
import { isContactStale, sendContact } from './account-contact.js';

export interface OpenAccount {
  readonly server: AcmeServer;
  readonly account: AcmeAccount;
  /** Name of its folder below `accounts/`. */
  readonly id: string;
}

/** The ACME accounts of one pass: each server is opened and each account registered once, whoever asks first. */
export interface Accounts {
  /** @param accountId as the lineage records it; another account of the server is taken where it is gone */
  of(server: string, accountId?: string): Promise<OpenAccount>;
  /** The account that the CA no longer knows is registered anew, with the same key. */
  renew(server: string, accountId: string): Promise<OpenAccount>;
  server(url: string): Promise<AcmeServer>;
  /** Whether a server has been asked in vain, so that there is no use in going on in this pass. */
  isSilent(url: string): boolean;
}

export interface AccountsOptions {
  readonly store: CertificateStore;
  readonly settings: Settings;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  readonly onRequest?: (report: RequestReport) => void;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, settings, dispatcher, log, userAgent, signal, onRequest } = options;
  // Failures are kept as well, for this pass: a dead server is asked once, not once for each certificate.
  const servers = new Map<string, Promise<AcmeServer>>();
  const opened = new Map<string, AcmeServer>();
  const unheard = new Set<string>();
  const accounts = new Map<string, Promise<OpenAccount>>();

  function server(url: string): Promise<AcmeServer> {
    return once(servers, url, () => open(url));
  }

  async function open(url: string): Promise<AcmeServer> {
    try {
      const server = await openAcme({
        directoryUrl: url,
        dispatcher,
        log,
        userAgent,
        signal,
        ...(onRequest !== undefined && { onRequest }),
      });
      opened.set(url, server);
      return server;
    } catch (error) {
      if (isFailure(error, 'TIMEOUT')) {
        unheard.add(url);
        log.warn({ event: 'ca.silent', server: url }, 'the CA does not answer: it is not asked any more in this pass');
      }
      throw error;
    }
  }

  function of(url: string, accountId?: string): Promise<OpenAccount> {
    return once(accounts, `${url} ${accountId ?? ''}`, async () => {
      const stored = await findStored(url, accountId);
      // Two lineages may name one account differently: by its id, or not at all.
      return once(accounts, `${url} #${stored.id}`, () => openAccount(url, stored));
    });
  }

  async function findStored(url: string, accountId: string | undefined): Promise<StoredAccount> {
    const recorded = accountId === undefined ? undefined : await store.accounts.read(url, accountId);
    const [newest] = recorded === undefined ? await store.accounts.find(url) : [recorded];
    // The key is on disk before the CA hears of it, so that a kill never costs a second account.
    return (
      newest ??
      once(created, url, async () =>
        store.accounts.save({ server: url, privateKey: await generatePrivateKey('ecdsa') }),
      )
    );
  }
  const created = new Map<string, Promise<StoredAccount>>();

  async function openAccount(url: string, stored: StoredAccount): Promise<OpenAccount> {
    const acme = await server(url);
    const accountKey = importAccountKey(stored.privateKey);
    const accountUrl = stored.accountUrl ?? (await register(acme, url, stored));
    const account = acme.account({ accountKey, accountUrl });
    if (isContactStale(stored, settings)) await sendContact(account, url, stored, options);
    return { server: acme, account, id: stored.id };
  }

  async function register(acme: AcmeServer, url: string, stored: StoredAccount): Promise<string> {
    const { accountUrl } = await acme.register({
      accountKey: importAccountKey(stored.privateKey),
      email: settings.mail,
      externalAccountBinding: settings.eab,
    });
    const contact = contactOf(settings.mail);
    await store.accounts.save({ server: url, privateKey: stored.privateKey, accountUrl, contact });
    log.info({ event: 'account.registered', server: url, account: stored.id }, 'registered an account');
    return accountUrl;
  }

  async function renew(url: string, accountId: string): Promise<OpenAccount> {
    return once(accounts, `${url} renewed ${accountId}`, async () => {
      log.warn(
        { event: 'account.forgotten', server: url, account: accountId },
        'the CA has forgotten the account: registering it anew',
      );
      await store.accounts.forgetUrl(url, accountId);
      for (const asked of [accountId, `#${accountId}`, '']) accounts.delete(`${url} ${asked}`);
      return of(url, accountId);
    });
  }

  const isSilent = (url: string) => unheard.has(url) || opened.get(url)?.isSilent() === true;
  return { of, renew, server, isSilent };
}

function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}
