import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgress } from '../../core/application/progress.js';
import { Failure } from '../../core/sdk/index.js';

/** What a terminal would show: knows the few sequences that the progress uses. */
function createScreen() {
  let lines: string[] = [''];
  function write(text: string): void {
    let rest = text.replaceAll('\u001b', '^').replace(/\^\[\d+m/g, '');
    while (rest !== '') {
      const up = /^\^\[(\d+)A\r\^\[0J/.exec(rest);
      if (up !== null) {
        lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ''];
        rest = rest.slice(up[0].length);
        continue;
      }
      const end = rest.indexOf('\n');
      const part = end < 0 ? rest : rest.slice(0, end);
      lines[lines.length - 1] += part;
      if (end >= 0) lines.push('');
      rest = end < 0 ? '' : rest.slice(end + 1);
    }
  }
  return { write, columns: 60, rows: 5, shown: () => lines.slice(0, -1) };
}

describe('live progress', () => {
  it('shows each certificate with its step, and finished ones above', () => {
    const screen = createScreen();
    const progress = createProgress(
      screen,
      (text) => text.replaceAll('hunter2', '[secret]'),
      () => 1000,
    );
    progress.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: 'none yet' });
    progress.listen({ kind: 'certificate-started', certificate: 'b.example', action: 'renew', reason: 'due' });
    progress.listen({ kind: 'step', certificate: 'b.example', step: 'propagation', detail: '2.0 s, 1 missing' });
    progress.print('a line of the log\n');
    assert.deepEqual(screen.shown(), [
      'a line of the log',
      '  a.example  create (none yet)  0.0 s',
      '  b.example  propagation (2.0 s, 1 missing)  0.0 s',
    ]);
    progress.listen({
      kind: 'certificate-done',
      certificate: 'a.example',
      action: 'create',
      version: 1,
      durationMs: 1500,
    });
    const failure = new Failure('NETWORK', 'cannot reach hunter2', { hint: 'Look' });
    progress.listen({
      kind: 'certificate-failed',
      certificate: 'b.example',
      action: 'renew',
      step: 'order',
      failure,
      durationMs: 1,
    });
    progress.end();
    assert.deepEqual(screen.shown(), [
      'a line of the log',
      '✓ a.example  create (version 1)  1.5 s',
      '✗ b.example  order: cannot reach [secret]. Look',
    ]);
  });

  it('draws no more lines than the terminal has, and none longer', () => {
    const screen = createScreen();
    const progress = createProgress(
      screen,
      (text) => text,
      () => 0,
    );
    for (let count = 0; count < 10; count += 1) {
      progress.listen({
        kind: 'certificate-started',
        certificate: `${count}.example`,
        action: 'create',
        reason: 'x'.repeat(80),
      });
    }
    progress.end();
    assert.equal(screen.shown().length, 3);
    assert.ok(screen.shown().every((line) => line.length < 60));
  });
});
