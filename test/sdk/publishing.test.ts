import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, type FailureCode, isFailure, publishing } from '../../core/sdk/index.js';

const fail = (code: FailureCode) => () => Promise.reject(new Failure(code, 'no'));

/** What becomes of a writing that fails, and whether what was written is published. */
const rows: readonly (readonly [writing: FailureCode | undefined, publishes: boolean])[] = [
  [undefined, true],
  ['RECORD_NOT_FOUND', true],
  ['SERVER', true],
  ['NETWORK', true],
  ['TIMEOUT', true],
  ['AUTHENTICATION', false],
  ['RECORD_EXISTS', false],
  ['API', false],
];

describe('publishing', () => {
  for (const [code, publishes] of rows) {
    it(`${publishes ? 'follows' : 'does not follow'} ${code ?? 'success'}`, async () => {
      const done: string[] = [];
      const outcome = await publishing(code === undefined ? async () => done.push('written') : fail(code), async () =>
        done.push('published'),
      ).catch((error: unknown) => error);
      assert.deepEqual(done, [...(code === undefined ? ['written'] : []), ...(publishes ? ['published'] : [])]);
      assert.ok(code === undefined ? outcome === undefined : isFailure(outcome, code));
    });
  }

  it('that fails is what is told, but where the writing failed of itself', async () => {
    await assert.rejects(
      publishing(async () => undefined, fail('API')),
      (error) => isFailure(error, 'API'),
    );
    await assert.rejects(publishing(fail('RECORD_NOT_FOUND'), fail('API')), (error) => isFailure(error, 'API'));
    await assert.rejects(publishing(fail('SERVER'), fail('API')), (error) => isFailure(error, 'SERVER'));
  });
});
