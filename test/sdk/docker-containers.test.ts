import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DockerClient } from '../../core/sdk/docker.js';
import { findUnnamed, isForbidden, nearContainer, throwAll } from '../../core/sdk/docker-containers.js';
import { Failure, type FailureCode, isFailure, silentLogger, toFailure } from '../../core/sdk/index.js';

const never = new AbortController().signal;

describe('containers that nobody named', () => {
  const failing = (error: unknown) => () => Promise.reject(error);

  it('are none where Docker is away or forbids to look, and a failure where something else is wrong', async () => {
    const warned: unknown[] = [];
    const log = { ...silentLogger, warn: (fields: unknown) => void warned.push(fields) } as typeof silentLogger;
    assert.deepEqual(await findUnnamed(log, never, async () => ['one']), ['one']);
    for (const code of ['DOCKER', 'TIMEOUT', 'INTERNAL', 'ABORTED'] as FailureCode[]) {
      const found = findUnnamed(log, never, failing(new Failure(code, 'no')));
      if (code === 'DOCKER' || code === 'TIMEOUT') assert.deepEqual(await found, []);
      else await assert.rejects(found, (error) => isFailure(error, code));
    }
    assert.deepEqual(warned, [{ reason: 'no' }, { reason: 'no' }]);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(findUnnamed(log, stopped, failing(new Failure('DOCKER', 'no'))), /stopped/);
  });

  it('may be forbidden by a proxy', () => {
    for (const [status, forbidden] of [
      [400, false],
      [401, true],
      [402, false],
      [403, true],
      [404, false],
      [405, true],
      [406, false],
    ] as const)
      assert.equal(isForbidden(new Failure('DOCKER', 'no', { status })), forbidden, String(status));
    assert.equal(isForbidden(new Failure('API', 'no', { status: 403 })), false);
    assert.equal(isForbidden(new Failure('DOCKER', 'no')), false);
  });

  it('may be what was meant', async () => {
    const containers = [
      { name: 'shop-web-1', labels: { 'com.docker.compose.service': 'web' } },
      { name: 'Shop_db_1', labels: { 'com.docker.compose.service': 'db' } },
    ];
    const docker = { findByLabel: async () => containers } as unknown as DockerClient;
    const table: readonly [name: string, hint: string | undefined][] = [
      ['shop_web_1', 'Did you mean "shop-web-1"?'],
      ['shop-db-1', 'Did you mean "Shop_db_1"?'],
      ['web', 'Did you mean "shop-web-1"?'],
      ['we', undefined],
    ];
    for (const [name, hint] of table) assert.equal(await nearContainer(docker, name, never), hint, name);
    const broken = (error: unknown) => ({ findByLabel: failing(error) }) as unknown as DockerClient;
    assert.equal(await nearContainer(broken(new Failure('DOCKER', 'no')), 'web', never), undefined);
    await assert.rejects(nearContainer(broken(new Error('a mistake')), 'web', never), /a mistake/);
  });
});

describe('several failures', () => {
  const of = (message: string, hint?: string) => new Failure('PLUGIN', message, hint === undefined ? {} : { hint });

  it('become one, with the code and the hint of the first', () => {
    throwAll([]);
    const [first, second] = [of('one', 'Do it'), of('two', 'Do that')];
    const thrown = (...problems: unknown[]): unknown => {
      try {
        throwAll(problems);
      } catch (error) {
        return error;
      }
      return assert.fail('it should have thrown');
    };
    assert.equal(thrown(first), first);
    const mistake = new Error('a mistake');
    assert.equal(thrown(mistake, first), mistake);
    const both = thrown(first, second, of('one'), mistake);
    assert.ok(isFailure(both, 'PLUGIN'));
    assert.deepEqual([both.message, both.hint, both.cause], ['one; two; Error: a mistake', 'Do it', first]);
    const without = thrown(of('one'), second);
    assert.ok(isFailure(without) && without.hint === undefined);
  });

  it('of the system that mean a limit say so, and others are what they are taken for', () => {
    const coded = (code: string) => Object.assign(new Error('words of the system'), { code });
    const abort = Object.assign(new Error('x'), { name: 'AbortError' });
    const table: readonly [unknown, code: FailureCode, message: RegExp, hint: RegExp][] = [
      [coded('EMFILE'), 'STORE', /too many files are open$/, /ulimit/],
      [coded('ENFILE'), 'STORE', /on this machine$/, /of the machine$/],
      [coded('ENOMEM'), 'STORE', /no more memory/, /memory limit/],
      [coded('EIO'), 'DNS', /words of the system/, /^$/],
      [abort, 'ABORTED', /^stopped$/, /^$/],
      ['a text', 'DNS', /^a text$/, /^$/],
      [undefined, 'DNS', /^undefined$/, /^$/],
      [null, 'DNS', /^null$/, /^$/],
    ];
    for (const [error, code, message, hint] of table) {
      const failure = toFailure(error, 'DNS');
      assert.equal(failure.code, code);
      assert.match(failure.message, message);
      assert.match(failure.hint ?? '', hint);
    }
    assert.equal(toFailure(new Error('x')).code, 'INTERNAL');
  });
});
