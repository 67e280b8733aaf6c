import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import { Failure, silentLogger } from '../../core/sdk/index.js';
import { openHistory } from '../../core/status/history.js';
import { now } from './made-up.js';

describe('the history of passes', () => {
  it('keeps the last fifty, of each twenty changes with the failures first, also over a restart', async () => {
    let kept: unknown;
    const state = {
      read: async (_key: string, parse: (value: unknown) => unknown) => (kept === undefined ? undefined : parse(kept)),
      write: async (_key: string, value: unknown) => {
        kept = structuredClone(value);
      },
    } as never;
    const history = await openHistory(
      state,
      () => now,
      (text) => text.replace('secret', '***'),
      silentLogger,
    );
    const tell = (event: object) => history.listen(event as PassEvent);
    tell({ kind: 'certificate-done', certificate: 'of no pass', action: 'renew', durationMs: 1 });
    for (let pass = 1; pass <= 51; pass += 1) {
      tell({ kind: 'pass-started', pass: `p${pass}` });
      for (let index = 0; index < 20; index += 1)
        tell({ kind: 'certificate-done', certificate: `c${index}`, action: 'renew', durationMs: 1 });
      const failure = new Failure('API', 'a secret word');
      tell({ kind: 'certificate-failed', certificate: 'f', action: 'renew', step: 'records', failure, durationMs: 2 });
      tell({ kind: 'pass-ended', pass: `p${pass}`, durationMs: 3, failed: 1, changed: 20 });
    }
    await history.settle();
    const passes = history.passes();
    assert.deepEqual([passes.length, passes[0]?.pass, passes[49]?.pass], [50, 'p51', 'p2']);
    const { changes = [], ...rest } = passes[0] ?? {};
    assert.deepEqual(rest, { pass: 'p51', endedAt: now, durationMs: 3, changed: 20, failed: 1 });
    assert.deepEqual([changes.length, changes[0]?.certificate, changes[1]?.certificate], [20, 'f', 'c0']);
    assert.deepEqual([changes[0]?.failure?.step, changes[0]?.failure?.message], ['records', 'a *** word']);
    tell({ kind: 'pass-ended', pass: 'empty', durationMs: 3, failed: 0, changed: 0 });
    await history.settle();
    assert.deepEqual(history.passes()[0]?.changes, []);
    const again = await openHistory(state, () => now, String, silentLogger);
    assert.deepEqual(JSON.stringify(again.passes()), JSON.stringify(history.passes()));
  });

  it('that cannot be read or written is logged, and nothing else', async () => {
    const warned: string[] = [];
    const warn = ({ event }: { event: string }, text: string) => void warned.push(`${event}: ${text}`);
    const log = { ...silentLogger, warn } as never;
    const refuse = () => Promise.reject(new Failure('STORE', 'no'));
    const history = await openHistory({ read: refuse, write: refuse } as never, () => now, String, log);
    history.listen({ kind: 'pass-ended', pass: 'p', durationMs: 1, failed: 0, changed: 0 });
    await history.settle();
    assert.equal(history.passes().length, 1);
    assert.deepEqual(warned, [
      'history.failed: the history of passes cannot be read',
      'history.failed: the history of passes cannot be written',
    ]);
  });
});
