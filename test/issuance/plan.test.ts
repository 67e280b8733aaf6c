import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CertificateMemory } from '../../core/issuance/memory/memory.js';
import type { Action } from '../../core/issuance/plan/actions.js';
import { plan } from '../../core/issuance/plan/plan.js';
import type { PlanInput } from '../../core/issuance/plan/plan-input.js';
import { certificate, day, fingerprint, hour, lineage, minute, now, planInput, state } from './fixtures.js';

function kinds(input: PlanInput): string[] {
  return plan(input).map(({ kind, name }) => `${kind} ${name}`);
}

function only(input: PlanInput): Action {
  const [action, ...others] = plan(input);
  assert.ok(action !== undefined && others.length === 0);
  return action;
}

describe('the plan', () => {
  it('of a new certificate says all that there is to say', () => {
    const asked = certificate('new.example.com');
    assert.deepEqual(only(planInput([asked], [])), {
      ...{ kind: 'create', name: asked.name, reason: 'there is no certificate yet', certificate: asked },
      ...{ lineage: undefined, server: asked.server, needsNewKey: false, isForced: false, isEarly: false },
      differences: [],
    });
  });

  it('creates, keeps, expands, shrinks and repairs, in the order of the configuration', () => {
    const certificates = [
      certificate('new.example.com'),
      certificate('kept.example.com'),
      certificate('more.example.com', { domains: ['more.example.com', 'b.example.com'] }),
      certificate('less.example.com'),
      certificate('broken.example.com'),
    ];
    const lineages = [
      lineage('kept.example.com'),
      lineage('more.example.com'),
      lineage('less.example.com', { domains: ['less.example.com', 'b.example.com'] }),
      lineage('broken.example.com', { health: { broken: 'cert.pem is empty' } }),
    ];
    assert.deepEqual(kinds(planInput(certificates, lineages)), [
      'create new.example.com',
      'keep kept.example.com',
      'expand more.example.com',
      'shrink less.example.com',
      'repair broken.example.com',
    ]);
  });

  it('says why names changed', () => {
    const wanted = certificate('a.example.com', { domains: ['a.example.com', 'c.example.com'] });
    const { reason } = only(
      planInput([wanted], [lineage('a.example.com', { domains: ['a.example.com', 'b.example.com'] })]),
    );
    assert.equal(reason, 'its names changed: added c.example.com; dropped b.example.com');
  });

  it('takes names from the SAN, in whatever order', () => {
    const wanted = certificate('a.example.com', { domains: ['a.example.com', 'b.example.com'] });
    const there = lineage('a.example.com', { domains: ['b.example.com', 'a.example.com'] });
    assert.equal(only(planInput([wanted], [there])).kind, 'keep');
  });

  it('leaves a lineage alone that cannot be looked at', () => {
    const hidden = lineage('a.example.com', { health: { unreadable: 'permission denied' } });
    const action = only(planInput([certificate('a.example.com')], [hidden]));
    assert.equal(action.kind, 'wait');
    assert.match(action.reason, /permission denied/);
  });

  it('renews when a third of the lifetime is left, half of a short one', () => {
    for (const [lifetimeDays, ageDays, kind] of [
      [90, 59, 'keep'],
      [90, 60, 'renew'],
      [45, 29, 'keep'],
      [45, 30, 'renew'],
      [6, 2.9, 'keep'],
      [6, 3, 'renew'],
    ] as const) {
      const input = planInput([certificate('a.example.com')], [lineage('a.example.com', { lifetimeDays, ageDays })]);
      assert.equal(only(input).kind, kind, `${lifetimeDays} days, after ${ageDays}`);
    }
  });

  it('renews what is forced, whatever the back-off says', () => {
    const wanted = certificate('a.example.com');
    const memory = failing(wanted, { failures: 3, notBefore: now + hour });
    const force = new Set(['a.example.com']);
    assert.equal(only(planInput([wanted], [lineage('a.example.com')], { force })).kind, 'renew');
    assert.equal(only(planInput([wanted], [], { force, memory })).kind, 'create');
    assert.equal(only(planInput([wanted], [], { memory })).kind, 'wait');
  });

  it('waits while a back-off lasts, and not when the configuration has changed', () => {
    const wanted = certificate('a.example.com');
    const memory = failing(wanted, { failures: 2, notBefore: now + hour });
    const action = only(planInput([wanted], [], { memory }));
    assert.ok(action.kind === 'wait' && action.until === now + hour && action.pending?.kind === 'create');
    assert.match(action.reason, /it failed 2 times/);
    assert.equal(only(planInput([wanted], [], { memory, now: now + hour })).kind, 'create');
    assert.equal(only(planInput([certificate('a.example.com', { keyType: 'rsa' })], [], { memory })).kind, 'create');
  });

  it('does not wait for a moment that a clock set back has put far away', () => {
    const wanted = certificate('a.example.com');
    const memory = failing(wanted, { failures: 1, notBefore: now + 400 * day }, now + 399 * day);
    assert.equal(only(planInput([wanted], [], { memory })).kind, 'create');
  });

  it('lets a program that was killed while ordering order once more, then ever more rarely', () => {
    const wanted = certificate('a.example.com');
    const configuration = fingerprint(wanted, state([wanted]));
    const killed = (count: number) =>
      planInput([wanted], [], {
        memory: new Map([['a.example.com', { ordering: { at: now, count, configuration } }]]),
      });
    assert.equal(only(killed(1)).kind, 'create');
    const second = only(killed(2));
    assert.ok(second.kind === 'wait' && second.until === now + 5 * minute);
    const third = only(killed(3));
    assert.ok(third.kind === 'wait' && third.until === now + 15 * minute);
    // An order that can be taken up costs nothing.
    assert.equal(only({ ...killed(3), ordersInHand: new Set(['a.example.com']) }).kind, 'create');
  });

  it('renews what is to be renewed at each change, once', () => {
    const wanted = certificate('a.example.com', { forceRenew: true });
    const issuedConfiguration = fingerprint(wanted, state([wanted]));
    const memory = new Map<string, CertificateMemory>([['a.example.com', { issuedConfiguration }]]);
    assert.equal(only(planInput([wanted], [lineage('a.example.com')])).kind, 'renew');
    assert.equal(only(planInput([wanted], [lineage('a.example.com')], { memory })).kind, 'keep');
  });

  function failing(
    wanted: ReturnType<typeof certificate>,
    backOff: NonNullable<CertificateMemory['backOff']>,
    at = now - minute,
  ): ReadonlyMap<string, CertificateMemory> {
    const failedConfiguration = fingerprint(wanted, state([wanted]));
    const lastFailure = { at, step: 'records', code: 'NETWORK', message: 'cannot reach it' };
    return new Map([[wanted.name, { backOff, failedConfiguration, lastFailure }]]);
  }
});
