import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dueEntriesOf } from '../../core/issuance/known/due-entries.js';
import { parseMemory } from '../../core/issuance/memory/parse-memory.js';
import type { Action } from '../../core/issuance/plan/actions.js';
import { certificateStatus } from '../../core/issuance/status/certificate-status.js';
import { issuedCertificate } from '../../core/issuance/steps/issued-certificate.js';
import { certificate, day, hour, lineage, now } from './fixtures.js';

it('a fact that lacks a part is none', () => {
  const facts = {
    lastFailure: { at: 1, step: 's', code: 'c', message: 'm' },
    backOff: { failures: 1, notBefore: 2 },
    ordering: { at: 1, count: 2, configuration: 'hmac:x' },
    renewal: { fingerprint: 'f', windowStart: 1, windowEnd: 2, renewAt: 3, askAgainAt: 4 },
    revoked: { fingerprint: 'f', at: 1 },
    early: { count: 1, at: 2 },
  };
  for (const [name, fact] of Object.entries(facts)) {
    assert.deepEqual(parseMemory({ [name]: fact }), { [name]: fact });
    for (const key of Object.keys(fact))
      for (const value of [undefined, null, {}])
        assert.deepEqual(parseMemory({ [name]: { ...fact, [key]: value } }), {}, `${name} ${key}`);
    for (const value of [undefined, null, 'x', 1]) assert.deepEqual(parseMemory({ [name]: value }), {});
  }
  for (const [name, count] of [
    ['backOff', 'failures'],
    ['ordering', 'count'],
    ['early', 'count'],
  ] as const)
    for (const value of [0, -1, 1.5]) assert.deepEqual(parseMemory({ [name]: { ...facts[name], [count]: value } }), {});
});

describe('of a certificate', () => {
  const asked = certificate('a.example', { domains: ['a.example', 'b.example'] });
  const issue = {
    kind: 'create',
    name: 'a.example',
    reason: 'none',
    certificate: asked,
    differences: [],
  } as never as Action;
  const wait = (more: object) =>
    ({ kind: 'wait', name: 'a.example', reason: 'so', until: undefined, ...more }) as Action;
  const keep = (more: object = {}) =>
    ({
      kind: 'keep',
      name: 'a.example',
      reason: 'kept',
      lineage: lineage('a.example'),
      certificate: asked,
      differences: [],
      ...more,
    }) as never as Action;

  it('the names are those that it has, else those that are wanted', () => {
    const status = (action: Action, present?: ReturnType<typeof lineage>) =>
      certificateStatus({ action, lineage: present, memory: undefined, owed: [], isStaging: () => false, now });
    const names = ['a.example', 'b.example'];
    for (const [action, present, domains] of [
      [issue, undefined, names],
      [wait({ pending: issue }), undefined, names],
      [wait({ pending: undefined }), undefined, []],
      [wait({ pending: { kind: 'remove', name: 'a', lineage: lineage('a') } }), undefined, []],
      [keep(), undefined, names],
      [keep(), lineage('a.example'), ['a.example']],
      [keep(), lineage('a.example', { domains: [] }), names],
      [keep({ certificate: undefined }), undefined, []],
    ] as const)
      assert.deepEqual(status(action, present).domains, domains);
  });

  it('it is expired from its end on, due where something is to be done, and else as it should be', () => {
    const status = (action: Action, present?: ReturnType<typeof lineage>) =>
      certificateStatus({ action, lineage: present, memory: undefined, owed: [], isStaging: () => false, now });
    const ending = (ageDays: number) => lineage('a.example', { ageDays });
    const renew = { ...issue, kind: 'renew' } as Action;
    for (const [action, present, state, daysLeft, next] of [
      [renew, ending(90), 'expired', 0, 'renew'],
      [renew, ending(89.5), 'due', 0, 'renew'],
      [keep(), ending(1), 'ok', 89, 'none'],
      [keep({ next: { at: now + day, by: 'policy', why: 'x' } }), ending(1), 'ok', 89, 'renew'],
      [keep({ certificate: undefined }), ending(91), 'unmanaged', -1, 'none'],
      [wait({ pending: issue }), undefined, 'missing', undefined, 'create'],
      [wait({}), ending(1), 'due', 89, 'none'],
    ] as const) {
      const found = status(action, present);
      assert.deepEqual([found.state, found.daysLeft, found.next.action], [state, daysLeft, next]);
    }
  });

  it('plugins are told what is known of it by now', () => {
    const publication = { paths: (name: string) => ({ of: name }) } as never;
    const none = {
      name: 'a',
      domains: ['a'],
      version: 0,
      notAfter: new Date(0),
      fingerprint: '',
      paths: { of: 'a' },
      options: {},
    };
    assert.deepEqual(issuedCertificate(publication, { name: 'a', domains: ['a'] }, undefined), none);
    const present = lineage('a', { version: 7, domains: ['a', 'b'] });
    const wanted = { name: 'a', domains: ['a'], steps: { pfx: {} }, profile: 'p' } as never;
    const { notAfter } = present.certificate;
    const known = {
      ...none,
      version: 7,
      domains: ['a', 'b'],
      notAfter,
      fingerprint: 'abcd',
      steps: { pfx: {} },
      profile: 'p',
    };
    assert.deepEqual(issuedCertificate(publication, wanted, present), known);
    const damaged = { ...present, health: { broken: 'x' }, domains: [] } as never;
    const { profile: _, steps: __, ...rest } = { ...none, version: 7 } as Record<string, unknown>;
    assert.deepEqual(issuedCertificate(publication, { name: 'a', domains: ['a'] }, damaged), rest);
  });

  it('the next look is at its renewal or at a question to its CA, and none where it is planned with others', () => {
    const lifetimeMs = 90 * day;
    const at = (moment: number) => ({ at: () => moment });
    const entries = (actions: readonly Action[], question: number, held: readonly string[] = []) =>
      dueEntriesOf({ actions, memory: new Map(), questions: at(question), held, now });
    const name = 'a.example';
    const never = Number.POSITIVE_INFINITY;
    const next = (moment: number) => ({ next: { at: moment } });
    const table: readonly [
      Action,
      question: number,
      dueAt: number | undefined,
      wakeAt: number | undefined,
      life: boolean,
    ][] = [
      [keep(next(now + day)), never, now + day, now + day, true],
      [keep(next(now + day + 0.4)), now + hour, now + hour, now + day, true],
      [keep({ next: undefined }), never, now, now, true],
      [issue, never, now, undefined, false],
      [wait({ until: now + hour }), now, now + hour, now + hour, false],
      [wait({ until: now + hour, pending: issue }), now, now + hour, now + hour, false],
      [wait({ until: now + hour, pending: keep() }), now + 5, now + 5, now + hour, false],
      [wait({}), never, now, undefined, false],
    ];
    for (const [action, question, dueAt, wakeAt, life] of table)
      assert.deepEqual(entries([action], question), [
        { name, dueAt, wakeAt, lifetimeMs: life ? lifetimeMs : undefined },
      ]);
    for (const [action, expected] of [
      [keep({ certificate: undefined }), []],
      [{ kind: 'remove', name } as Action, undefined],
      [wait({ isQueued: true }), undefined],
      [wait({ pending: { kind: 'remove', name } }), undefined],
    ] as const)
      assert.deepEqual(entries([action], never), expected);
    assert.deepEqual(entries([wait({})], never, [name]), []);
  });
});
