import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IssuanceResult } from './measure-contender.js';
import { alwaysValid, realValidation, rejectedNonces } from './situations.js';
import { judge, renderVerdicts } from './verdicts.js';

function result(servers: string, id: IssuanceResult['id'], wallMs: number, acmeRequests = 9, lost = 0): IssuanceResult {
  const rest = { certificates: 100, cpuMs: 1, peakMiB: 1, providerRequests: 1, hangs: 0 };
  return { id, contender: id, servers, wallMs, acmeRequests, lost, ...rest };
}

function verdictOf(results: Parameters<typeof judge>[0], target: RegExp): string {
  const line = renderVerdicts(judge(results))
    .split('\n')
    .find((text) => target.test(text));
  return line?.split('|').at(-2)?.trim() ?? '';
}

describe('the verdicts', () => {
  const issuance = [
    result(realValidation, 'floor', 10),
    result(realValidation, 'ours', 14, 9.6),
    result(realValidation, 'lego-8', 139),
    result(realValidation, 'certbot', 5600),
    result(alwaysValid, 'ours', 30),
    result(alwaysValid, 'lego-8', 60),
    result(rejectedNonces, 'ours', 30, 18, 1),
  ];

  it('hold what was measured against the targets', () => {
    assert.equal(verdictOf({ issuance }, /real validation: wall time of certbot/), 'met');
    assert.equal(verdictOf({ issuance }, /real validation: wall time of lego, 8/), 'missed by 0.07 (1 %)');
    assert.equal(verdictOf({ issuance }, /real validation: wall time to the floor/), 'met');
    const many = issuance.map((each) => ({ ...each, certificates: 1000, cpuMs: each.id === 'ours' ? 3 : 1 }));
    many[1] = { ...result(realValidation, 'ours', 16), certificates: 1000, cpuMs: 3 };
    assert.equal(verdictOf({ issuance: many }, /real validation: wall time to the floor/), 'missed by 0.10 (7 %)');
    assert.equal(verdictOf({ issuance: many }, /real validation: CPU time to the floor/), 'missed by 1 (50 %)');
    assert.equal(verdictOf({ issuance }, /real validation: CPU time to the floor/), 'met');
    assert.equal(verdictOf({ issuance }, /real validation: ACME requests/), 'missed by 0.10 (20 %)');
    assert.equal(verdictOf({ issuance }, /always valid: wall time of lego, 8/), 'met');
    assert.equal(verdictOf({ issuance }, /rejected: certificates lost/), 'missed');
  });

  it('say what was not measured', () => {
    assert.ok(judge({}).length > 10);
    assert.ok(judge({}).every(({ measured }) => measured === undefined));
    assert.equal(verdictOf({ issuance }, /always valid: wall time to the floor/), 'not measured');
    assert.equal(verdictOf({ issuance }, /lexicon ovh --help/), 'not measured');
  });

  it('measure a run without a change by how many certificates it went over', () => {
    const sample = { wallMs: 1, cpuMs: 1, peakMiB: 1 };
    const noChange = [{ lineages: 2000, ...sample, moreCpuMs: 130, first: sample }];
    assert.equal(verdictOf({ noChange }, /sync over 2000/), 'missed by 30 (30 %)');
  });
});
