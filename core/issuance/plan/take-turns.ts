import type { Clock } from '../../clock/clock.js';
import { isFailure } from '../../sdk/failure.js';
import type { StoredAccount } from '../../store/certbot/account-files.js';
import type { CertificateStore } from '../../store/store.js';
import type { MemoryStore } from '../memory/memory-store.js';
import { recognizeLetsEncrypt } from '../orders/lets-encrypt.js';
import type { RateLimits } from '../rate-limits/index.js';
import { type Action, isIssue } from './actions.js';
import { paceOrders } from './pace.js';

export interface TurnServices {
  readonly memory: MemoryStore;
  readonly clock: Clock;
  readonly store: Pick<CertificateStore, 'accounts'>;
  readonly limits: Pick<RateLimits, 'standing'>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Lets as many orders of a plan go on as the CAs allow now, by what is remembered on disk; see `paceOrders`.
 * @param first certificates that go before the others and do not wait
 */
export async function takeTurns(
  { memory, clock, store, limits, env }: TurnServices,
  actions: readonly Action[],
  first: ReadonlySet<string>,
): Promise<Action[]> {
  const servers = new Set(actions.filter(isIssue).map(({ server }) => server));
  if (servers.size === 0) return [...actions];
  const { isOne: isLetsEncrypt } = recognizeLetsEncrypt(env);
  /** URLs by server and id; the newest of a server has none. */
  const urls = new Map<string, string | undefined>();
  for (const server of servers) {
    const found = await accountsOf(store, server);
    for (const { id, accountUrl } of found) urls.set(`${server} ${id}`, accountUrl);
    urls.set(`${server} `, found[0]?.accountUrl);
  }

  function accountOf(server: string, accountId: string | undefined): string {
    const own = `${server} ${accountId}`;
    return urls.get(urls.has(own) ? own : `${server} `) ?? 'a new account';
  }

  return paceOrders({
    actions,
    memory: await memory.all(),
    standing: await limits.standing(),
    now: clock.now(),
    isLetsEncrypt,
    accountOf,
    first,
  });
}

/** A server that is no URL has none: its certificates fail for themselves, with the reason. */
async function accountsOf({ accounts }: TurnServices['store'], server: string): Promise<StoredAccount[]> {
  try {
    return await accounts.find(server);
  } catch (error) {
    if (isFailure(error, 'CONFIG')) return [];
    throw error;
  }
}
