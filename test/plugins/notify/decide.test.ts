import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CertificateSummary } from '../../../core/sdk/index.js';
import { type Decision, decide, type Told } from '../../../plugins/notify/decide.js';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;
const start = Date.parse('2030-03-01T00:00:00Z');
const nothing: Told = { problems: {}, sent: [] };
const rules = { afterFailures: 2, repeatMs: dayMs };

/** A certificate of 90 days that began so many days before `start`. */
function certificate(age: number, inARow = 0, name = 'a.example'): CertificateSummary {
  const begun = start - age * dayMs;
  const failure = { inARow, at: new Date(start), step: 'records', code: 'API', message: 'no' };
  return {
    name,
    domains: [name],
    notBefore: new Date(begun),
    notAfter: new Date(begun + 90 * dayMs),
    failure: inARow === 0 ? undefined : failure,
  };
}

function after(certificates: readonly CertificateSummary[], told: Told = nothing, hours = 0): Decision {
  return decide({ at: start + hours * hourMs, certificates }, told, rules);
}

function kinds({ notices }: Decision): string[] {
  return notices.map(({ kind, certificate: name }) => `${kind} ${name}`);
}

describe('what is worth a notification', () => {
  it('is no certificate in order, and no single failure', () => {
    const { told, ...rest } = after([certificate(10), certificate(62, 1, 'b.example')]);
    assert.deepEqual([kinds({ told, ...rest }), told], [[], nothing]);
  });

  it('is a step that is owed, and its end', () => {
    const owing = { ...certificate(10), owedSteps: ['deploy-hook'] };
    const first = after([owing]);
    assert.deepEqual(kinds(first), ['owed a.example']);
    assert.deepEqual(kinds(after([owing], first.told, 23)), []);
    assert.deepEqual(kinds(after([certificate(10)], first.told, 23)), ['recovered a.example']);
  });

  it('is a failure that lasts, once a day', () => {
    const first = after([certificate(62, 2)]);
    assert.deepEqual(kinds(first), ['failing a.example']);
    const second = after([certificate(62, 3)], first.told, 5);
    assert.deepEqual(kinds(second), []);
    assert.deepEqual(kinds(after([certificate(62, 4)], second.told, 24)), ['failing a.example']);
  });

  it('is a certificate that was never issued, too', () => {
    const missing = { ...certificate(0, 2), notBefore: undefined, notAfter: undefined };
    assert.deepEqual(kinds(after([missing])), ['failing a.example']);
  });

  it('is near expiry and expiry, at once though failures were reported', () => {
    const failing = after([certificate(67, 5)]);
    const expiring = after([certificate(68, 6)], failing.told, 1);
    assert.deepEqual(kinds(expiring), ['expiring a.example']);
    assert.deepEqual(kinds(after([certificate(91, 7)], expiring.told, 2)), ['expired a.example']);
    assert.deepEqual(kinds(after([certificate(68)])), ['expiring a.example'], 'also where nothing failed');
    const last = { ...certificate(90), notAfter: new Date(start + 1) };
    assert.deepEqual(
      [kinds(after([last])), kinds(after([certificate(90)]))],
      [['expiring a.example'], ['expired a.example']],
    );
  });

  it('is success after a failure that was reported, and only then', () => {
    const failing = after([certificate(62, 2), certificate(62, 1, 'b.example')]);
    const solved = after([certificate(0), certificate(0, 0, 'b.example')], failing.told, 1);
    assert.deepEqual(kinds(solved), ['recovered a.example']);
    assert.deepEqual(kinds(after([certificate(0)], solved.told, 2)), []);
  });

  it('is not a failure that began anew with a changed configuration, nor its certificate once it is gone', () => {
    const failing = after([certificate(62, 2)]);
    assert.deepEqual(kinds(after([certificate(62, 1)], failing.told, 1)), []);
    assert.deepEqual(kinds(after([], failing.told, 1)), []);
  });

  it('comes together in one message', () => {
    const decision = after([certificate(62, 2), certificate(68, 2, 'b.example'), certificate(95, 9, 'c.example')]);
    assert.deepEqual(kinds(decision), ['failing a.example', 'expiring b.example', 'expired c.example']);
    assert.equal(decision.told.sent.length, 1);
  });

  it('is held back after twenty messages in a day, and said later', () => {
    let told = nothing;
    for (let round = 0; round < 20; round += 1)
      told = after([certificate(62, 2, `${round}.example`)], told, 0.1 * round).told;
    const held = after([certificate(62, 2)], told, 3);
    assert.deepEqual([held.heldBack, held.notices.length], [true, 0]);
    assert.deepEqual(kinds(after([certificate(62, 2)], held.told, 30)), ['failing a.example']);
  });
});
