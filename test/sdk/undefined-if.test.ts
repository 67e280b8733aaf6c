import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, isFailure, undefinedIf, zoneUnless } from '../../core/sdk/index.js';

function failing(code: 'RECORD_NOT_FOUND' | 'SERVER'): Promise<string> {
  return Promise.reject(new Failure(code, 'refused'));
}

describe('undefinedIf', () => {
  it('gives what was read', async () => {
    assert.equal(await undefinedIf('RECORD_NOT_FOUND', Promise.resolve('zone')), 'zone');
  });

  it('gives undefined for that failure, and passes every other on', async () => {
    assert.equal(await undefinedIf('RECORD_NOT_FOUND', failing('RECORD_NOT_FOUND')), undefined);
    await assert.rejects(undefinedIf('RECORD_NOT_FOUND', failing('SERVER')), (error) => isFailure(error, 'SERVER'));
    await assert.rejects(undefinedIf('ZONE_NOT_FOUND', failing('RECORD_NOT_FOUND')), (error) =>
      isFailure(error, 'RECORD_NOT_FOUND'),
    );
    await assert.rejects(undefinedIf('RECORD_NOT_FOUND', Promise.reject(new TypeError('bug'))), TypeError);
  });
});

describe('zoneUnless', () => {
  it('gives the zone, or undefined for that failure alone', async () => {
    const name = 'example.com';
    assert.deepEqual(await zoneUnless('RECORD_NOT_FOUND', name, Promise.resolve(undefined)), { name });
    assert.equal(await zoneUnless('RECORD_NOT_FOUND', name, failing('RECORD_NOT_FOUND')), undefined);
    await assert.rejects(zoneUnless('RECORD_NOT_FOUND', name, failing('SERVER')), (error) =>
      isFailure(error, 'SERVER'),
    );
  });
});
