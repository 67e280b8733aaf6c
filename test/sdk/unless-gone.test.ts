import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, isFailure, unlessGone } from '../../core/sdk/index.js';

const refused = (code: 'API' | 'SERVER') => Promise.reject(new Failure(code, 'no'));
const gone = async () => false;

describe('unlessGone', () => {
  it('looks only where the removal was refused, and takes what is gone for removed', async () => {
    await unlessGone(Promise.resolve(), () => assert.fail('looked'));
    await unlessGone(refused('API'), gone);
  });

  it('tells of a refusal while the record is there, and of every other failure', async () => {
    await assert.rejects(
      unlessGone(refused('API'), async () => true),
      (error) => isFailure(error, 'API'),
    );
    await assert.rejects(unlessGone(refused('SERVER'), gone), (error) => isFailure(error, 'SERVER'));
  });
});
