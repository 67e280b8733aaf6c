import { setTimeout as pause } from 'node:timers/promises';
import type { Postgres } from '../../../lab/index.js';
import { waitFor } from '../../../lab/index.js';
import { type Instance, patience, type ThreeInstances } from './three-instances.js';

/** The servers of a store, and what stands in for the first of them. */
export interface Servers {
  readonly primary: Postgres;
  readonly database: string;
  /** Ends the first server and has the other one take writes. */
  failOver(): Promise<void>;
}

export interface Outcome {
  /** Those that must have all files and steps in the end. */
  readonly instances: readonly Instance[];
  /** Milliseconds from the fault until somebody did the passes; undefined: the same one went on. */
  readonly takeOverMs?: number | undefined;
}

export interface Fault {
  readonly name: string;
  /** Needs a stand-by server. */
  readonly hasStandby?: true;
  /** @param issued so many certificates are there before it happens */
  happen(three: ThreeInstances, servers: Servers, issued: number): Promise<Outcome>;
}

async function takenOver(three: ThreeInstances, from: Instance, at: number): Promise<number> {
  const others = three.all.filter((each) => each !== from);
  const next = await waitFor('another leader', async () => others.find((each) => three.ledSince(each)), patience);
  return (three.ledSince(next) ?? Number.NaN) - at;
}

/** Who leads after all, where the one that led may have gone on. */
async function whoLeads(three: ThreeInstances, at: number): Promise<number | undefined> {
  await waitFor('all files', async () => three.all.every(three.hasAll), patience);
  const later = three.all.map((each) => three.ledSince(each) ?? 0).filter((since) => since > at);
  return later.length === 0 ? undefined : Math.min(...later) - at;
}

export const faults: readonly Fault[] = [
  {
    name: 'killed',
    async happen(three, _servers, issued) {
      const first = await three.leaderAtWork(issued);
      const at = Date.now();
      first.running.kill('SIGKILL');
      await first.running.exited;
      const takeOverMs = await takenOver(three, first, at);
      const again = await three.startAgain(first);
      return { instances: [...three.all.filter((each) => each !== first), again], takeOverMs };
    },
  },
  {
    name: 'stopped',
    async happen(three, _servers, issued) {
      const first = await three.leaderAtWork(issued);
      const at = Date.now();
      first.running.kill('SIGSTOP');
      const takeOverMs = await takenOver(three, first, at);
      first.running.kill('SIGCONT');
      await waitFor('it to stand down', async () => first.running.stderr().includes('"event":"lease.lost"'), patience);
      return { instances: three.all, takeOverMs };
    },
  },
  {
    name: 'terminated',
    async happen(three, { primary, database }, issued) {
      await three.leaderAtWork(issued);
      const at = Date.now();
      const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}' AND pid <> pg_backend_pid()`;
      for (let turn = 0; turn < 3; turn += 1) {
        await primary.run(database, cut);
        await pause(1500);
      }
      return { instances: three.all, takeOverMs: await whoLeads(three, at) };
    },
  },
  {
    name: 'restarted',
    async happen(three, { primary }, issued) {
      await three.leaderAtWork(issued);
      const at = Date.now();
      await primary.restart();
      return { instances: three.all, takeOverMs: await whoLeads(three, at) };
    },
  },
  {
    name: 'promoted',
    hasStandby: true,
    async happen(three, { failOver }, issued) {
      await three.leaderAtWork(issued);
      const at = Date.now();
      await failOver();
      return { instances: three.all, takeOverMs: await whoLeads(three, at) };
    },
  },
];
