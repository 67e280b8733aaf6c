import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Action, IssueAction } from '../../core/issuance/plan/actions.js';
import { nextDue, type Renewal } from '../../core/issuance/plan/next-wake.js';
import { pickRenewalMoment, renewalMoment } from '../../core/issuance/plan/renewal-moment.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, hour, lineage, minute, now } from './fixtures.js';

function kept(lifetimeDays: number, dueInMs: number): Action {
  return {
    kind: 'keep',
    name: 'a.example.com',
    reason: 'it is not due',
    lineage: lineage('a.example.com', { lifetimeDays }),
    certificate: certificate('a.example.com'),
    next: { at: now + dueInMs, by: 'policy', why: 'a third is left', needsNewKey: false, isEarly: false },
    differences: [],
  };
}

function due(actions: readonly Action[], more: Partial<Parameters<typeof nextDue>[0]> = {}): number | undefined {
  return nextDue({ actions, outcomes: [], recordsDueAt: undefined, scheduled: now + 12 * hour, now, ...more });
}

/** One that failed. */
const action: IssueAction = {
  kind: 'create',
  name: 'c',
  reason: 'there is none',
  certificate: certificate('c'),
  lineage: undefined,
  server: 'https://acme.example/directory',
  needsNewKey: false,
  isEarly: false,
  isForced: false,
  differences: [],
};

describe('the next pass', () => {
  it('of a certificate whose life is not known is when it is due, or that of the schedule', () => {
    const { certificate: _, ...unread } = lineage('a.example.com');
    const unknown = { ...kept(90, hour), lineage: { ...unread, health: { unreadable: 'x' } } } as never as Action;
    assert.equal(due([unknown], { scheduled: undefined }), now + hour);
    assert.equal(due([unknown]), undefined);
  });

  it('is none for what is none of our business, nor for what has just been issued', () => {
    assert.equal(due([{ ...kept(6, hour), next: undefined } as Action, action]), undefined);
  });

  it('of long-lived certificates is that of the schedule', () => {
    assert.equal(due([kept(90, hour)]), undefined);
    assert.equal(due([kept(45, hour)]), undefined);
  });

  it('comes earlier where a short-lived certificate cannot wait so long', () => {
    assert.equal(due([kept(6, hour)]), now + hour);
    assert.equal(due([kept(6, 11 * hour)]), undefined, 'an hour late is soon enough');
    assert.equal(due([kept(6, 13 * hour)]), undefined, 'the schedule comes before');
    const tolerated = (6 * day) / 50;
    assert.equal(due([kept(6, 12 * hour - tolerated)]), undefined, 'late by just as much as is tolerated');
    assert.equal(due([kept(6, 12 * hour - tolerated - 1)]), now + 12 * hour - tolerated - 1);
  });

  it('is also for those that no pass has looked at', () => {
    const [short, long] = [6, 90].map((days) => ({ at: now + hour, lifetimeMs: days * day })) as [Renewal, Renewal];
    const later = { ...short, at: now + 2 * hour };
    const table: readonly [more: Parameters<typeof due>[1], expected: number | undefined][] = [
      [{ renewals: [short] }, now + hour],
      [{ renewals: [long] }, undefined],
      [{ renewals: [long], scheduled: undefined }, now + hour],
      [{ renewals: [later, short], waits: [now + 90 * minute] }, now + 90 * minute],
      [{ renewals: [later, short], waits: [now + 110 * minute] }, now + hour],
      [{ waits: [now + 90 * minute, now + 80 * minute] }, now + 80 * minute],
    ];
    for (const [more, expected] of table) assert.equal(due([], more), expected);
  });

  it('is shared by short-lived certificates that come due one after the other', () => {
    const crowd = Array.from({ length: 100 }, (_, index) => kept(6, hour + index * minute));
    // Half a percent of six days is 43.2 minutes.
    assert.equal(due(crowd), now + hour + 43 * minute);
    assert.equal(due([kept(6, hour), kept(6, 3 * hour)]), now + hour);
  });

  it('comes in time where the schedule is rare, or has no more runs', () => {
    assert.equal(due([kept(90, hour)], { scheduled: now + 30 * day }), now + hour);
    assert.equal(due([kept(90, hour)], { scheduled: undefined }), now + hour);
  });

  it('comes when a guard or a back-off ends, after a failure, and for records that were left', () => {
    const waiting: Action = {
      kind: 'wait',
      name: 'b',
      reason: 'a guard',
      until: now + 10 * minute,
      pending: undefined,
    };
    assert.equal(due([waiting]), now + 10 * minute);
    const outcomes = [{ action, failure: new Failure('NETWORK', 'gone'), retryAt: now + 5 * minute }];
    assert.equal(due([waiting], { outcomes }), now + 5 * minute);
    assert.equal(due([waiting], { outcomes, recordsDueAt: now + minute }), now + minute);
    assert.equal(due([{ ...waiting, until: undefined }]), undefined);
  });
});

describe('what came due while a pass ran', () => {
  const failed = (retryAt: number) => [{ action, failure: new Failure('NETWORK', 'gone'), retryAt }];

  it('is not forgotten: it gets its pass at once, with a floor', () => {
    assert.equal(due([], { outcomes: failed(now - minute) }), now + 5000);
    assert.equal(due([], { outcomes: failed(now - minute), floorMs: minute }), now + minute);
    assert.equal(due([], { outcomes: failed(now) }), now + 5000);
    assert.equal(due([], { recordsDueAt: now - day }), now + 5000);
    assert.equal(due([kept(6, -minute)]), now + 5000, 'a renewal, too');
  });

  it('does not hold up, nor wait for, what comes due by itself', () => {
    assert.equal(due([], { outcomes: failed(now - minute), recordsDueAt: now + 1000 }), now + 1000);
    assert.equal(due([], { outcomes: failed(now + 1) }), now + 1);
  });
});

describe('the moment of a renewal', () => {
  const validity = { notBefore: new Date(now), notAfter: new Date(now + 90 * day), fingerprint: 'AB:CD' };
  const renewal = { fingerprint: 'abcd', windowStart: 0, windowEnd: 0, renewAt: now + 5 * day, askAgainAt: 0 };

  it("is the CA's, for the certificate that it was asked about", () => {
    assert.deepEqual(renewalMoment(validity, { renewal }).at, now + 5 * day);
    assert.equal(renewalMoment(validity, { renewal }).by, 'ARI');
    assert.equal(renewalMoment(validity, { renewal: { ...renewal, fingerprint: 'other' } }).by, 'policy');
  });

  it('leaves a tenth of the lifetime, whatever the CA suggests', () => {
    assert.equal(renewalMoment(validity, { renewal: { ...renewal, renewAt: now + 89 * day } }).at, now + 81 * day);
  });

  it('is that of a single one also where many are spread and its fingerprint is none', () => {
    const { at } = renewalMoment(validity, undefined);
    assert.equal(renewalMoment({ ...validity, fingerprint: 'none' }, undefined, 100).at, at);
    assert.ok(renewalMoment(validity, undefined, 100).at < at);
  });

  it('is picked inside the window, now at the earliest', () => {
    assert.equal(pickRenewalMoment(100, 200, 0.25, 0), 125);
    assert.equal(pickRenewalMoment(100, 200, 0.25, 150), 150);
  });
});
