import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notAsked } from '../../core/acme/silence.js';
import { renderOutcomes } from '../../core/cli/render-outcomes.js';
import { createPassContext } from '../../core/issuance/pass/create-pass-context.js';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import { execute } from '../../core/issuance/pass/execute.js';
import { planPass } from '../../core/issuance/pass/plan-pass.js';
import { createFingerprint } from '../../core/issuance/plan/configuration-fingerprint.js';
import { Failure, silentLogger } from '../../core/sdk/index.js';
import { passOptions } from '../post-issue/support.js';
import { createRehearsal } from './rehearsal.js';

describe('a CA that falls silent while certificates are under way', () => {
  it('is told of once for all of them, also in the results', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `w${index}.example.com`);
    await using world = await createRehearsal({ domains: names.join('\n') });
    const state = await world.state();
    const events: PassEvent[] = [];
    const { signal } = new AbortController();
    await world.within(async (services) => {
      const broker = services.openBroker({ state, signal, journal: services.store.journal });
      const context = createPassContext(
        { ...services, log: silentLogger },
        { state, emit: (event) => void events.push(event), signal, broker, fingerprint: createFingerprint('') },
      );
      let unanswered = 0;
      const accounts: typeof context.accounts = {
        ...context.accounts,
        isSilent: () => unanswered >= 3,
        async of(server) {
          // All those under way have asked before the first of them hears that it waited in vain.
          await new Promise((resolve) => setTimeout(resolve, 50));
          unanswered += 1;
          if (unanswered > 20) throw notAsked(server);
          throw new Failure('TIMEOUT', `${server} did not answer within 30 s`, { place: server });
        },
      };
      const actions = await planPass(services, { state }, []);
      const steps = services.postIssue.beginPass(passOptions());
      const outcomes = await execute({ ...context, accounts }, actions, steps);
      await broker.close();
      const postIssue = await steps.finish();

      assert.equal(outcomes.filter(({ failure }) => failure?.code === 'TIMEOUT').length, 40);
      const failed = events.filter((event) => event.kind === 'certificate-failed');
      assert.equal(failed.length, 32, 'those that were under way');
      const alone = failed.filter((event) => event.isSilenced !== true).length;
      assert.ok(alone <= 2, 'only before it was called silent');
      const summed = events.filter((event) => event.kind === 'certificates-failed');
      assert.deepEqual(
        summed.map(({ certificates }) => certificates.length),
        [40 - alone],
      );

      const text = renderOutcomes(
        { state, actions, outcomes, postIssue, recordsDueAt: undefined },
        false,
        (word) => word,
      );
      const lines = text.split('\n');
      assert.equal(lines.length, alone + 2, text);
      assert.match(
        lines[alone] ?? '',
        /^w\d+\.example\.com, w\d+\.example\.com, w\d+\.example\.com and \d\d others: failed, since the CA at 127\.0\.0\.1:\d+ does not answer/,
      );
      assert.equal(lines[alone + 1], '0 done, 40 failed, 0 unchanged');
    });
  });
});
