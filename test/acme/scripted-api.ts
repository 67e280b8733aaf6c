import assert from 'node:assert/strict';
import { createAccount } from '../../core/acme/account.js';
import type { OpenApi } from '../../core/acme/engine.js';
import { createFirstPoll } from '../../core/acme/first-poll.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { newEcKey } from '../lab/new-key.js';

export const key = newEcKey();
export const base = 'https://ca.example';

export type Reply = object | Error;

/** An API that answers from a table, each reply in turn and the last one for ever; what it is asked for stands in `told`. */
export function play(replies: Readonly<Record<string, readonly Reply[]>> = {}, more: object = {}) {
  const told: string[] = [];
  const counts = new Map<string, number>();
  const open: OpenApi = (signer, { resource, repeatable, withBinding }) => {
    const words = [resource, repeatable ? '' : 'once', withBinding ? 'bound' : '']
      .filter((word) => word !== '')
      .join(' ');
    const call =
      (name: string) =>
      async (...given: readonly unknown[]) => {
        told.push(`${words}: ${name} ${given.map((each) => JSON.stringify(each)).join(' ')}`);
        const count = counts.get(name) ?? 0;
        counts.set(name, count + 1);
        const list = replies[name] ?? [];
        const reply = list[Math.min(count, list.length - 1)] ?? { data: {}, headers: {} };
        if (reply instanceof Error) throw reply;
        return reply;
      };
    assert.ok(signer.key !== undefined);
    return new Proxy({}, { get: (_target, name) => call(String(name)) }) as never;
  };
  const clock = { now: () => 0, sleep: async () => {} };
  const firstPolls = { validation: createFirstPoll(0), issuance: createFirstPoll(0) };
  const line = { clock } as never;
  const ca = { profiles: {} } as never;
  const signer = { key, accountUrl: `${base}/acct/1` } as never;
  const context = { open, signer, accountUrl: `${base}/acct/1`, line, ca, log: silentLogger, firstPolls };
  return { told, open, context: { ...context, ...more }, account: createAccount({ ...context, ...more }) };
}
