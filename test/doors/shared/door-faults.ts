import assert from 'node:assert/strict';
import { need, runCommand, waitFor } from '../../lab/index.js';
import { writesSeen } from '../../store/postgres/partition/writes-seen.js';
import type { Daemon, Daemons } from './daemons.js';
import { addressOf, type Way } from './servers.js';

/** What may happen while a client has an order and the one that does the work has calls in hand. */
export interface DoorFault {
  /** One word. */
  readonly name: string;
  readonly way: Way;
  /** It takes away the network of the whole machine: to be run in a network of its own. */
  readonly isNetwork?: true;
  /**
   * @param first the one that does the work
   * @returns when all is well again; what is looked at in the end, which throws AssertionError
   */
  happen(daemons: Daemons, first: Daemon): Promise<(() => Promise<void>) | undefined>;
}

const patience = { timeoutMs: 120_000, everyMs: 20 };

export const doorFaults: readonly DoorFault[] = [
  {
    name: 'killed',
    way: 'direct',
    happen: (_daemons, { running }) => kill(running),
  },
  {
    name: 'pooled',
    way: 'pooled',
    happen: (_daemons, { running }) => kill(running),
  },
  {
    name: 'stopped',
    way: 'apart',
    async happen(daemons, first) {
      const noLateWrites = await watch(daemons, first);
      first.running.kill('SIGSTOP');
      await daemons.leader(first);
      first.running.kill('SIGCONT');
      await standsDown(first);
      return noLateWrites;
    },
  },
  {
    name: 'cut-off',
    way: 'apart',
    isNetwork: true,
    async happen(daemons, first) {
      const noLateWrites = await watch(daemons, first);
      const where = addressOf(daemons.all.indexOf(first));
      await filter('-A', where);
      try {
        await daemons.leader(first);
        await standsDown(first);
      } finally {
        await filter('-D', where);
      }
      return noLateWrites;
    },
  },
  {
    name: 'restarted',
    way: 'direct',
    async happen({ servers }) {
      await servers.primary.restart();
      return undefined;
    },
  },
  {
    name: 'promoted',
    way: 'doubled',
    async happen({ servers }) {
      await servers.failOver();
      return undefined;
    },
  },
];

async function kill(running: Daemon['running']): Promise<undefined> {
  running.kill('SIGKILL');
  await running.exited;
}

async function standsDown({ running }: Daemon): Promise<void> {
  for (const resource of ['leader', 'doors']) {
    await waitFor(
      `it to give up ${resource}`,
      () => running.stderr().includes(`the lease of ${resource} is lost`),
      patience,
    );
  }
}

/**
 * Notes down all writes. In the end there is none of the first one that is later than the lease of the next, but for its questions: an answer to a
 * question changes the row.
 */
async function watch({ servers, all }: Daemons, first: Daemon): Promise<() => Promise<void>> {
  const seen = await writesSeen(servers.primary, 'doors', ['door_call']);
  return async () => {
    const [next] = await servers.sql(
      `SELECT max(since) AS since FROM ledns_lease WHERE resource IN ('leader', 'doors', 'directory')`,
    );
    const late = await seen.after(addressOf(all.indexOf(first)), next?.since as Date);
    assert.deepEqual(
      late.filter((what) => !['INSERT door_call', 'DELETE door_call'].includes(what)),
      [],
    );
  };
}

async function filter(action: '-A' | '-D', where: string): Promise<void> {
  const ways = [
    ['OUTPUT', '-d'],
    ['INPUT', '-s'],
  ];
  for (const [chain = '', side = ''] of ways) {
    await runCommand(need('iptables'), ['-w', action, chain, side, where, '-j', 'DROP']);
  }
}
