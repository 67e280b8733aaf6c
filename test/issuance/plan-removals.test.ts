import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plan } from '../../core/issuance/plan/plan.js';
import type { PlanInput } from '../../core/issuance/plan/plan-input.js';
import { massRemovalDelayMs } from '../../core/issuance/plan/plan-removals.js';
import { certificate, lineage, minute, now, planInput, state } from './fixtures.js';

function actionOn(name: string, input: PlanInput) {
  const action = plan(input).find((candidate) => candidate.name === name);
  assert.ok(action !== undefined);
  return action;
}

describe('removals', () => {
  const kept = [certificate('a.example.com'), certificate('b.example.com')];
  const there = [lineage('a.example.com'), lineage('b.example.com'), lineage('gone.example.com')];

  it('revoke and delete what the configuration no longer names', () => {
    const action = actionOn('gone.example.com', planInput(kept, there));
    assert.ok(action.kind === 'remove' && action.how === 'revoke' && action.after.length === 0);
    const gently = { state: state(kept, { settings: { onRemove: 'delete' } }) };
    const deleted = actionOn('gone.example.com', planInput(kept, there, gently));
    assert.ok(deleted.kind === 'remove' && deleted.how === 'delete');
  });

  it('are many only where most of what is ours goes, whatever others have there', () => {
    const foreign = ['x', 'y', 'z'].map((name) => lineage(`${name}.example.com`, { managed: undefined }));
    assert.equal(actionOn('gone.example.com', planInput(kept, [...there, ...foreign])).kind, 'remove');
    const most = planInput([certificate('a.example.com')], [...there, ...foreign]);
    assert.equal(actionOn('gone.example.com', most).kind, 'wait');
    const held = { state: state(kept, { held: ['h.example.com', 'i.example.com'] }) };
    const lineages = [...there, lineage('h.example.com'), lineage('i.example.com')];
    assert.equal(actionOn('gone.example.com', planInput(kept, lineages, held)).kind, 'remove');
  });

  it('never happen with LETSENCRYPT_ON_REMOVE=keep, nor to lineages that nobody here made', () => {
    const keep = { state: state(kept, { settings: { onRemove: 'keep' } }) };
    assert.equal(actionOn('gone.example.com', planInput(kept, there, keep)).kind, 'keep');
    const foreign = [...there.slice(0, 2), lineage('gone.example.com', { managed: undefined })];
    assert.equal(actionOn('gone.example.com', planInput(kept, foreign)).kind, 'keep');
  });

  it('never happen while a file is missing, unreadable, empty or wrong', () => {
    const inDoubt = { state: state(kept, { removalPermitted: false }) };
    assert.equal(actionOn('gone.example.com', planInput(kept, there, inDoubt)).kind, 'keep');
  });

  it('never happen to a certificate whose line is wrong, nor to one that a wrong line may have renamed', () => {
    const wrong = { state: state(kept, { held: ['gone.example.com'] }) };
    assert.equal(actionOn('gone.example.com', planInput(kept, there, wrong)).kind, 'wait');
    const renamed = { state: state(kept, { held: ['renamed.example.com'] }) };
    const action = actionOn('gone.example.com', planInput(kept, there, renamed));
    assert.equal(action.kind, 'wait');
    assert.match(action.reason, /the line of renamed\.example\.com, which may be its new name, is wrong/);
  });

  it('leave out no name whose line is wrong: it waits, be there a lineage or not', () => {
    const held = { held: ['new.example.com', 'a.example.com'] };
    const wrong = planInput([], there.slice(0, 1), { state: state([], held) });
    const reason = 'its line in the configuration is wrong';
    assert.deepEqual(
      held.held.map((name) => [name, actionOn(name, wrong).kind, actionOn(name, wrong).reason]),
      held.held.map((name) => [name, 'wait', reason]),
    );
    const sources = [{ kind: 'yaml', path: '/c/config.yml', status: 'draft', complete: true }] as const;
    const draft = planInput([], [], { state: state([], { held: ['new.example.com'], sources }) });
    assert.equal(actionOn('new.example.com', draft).reason, 'the configuration is a draft');
  });

  it('come after the certificate that takes over a name, and never with a revocation', () => {
    const table = [
      { domains: ['new.example.com', 'gone.example.com'], old: ['gone.example.com', 'dropped.example.com'] },
      { domains: ['new.example.com', '*.example.com'], old: ['gone.example.com', 'other.example.org'] },
      { domains: ['new.example.com', 'gone.example.com'], old: ['*.example.com', 'other.example.org'] },
    ];
    for (const { domains, old } of table) {
      const renamed = [...kept, certificate('new.example.com', { domains })];
      const before = [...there.slice(0, 2), lineage('gone.example.com', { domains: old })];
      const action = actionOn('gone.example.com', planInput(renamed, before));
      assert.ok(action.kind === 'remove');
      assert.deepEqual([action.after, action.how], [['new.example.com'], 'delete']);
      assert.match(action.reason, /new\.example\.com replaces it, so it is deleted and not revoked/);
      // Also when a pass in between could not remove it.
      const issued = [...before, lineage('new.example.com', { domains })];
      const later = actionOn('gone.example.com', planInput(renamed, issued));
      assert.ok(later.kind === 'remove' && later.how === 'delete' && later.after.length === 0);
    }
  });

  describe('of most certificates at once', () => {
    const one = [certificate('a.example.com')];

    it('wait until the configuration has stood for ten minutes', () => {
      const waiting = actionOn('gone.example.com', planInput(one, there));
      assert.ok(waiting.kind === 'wait' && waiting.until === now + massRemovalDelayMs);
      assert.match(waiting.reason, /removing 2 of 3 certificates at once waits/);
      const soon = actionOn('gone.example.com', planInput(one, there, { removalsSeenSince: () => now - 9 * minute }));
      assert.ok(soon.kind === 'wait' && soon.until === now + minute);
      const later = planInput(one, there, { removalsSeenSince: () => now - 10 * minute });
      assert.equal(actionOn('gone.example.com', later).kind, 'remove');
    });

    it('or until they are allowed', () => {
      const allowed = planInput(one, there, { allowRemovals: true });
      assert.equal(actionOn('gone.example.com', allowed).kind, 'remove');
    });

    it('do not wait for a moment that a clock set back has put far away', () => {
      const action = actionOn('gone.example.com', planInput(one, there, { removalsSeenSince: () => now + 1e9 }));
      assert.ok(action.kind === 'wait' && action.until === now + massRemovalDelayMs);
    });

    it('are no guard for a single certificate, nor for half of them', () => {
      const single = planInput([certificate('a.example.com')], [lineage('gone.example.com')]);
      assert.equal(actionOn('gone.example.com', single).kind, 'remove');
      const half = planInput(kept, [...there, lineage('too.example.com')]);
      assert.equal(actionOn('too.example.com', half).kind, 'remove');
    });
  });
});
