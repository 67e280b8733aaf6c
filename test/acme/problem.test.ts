import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemFailure } from '../../core/acme/problem.js';

const ca = { profiles: {}, caaIdentities: [] } as unknown as Parameters<typeof problemFailure>[1]['ca'];
const url = 'https://ca.example/order?token=secret';

describe('an answer of the CA without a problem document', () => {
  for (const [status, code] of [
    [400, 'ACME'],
    [401, 'AUTHENTICATION'],
    [403, 'AUTHENTICATION'],
    [404, 'ACME'],
    [409, 'ACME'],
    [429, 'RATE_LIMITED'],
    [500, 'SERVER'],
    [503, 'SERVER'],
    [undefined, 'ACME'],
  ] as const)
    it(`of status ${status} is ${code}`, () => {
      const failure = problemFailure(undefined, { url, ca, ...(status !== undefined && { status }) });
      assert.equal(failure.code, code);
      assert.equal(failure.place, 'https://ca.example/order');
    });
});
