import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Application } from '../../core/application/open-application.js';
import { configurationId, createStandBy } from '../../core/application/stand-by.js';
import { silentLogger } from '../../core/sdk/logger.js';
import type { SharedStore } from '../../core/store/shared-store.js';
import { createFakeClock } from '../issuance/fake-clock.js';
import { certificate, state } from '../issuance/fixtures.js';

describe('an instance among several', () => {
  it('says each minute that it is there, with the configuration in force, also while it does the passes', async (context) => {
    context.mock.timers.enable({ apis: ['setInterval'] });
    const clock = createFakeClock();
    const services = { clock, store: { publication: { lease: async () => Promise.reject(new Error('not here')) } } };
    const container = { resolve: () => services };
    let inForce = state([certificate('a.example.com')]);
    const application = {
      ...{ log: silentLogger, container, current: () => container },
      get state() {
        return inForce;
      },
    };
    const told: string[] = [];
    const shared = {
      listen: () => () => {},
      announce: async ({ configuration }: { configuration: string }) => void told.push(configuration),
    };
    const standBy = createStandBy(application as unknown as Application, shared as unknown as SharedStore, () => {});
    const after = async (ms: number) => {
      clock.advance(ms);
      context.mock.timers.tick(3000);
      await Promise.resolve();
    };
    await after(0);
    await after(30_000);
    const first = configurationId(inForce);
    assert.deepEqual(told, [first]);
    inForce = state([certificate('a.example.com'), certificate('b.example.com')]);
    await after(30_000);
    assert.deepEqual(told, [first, configurationId(inForce)]);
    standBy.close();
    await after(120_000);
    assert.equal(told.length, 2);
  });
});
