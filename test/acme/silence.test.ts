import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSilence, isCaSilent, notAsked } from '../../core/acme/silence.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { listeningLogger } from '../store/volume.js';

const url = 'https://ca.example:8443/directory';
const network = (code: string) => new Failure('NETWORK', 'no', { cause: Object.assign(new Error('no'), { code }) });
const late = new Failure('TIMEOUT', 'no answer');

/** Whether the CA is given up after these. */
function isLostAfter(errors: readonly unknown[]): boolean {
  const silence = createSilence(url, listeningLogger());
  for (const error of errors) silence.unheard(error);
  return silence.isLost();
}

describe('a CA that does not answer', () => {
  const table: readonly [what: string, error: unknown, counts: boolean][] = [
    ['a time limit', late, true],
    ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'].map(
      (code): [string, unknown, boolean] => [code, network(code), true],
    ),
    ['a refused connection', network('ECONNREFUSED'), false],
    ['a failure without a cause', new Failure('NETWORK', 'no'), false],
    ['an answer that it did not like', new Failure('ACME', 'no'), false],
    ['an error of another kind', Object.assign(new Error('no'), { code: 'TIMEOUT' }), false],
    ['nothing at all', undefined, false],
  ];
  for (const [what, error, counts] of table)
    it(`${counts ? 'is given up' : 'is asked again'} after three times ${what}`, () => {
      assert.equal(isLostAfter([error, error, error]), counts);
      assert.equal(isLostAfter([error, error]), false);
    });

  it('is told of once, and not asked any more', () => {
    const log = listeningLogger();
    const silence = createSilence(url, log);
    for (let count = 0; count < 2; count += 1) silence.unheard(late);
    silence.assertHeard();
    silence.heard();
    for (let count = 0; count < 2; count += 1) silence.unheard(late);
    silence.assertHeard();
    assert.equal(log.warnings.length, 0);
    for (let count = 0; count < 2; count += 1) silence.unheard(late);
    assert.equal(log.warnings.length, 1);
    assert.throws(() => silence.assertHeard(), isCaSilent);
  });

  it('is told apart from one that was asked in vain', () => {
    const failure = notAsked(url);
    assert.ok(isFailure(failure, 'TIMEOUT') && isCaSilent(failure));
    assert.deepEqual(
      [failure.place, failure.message.includes('ca.example:8443 '), failure.hint],
      [url, true, 'The next pass asks it again'],
    );
    assert.ok(![late, new Failure('NETWORK', 'no', { serviceCode: 'caSilent' }), undefined].some(isCaSilent));
  });
});
