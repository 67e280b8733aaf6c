import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { namedVariables, programOutput } from '../../core/sdk/program-output.js';
import { readLines } from '../../core/sdk/read-lines.js';
import { runProgram } from '../../core/sdk/run-program.js';

const never = new AbortController().signal;

async function linesOf(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  await readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), (line) => void lines.push(line));
  return lines;
}

describe('the lines of a stream', () => {
  it('end where they end, however the pieces come', async () => {
    const accent = Buffer.from('é');
    const table: readonly [chunks: readonly (string | Buffer)[], lines: readonly string[]][] = [
      [[], []],
      [['a'], ['a']],
      [['a\n'], ['a']],
      [['\n'], ['']],
      [['a\n\nb'], ['a', '', 'b']],
      [
        ['a', 'b\nc', '\n'],
        ['ab', 'c'],
      ],
      [
        ['a\r\nb\r', '\nc\r'],
        ['a', 'b', 'c'],
      ],
      [['\ra\r\r\n'], ['\ra\r']],
      [[accent.subarray(0, 1), accent.subarray(1), '\n'], ['é']],
      [
        ['a\n', 'b'],
        ['a', 'b'],
      ],
    ];
    for (const [chunks, lines] of table) assert.deepEqual(await linesOf(...chunks), lines, JSON.stringify(chunks));
  });

  it('are cut at 8 KiB, whether they come at once or in pieces', async () => {
    const whole = 'x'.repeat(8192);
    assert.deepEqual(await linesOf(`${whole}y\nz`), [whole, 'z']);
    assert.deepEqual(await linesOf('x', `${whole}y`, 'y\n', whole, '\n'), [whole, whole]);
  });
});

describe('what a program prints', () => {
  function logged() {
    const lines: string[] = [];
    const at = (level: string) => (_fields: object, text: string) => void lines.push(`${level} ${text}`);
    const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
    return { lines, output: programOutput(log as never, 'hook') };
  }

  it('goes into the log, as far as five hundred lines of it', () => {
    const { lines, output } = logged();
    assert.equal(output.last(), '');
    for (let count = 1; count <= 502; count += 1) output.onLine(`line ${count}`);
    assert.deepEqual([lines[0], lines[499], lines.length], ['info hook: line 1', 'info hook: line 500', 501]);
    assert.equal(lines[500], 'warn hook: more output is left out');
    assert.equal(output.last(), 'line 502');
  });

  it('is shown by its last line that says something, of which no more than there is use for', () => {
    const { lines, output } = logged();
    for (const line of ['first', 'x'.repeat(2001), '', ' \t']) output.onLine(line);
    assert.equal(output.last(), 'x'.repeat(2000));
    assert.equal(lines[1], `info hook: ${'x'.repeat(2000)}`);
  });

  it('is made with those variables alone that are named', () => {
    const environment = { A: '1', B: '2', C: undefined, D: '' };
    const table: readonly [named: string, variables: Record<string, string>][] = [
      ['', {}],
      ['A', { A: '1' }],
      [' B,A  D\n', { B: '2', A: '1', D: '' }],
      ['C,E', {}],
    ];
    for (const [named, variables] of table) assert.deepEqual(namedVariables(environment, named), variables, named);
  });
});

describe('a program', () => {
  async function run(script: string, signal = never, environment: Record<string, string> = {}) {
    const lines: string[] = [];
    const args = ['-c', script];
    const end = await runProgram({
      file: '/bin/sh',
      args,
      environment,
      onLine: (line) => void lines.push(line),
      signal,
    });
    return { ...end, lines };
  }

  it('sees what it is given and no more, and says what it says on either stream', async () => {
    const { exitCode, endedBy, lines } = await run('echo "$A$HOME"; echo two >&2; printf three; exit 3', never, {
      A: 'one',
    });
    assert.deepEqual([exitCode, endedBy], [3, undefined]);
    assert.deepEqual(lines.sort(), ['one', 'three', 'two']);
    assert.deepEqual(await run('true'), { exitCode: 0, endedBy: undefined, lines: [] });
    assert.deepEqual(await run('kill -9 $$'), { exitCode: undefined, endedBy: 'SIGKILL', lines: [] });
    await assert.rejects(run('true', AbortSignal.abort(new Error('never begun'))), /never begun/);
  });

  it('that is not there is an error of the system', async () => {
    const start = { args: [], environment: {}, onLine: () => {}, signal: never };
    await assert.rejects(runProgram({ ...start, file: '/nonexistent/program' }), { code: 'ENOENT' });
    // There is nothing to stop, either.
    const stop = new AbortController();
    const stopped = runProgram({ ...start, file: '/nonexistent/program', signal: stop.signal });
    stop.abort();
    await assert.rejects(stopped, { code: 'ENOENT' });
  });

  it('need not wait for what it left in the background', async () => {
    const { lines, exitCode } = await run('sleep 300 & echo $!; exit 0');
    assert.equal(exitCode, 0);
    process.kill(Number(lines[0]), 'SIGKILL');
  });

  /** Whether a process is there, and no zombie that waits for init. */
  function runs(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  it('that is stopped goes with all that it started, also what turns a deaf ear', async () => {
    const scripts = [
      'sleep 300 & echo $!; wait',
      'trap "" TERM; sleep 300 & echo $!; wait; wait',
      'trap "exit 0" TERM; (trap "" TERM; sleep 300) & echo $!; wait',
    ];
    async function trial(script: string): Promise<void> {
      const stop = new AbortController();
      let pid = 0;
      const onLine = (line: string) => {
        pid = Number(line);
        stop.abort(new Error('enough'));
      };
      const start = { file: '/bin/sh', args: ['-c', script], environment: {}, onLine, signal: stop.signal };
      await assert.rejects(runProgram(start), /enough/);
      for (let look = 0; look < 200 && runs(pid); look += 1) await pause(10);
      assert.equal(runs(pid), false, script);
    }
    await Promise.all(scripts.map(trial));
  });
});
