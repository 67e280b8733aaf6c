import assert from 'node:assert/strict';
import { getActiveResourcesInfo } from 'node:process';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runPass } from '../../core/issuance/pass/run-pass.js';
import { day } from './fixtures.js';
import { createRehearsal } from './rehearsal.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Bytes in use, and what keeps the process or waits for something; connections come and go by themselves. */
async function measure() {
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { heap: process.memoryUsage().heapUsed, waiting: waiting() };
}

function waiting(): string[] {
  return getActiveResourcesInfo().filter((name) => !/^(TCP|TTY|Pipe)/.test(name));
}

/** What still waits once what the last pass began has had time to end. */
async function leftWaiting(most: number): Promise<string[]> {
  for (let turn = 0; turn < 100 && waiting().length > most; turn += 1) await pause(50);
  return waiting();
}

describe('a process that lasts', () => {
  // Code that is made faster grows for dozens of passes, and hides what a failure leaves. The files that share this
  // process need not be slow for it.
  before(() => setFlagsFromString('--no-opt'));
  after(() => setFlagsFromString('--opt'));

  it('keeps nothing of passes that fail, whatever fails', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `host${index}.example.com`);
    await using world = await createRehearsal({ domains: `${names.join('\n')}\n` });
    const faults = [{ status: 403 }, { status: 429, headers: { 'retry-after': '3600' } }, { status: 404 }];
    const state = await world.state();
    await world.within(async (services) => {
      async function passes(count: number): Promise<void> {
        for (let pass = 0; pass < count; pass += 1) {
          world.clock.advance(2 * day);
          world.provider.fault = () => faults[pass % faults.length];
          const { outcomes } = await runPass(services, {
            state,
            emit: () => {},
            signal: new AbortController().signal,
            isStart: false,
          });
          assert.equal(outcomes.filter(({ failure }) => failure !== undefined).length, names.length);
        }
      }
      await passes(15);
      const before = await measure();
      await passes(15);
      const after = await measure();
      const grown = (after.heap - before.heap) / 15 / names.length;
      // The CA and the provider, in this process, too, remember some of each pass; a failure with its listeners has more.
      assert.ok(grown < 3500, `${Math.round(grown)} bytes a failure`);
      const most = before.waiting.length + 2;
      const left = await leftWaiting(most);
      assert.ok(left.length <= most, `first ${before.waiting.join()}, then ${left.join()} are waited for`);
    });
  });
});
