import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PublishedLineage, renderOutcomes } from '../../core/cli/render-outcomes.js';
import type { PassResult } from '../../core/issuance/pass/run-pass.js';
import { Failure } from '../../core/sdk/index.js';

const redact = (text: string) => text.replaceAll('S3cret', '[secret]');
const day = 24 * 3600_000;

function action(name: string, kind: string) {
  return { name, kind, reason: 'because' };
}

/** One certificate of each end. */
function result(): PassResult {
  const [done, failed, removed, parked, kept, waits] = [
    action('done.example', 'renew'),
    action('failed.example', 'create'),
    action('removed.example', 'remove'),
    action('parked.example', 'create'),
    action('kept.example', 'keep'),
    action('waits.example', 'wait'),
  ];
  const failure = new Failure('API', 'no S3cret', { provider: 'ovh', hint: 'Do it' });
  const step = (plugin: string, why?: Failure) => ({ certificate: 'done.example', version: 2, plugin, failure: why });
  return {
    actions: [done, failed, removed, parked, kept, waits],
    outcomes: [
      { action: done, failure: undefined },
      { action: failed, failure },
      { action: removed, failure: undefined },
      { action: parked, failure: undefined, parkedUntil: 1 },
    ],
    postIssue: { steps: [step('pfx'), step('docker-exec', new Failure('DOCKER', 'S3cret exited with 1'))], faults: [] },
  } as unknown as PassResult;
}

const notAfter = new Date(Date.now() + 89.5 * day);
const lineage = { version: 2, certificate: { notAfter }, paths: { fullchain: '/x/live/done.example/fullchain.pem' } };
const aftermath = {
  lineages: new Map([
    ['done.example', lineage as PublishedLineage],
    ['removed.example', lineage as PublishedLineage],
  ]),
  owed: new Map([['done.example', ['docker-exec', 'other']]]),
};

describe('what a pass came to', () => {
  it('is one line for each certificate and step, without secrets', () => {
    assert.deepEqual(renderOutcomes(result(), false, redact, aftermath).split('\n'), [
      `done.example: renew done, valid until ${notAfter.toISOString().slice(0, 10)} (89 days): /x/live/done.example/fullchain.pem`,
      'failed.example: create failed: no [secret] (ovh). Do it',
      'removed.example: remove done',
      'parked.example: create waits for its records to become visible',
      'done.example: docker-exec failed: [secret] exited with 1',
      'done.example: other is still owed',
      '2 done, 1 failed, 2 waiting, 1 unchanged',
    ]);
  });

  it('says so where there was nothing to do', () => {
    const nothing = { ...result(), outcomes: [], postIssue: { steps: [], faults: [] } };
    assert.equal(renderOutcomes(nothing, false, redact), 'nothing to do, 1 waiting, 1 unchanged');
  });

  it('has all of it for machines', () => {
    const { certificates } = JSON.parse(renderOutcomes(result(), true, redact, aftermath)) as {
      certificates: Record<string, unknown>[];
    };
    assert.deepEqual(
      certificates.map(({ name, result: end }) => [name, end]),
      [
        ['done.example', 'done'],
        ['failed.example', 'failed'],
        ['removed.example', 'done'],
        ['parked.example', 'parked'],
        ['kept.example', 'unchanged'],
        ['waits.example', 'unchanged'],
      ],
    );
    const [done, failed] = certificates;
    const { name: _name, action: _action, reason: _reason, result: _result, ...rest } = done ?? {};
    assert.deepEqual(rest, {
      version: 2,
      notAfter: notAfter.toISOString(),
      paths: lineage.paths,
      failedSteps: [
        {
          plugin: 'docker-exec',
          error: '[secret] exited with 1',
          failure: { code: 'DOCKER', message: '[secret] exited with 1' },
        },
      ],
      owedSteps: ['docker-exec', 'other'],
    });
    assert.deepEqual(failed?.failure, { code: 'API', message: 'no [secret]', hint: 'Do it', provider: 'ovh' });
    assert.deepEqual([failed?.code, failed?.error], ['API', 'no [secret] (ovh). Do it']);
  });
});
