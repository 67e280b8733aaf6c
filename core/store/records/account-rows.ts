import { createPrivateKey } from 'node:crypto';
import { hostname } from 'node:os';
import { accountIdOf, type StoredAccount } from '../certbot/account-files.js';
import { type AccountStore, newestFirst, predecessorOf, serverPathOf } from '../certbot/accounts.js';

/** An account as a row of a store; `directory` is a matter of files. */
export type AccountRow = Omit<StoredAccount, 'directory'>;

/** Where accounts are kept, by server and id. */
export interface AccountRows {
  /** All, or those of one server. */
  list(serverPath?: string): Promise<readonly AccountRow[]>;
  /** Changes one; between what `change` sees and what it leaves behind nobody else does. */
  update(serverPath: string, id: string, change: (before: AccountRow | undefined) => AccountRow): Promise<AccountRow>;
}

/** The accounts of a store that keeps rows: the rules of certbot's directories, without directories. */
export function accountsIn(rows: AccountRows): AccountStore {
  async function ofServer(serverPath: string): Promise<StoredAccount[]> {
    return (await rows.list(serverPath)).map(toStored).sort(newestFirst);
  }

  async function find(server: string): Promise<StoredAccount[]> {
    const serverPath = serverPathOf(server);
    const accounts = await ofServer(serverPath);
    const predecessor = predecessorOf(serverPath);
    if (accounts.length > 0 || predecessor === undefined) return accounts;
    return (await ofServer(predecessor)).map((account) => ({ ...account, accountUrl: undefined }));
  }

  return {
    list: async () => (await rows.list()).map(toStored),
    find,
    async read(server, id) {
      return (await find(server)).find((account) => account.id === id);
    },
    async save({ server, privateKey, accountUrl, contact }) {
      const key = createPrivateKey(privateKey);
      const id = accountIdOf(key);
      const serverPath = serverPathOf(server);
      const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
      const row = await rows.update(serverPath, id, (before) => {
        const isNew = accountUrl !== undefined && before?.accountUrl !== accountUrl;
        return {
          id,
          serverPath,
          privateKey: pem,
          accountUrl: accountUrl ?? before?.accountUrl,
          // What one account was told says nothing of another.
          contact: accountUrl === undefined ? before?.contact : (contact ?? (isNew ? undefined : before?.contact)),
          createdAt: before?.createdAt ?? new Date(Math.floor(Date.now() / 1000) * 1000),
          createdOn: before?.createdOn ?? hostname(),
        };
      });
      return toStored(row);
    },
    async forgetUrl(server, id) {
      const account = (await find(server)).find((each) => each.id === id);
      if (account === undefined) return;
      await rows.update(account.serverPath, id, (before) => ({
        ...(before ?? account),
        accountUrl: undefined,
        contact: undefined,
      }));
    },
  };
}

function toStored(row: AccountRow): StoredAccount {
  return { ...row, directory: `${row.serverPath}/${row.id}` };
}
