import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CertificateStatus } from '../../core/issuance/status/certificate-status.js';
import { assessHealth, describeProblem, withProblem } from '../../core/status/health.js';
import { hangingMs, passRunningSince } from '../../core/status/pass-running.js';
import { around } from './dated-pem.js';

const now = Date.parse('2030-05-01T00:00:00Z');

function status(daysBefore: number, daysAfter: number, more: Partial<CertificateStatus> = {}): CertificateStatus {
  const { notBefore, notAfter } = around(now, daysBefore, daysAfter);
  return {
    name: 'a.example',
    domains: ['a.example'],
    state: 'ok',
    troubles: [],
    version: 1,
    keyType: 'ecdsa256',
    issuer: 'CA',
    serial: '01',
    server: 'https://ca.example/dir',
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    daysLeft: daysAfter,
    next: { action: 'renew', at: undefined, why: 'due' },
    lastSuccess: undefined,
    lastError: undefined,
    explanationUrl: undefined,
    owedSteps: [],
    differences: [],
    ...more,
  };
}

const lastError = { at: new Date(now), step: 'records', code: 'API', message: 'no such zone' };

function isHealthy(certificate: CertificateStatus): boolean {
  return assessHealth([status(10, 80), certificate], now).healthy;
}

describe('health', () => {
  it('is good where certificates are valid, also when a renewal has failed early', () => {
    assert.equal(assessHealth([], now).healthy, true);
    assert.equal(isHealthy(status(60, 30, { lastError, state: 'failing' })), true);
  });

  it('is bad once a certificate has expired', () => {
    const { healthy, problems } = assessHealth([status(90, 0, { state: 'expired' }), status(1, 89)], now);
    assert.equal(healthy, false);
    assert.deepEqual(problems, [{ certificate: 'a.example', reason: 'expired 2030-05-01T00:00:00.000Z' }]);
  });

  it('is good up to the last moment, and says which certificates, which pass and what else need somebody', () => {
    const certificate = status(90, 0);
    const notAfter = new Date(now + 1);
    assert.equal(assessHealth([{ ...certificate, notAfter }], now).healthy, true);
    const expired = { certificate: 'a.example', reason: 'expired 2030-05-01T00:00:00.000Z' };
    const still = { reason: 'a pass makes no progress, at records' };
    assert.deepEqual(assessHealth([certificate], now, now - hangingMs - 1, 'at records').problems, [still, expired]);
    assert.deepEqual(withProblem({ healthy: true, problems: [] }, undefined), { healthy: true, problems: [] });
    assert.deepEqual(withProblem({ healthy: true, problems: [expired] }, 'moved'), {
      healthy: false,
      problems: [{ reason: 'moved' }, expired],
    });
  });

  it('is bad when a renewal keeps failing and less than a quarter of the lifetime is left', () => {
    const failing = { lastError, state: 'failing' as const };
    assert.equal(isHealthy(status(75, 25, failing)), true);
    assert.equal(isHealthy(status(75.1, 24.9, failing)), false);
    assert.equal(isHealthy(status(75.1, 24.9)), true);
    // The share counts, not the days: six days of life have a quarter of a day and more left.
    assert.equal(isHealthy(status(4, 2, failing)), true);
    assert.equal(isHealthy(status(5, 1, failing)), false);
    assert.match(assessHealth([status(5, 1, failing)], now).problems[0]?.reason ?? '', /records: no such zone/);
  });

  it('does not judge what was never issued, nor what is none of its business', () => {
    const absent = { notBefore: undefined, notAfter: undefined, state: 'failing' as const, lastError };
    assert.equal(isHealthy(status(0, 0, absent)), true);
    assert.equal(isHealthy(status(90, -1, { state: 'unmanaged' })), true);
  });

  it('does not judge what no restart can mend', () => {
    for (const troubles of [['owed'], ['revoked'], ['damaged'], ['staging']] as const) {
      assert.equal(isHealthy(status(10, 80, { troubles, state: troubles[0] })), true, troubles[0]);
    }
  });

  it('is bad once a pass hangs, and says since when', () => {
    assert.equal(assessHealth([], now, now - hangingMs).healthy, true);
    const { healthy, problems } = assessHealth([], now, now - hangingMs - 1);
    assert.equal(healthy, false);
    assert.deepEqual(problems.map(describeProblem), ['a pass has been running since 2030-04-30T17:59:59.999Z']);
    assert.equal(describeProblem({ certificate: 'a', reason: 'expired' }), 'a: expired');
  });

  it('learns from the lock since when a pass runs', async () => {
    const since = async (text: string | undefined) => {
      const holder = text === undefined ? undefined : { since: text };
      return passRunningSince({ holder: async () => holder as never }, now);
    };
    assert.equal(await since(undefined), undefined);
    assert.equal(await since('2030-04-30T00:00:00Z'), now - 24 * 3600_000);
    assert.equal(await since('an unknown moment'), undefined);
    // The clock was set back.
    assert.equal(await since('2031-01-01T00:00:00Z'), now);
  });
});
