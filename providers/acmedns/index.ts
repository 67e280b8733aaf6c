import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  Failure,
  fullName,
  type RecordDraft,
  recordId,
  type Zone,
} from '../../core/sdk/index.js';
import { Account, accountFor, type Credential, domainOf, readAccounts, writeAccounts } from './accounts.js';
import type manifest from './manifest.json';

/** The service keeps so many values of an account. */
const kept = 2;

/** A DNS server for challenges alone: an account has one name, of which its values can be changed, and nothing else. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { storagePath, username = '', password = '', subdomain = '' } = options;
  const given: Credential = { username, password, subdomain };
  const api = http.extend({ baseUrl: baseAddress(options.apiBase) });
  /** What was written here and not removed since, by subdomain. */
  const wanted = new Map<string, Set<string>>();
  let registrations: Promise<unknown> = Promise.resolve();

  async function accountOf(name: string): Promise<Credential> {
    if (!storagePath) return given;
    const account = accountFor(name, await readAccounts(storagePath));
    if (account !== undefined) return account;
    if (subdomain) return given;
    const registration = registrations.then(() => register(name, storagePath));
    registrations = registration.catch(() => undefined);
    return registration;
  }

  /** Makes an account for a domain, which is of use once a CNAME record leads to it. */
  async function register(name: string, path: string): Promise<never> {
    const domain = domainOf(name);
    if (domain === undefined) {
      throw new Failure('CONFIG', `no account of acme-dns answers for ${name}`, {
        place: path,
        hint: 'Correct the CNAME record of the challenge, or add the account to the file',
      });
    }
    const allowfrom = options.allowFrom.match(/[^\s,]+/g) ?? undefined;
    const before = await readAccounts(path);
    // Where the file cannot be written the account would be lost.
    await writeAccounts(path, before);
    const account = await api.post('/register', Account, { allowfrom });
    http.hide(account.password);
    await writeAccounts(path, { ...before, [domain]: account });
    throw new Failure('CONFIG', `an account of acme-dns was registered for ${domain}, which needs a CNAME record`, {
      hint: `Create ${name}. CNAME ${account.fulldomain}. and let the next pass go on`,
    });
  }

  async function setValue(zone: Zone, draft: RecordDraft): Promise<void> {
    const account = await accountOf(fullName(draft.name, zone.name));
    const values = wanted.get(account.subdomain) ?? new Set<string>();
    const key = `${zone.name} ${recordId(draft)}`;
    if (!values.has(key) && values.size >= kept) {
      throw new Failure('UNSUPPORTED', `acme-dns keeps ${kept} values of an account, and ${kept} are in use`, {
        hint: 'Give each domain an account of its own, in the file of --storage-path',
        retryable: true,
      });
    }
    const headers = { 'x-api-user': account.username, 'x-api-key': account.password };
    http.hide(account.password);
    await api.post(
      '/update',
      z.object({ txt: z.literal(draft.content) }),
      { subdomain: account.subdomain, txt: draft.content },
      { headers, repeatable: true },
    );
    wanted.set(account.subdomain, values.add(key));
  }

  return {
    findZone: async (name) => ({ name }),
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'acme-dns cannot be asked for values', {
        hint: 'Ask its name server: dig TXT <name of the account>',
      });
    },
    createRecord: setValue,
    updateRecord: (zone, _id, draft) => setValue(zone, draft),
    /** Values go when newer ones come; what counts is which are still in use. */
    async deleteRecord(zone, id) {
      for (const values of wanted.values()) values.delete(`${zone.name} ${id}`);
    },
  };
});
