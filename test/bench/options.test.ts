import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parts, readOptions } from './options.js';

describe('the options of the bench', () => {
  it('have defaults', () => {
    const options = readOptions([]);
    assert.deepEqual([...options.parts], [...parts]);
    assert.equal(options.certificates, 100);
    assert.equal(options.peers, false);
    assert.equal(options.json, undefined);
  });

  it('choose parts and amounts', () => {
    const options = readOptions(['--only', 'idle,size', '--certs', '7', '--peers', '--json', 'out.json']);
    assert.deepEqual([...options.parts], ['idle', 'size']);
    assert.equal(options.certificates, 7);
    assert.equal(options.peers, true);
    assert.equal(options.json, 'out.json');
  });

  it('never ask the slow for more certificates than the quick', () => {
    assert.equal(readOptions(['--certs', '3', '--few-certs', '9']).fewCertificates, 3);
  });

  it('are refused by name', () => {
    assert.throws(() => readOptions(['--only', 'speed']), /--only speed: there are issuance, many, store, start-up/);
    assert.throws(() => readOptions(['--certs', '0']), /--certs 0/);
    assert.throws(() => readOptions(['--rounds', '1.5']), /--rounds 1\.5/);
    assert.throws(() => readOptions(['--fast']), /--fast/);
  });
});
