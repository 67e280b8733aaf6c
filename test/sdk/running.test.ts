import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { attributing, restate } from '../../core/sdk/attribute.js';
import { boundedPause, longestPauseMs } from '../../core/sdk/bounded-pause.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { groupBy, joinSignals, type Logger, namedVariables, programOutput } from '../../core/sdk/index.js';
import { limitSignal, withoutLimit } from '../../core/sdk/joined-signal.js';
import { checkJsonSize, checkXmlSize } from '../../core/sdk/parse-limits.js';
import { readLines } from '../../core/sdk/read-lines.js';
import { keepRecent, recently } from '../../core/sdk/recent.js';
import { settleAll } from '../../core/sdk/settle-all.js';

/** How many listen to a signal. */
const listeners = (given: AbortSignal) => getEventListeners(given, 'abort').length;

describe('joined signals', () => {
  it('stop with the first, for its reason, and leave nothing with the others', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const joined = joinSignals(one.signal, two.signal);
    assert.deepEqual([joined.signal.aborted, listeners(one.signal), listeners(two.signal)], [false, 1, 1]);
    two.abort('two');
    assert.deepEqual([joined.signal.reason, listeners(one.signal), listeners(two.signal)], ['two', 0, 0]);
    one.abort('one');
    assert.equal(joined.signal.reason, 'two');
    const late = joinSignals(new AbortController().signal, one.signal, two.signal);
    assert.deepEqual([late.signal.aborted, late.signal.reason], [true, 'one']);
    const long = new AbortController();
    const released = joinSignals(long.signal);
    released.release();
    assert.equal(listeners(long.signal), 0);
    long.abort();
    assert.equal(released.signal.aborted, false);
    const early = new AbortController();
    joinSignals(early.signal, AbortSignal.abort());
    assert.equal(listeners(early.signal), 0);
    assert.equal(withoutLimit(early.signal), early.signal);
  });

  it('with a limit tell whether it ran out', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const long = new AbortController();
    const late = limitSignal(long.signal, 50);
    context.mock.timers.tick(49);
    assert.deepEqual([late.signal.aborted, late.isLate(), listeners(long.signal)], [false, false, 1]);
    let left: number | undefined;
    late.signal.addEventListener('abort', () => {
      left = listeners(long.signal);
    });
    context.mock.timers.tick(1);
    assert.deepEqual([late.signal.aborted, late.isLate(), left], [true, true, 0]);
    assert.equal((late.signal.reason as Error).name, 'TimeoutError');
    const done = limitSignal(long.signal, 50);
    done.release();
    context.mock.timers.tick(50);
    assert.deepEqual([done.signal.aborted, done.isLate(), listeners(long.signal)], [false, false, 0]);
    const stopped = limitSignal(long.signal, 50);
    long.abort('enough');
    context.mock.timers.tick(50);
    assert.deepEqual([stopped.signal.reason, stopped.isLate()], ['enough', false]);
    const never = limitSignal(long.signal, 50);
    context.mock.timers.tick(50);
    assert.deepEqual([never.signal.reason, never.isLate()], ['enough', false]);
  });
});

describe('what is kept and bounded', () => {
  it('is a pause that makes sense', () => {
    const day = 24 * 3600 * 1000;
    assert.deepEqual(longestPauseMs, { service: day, ca: 7 * day });
    const table: readonly [ms: number, longest: number | undefined, pause: number][] = [
      [Number.NaN, undefined, 0],
      [-1, undefined, 0],
      [0, undefined, 0],
      [5, undefined, 5],
      [day + 1, undefined, day],
      [Number.POSITIVE_INFINITY, undefined, day],
      [day + 1, 7 * day, day + 1],
      [9, 8, 8],
    ];
    for (const [ms, longest, pause] of table) assert.equal(boundedPause(ms, longest), pause, String(ms));
  });

  it('is what came last, but nothing that was not there or failed', () => {
    const made: string[] = [];
    const recall = recently(2, (text) => {
      made.push(text);
      if (text === 'bad') throw new Error('bad');
      return text === 'none' ? undefined : { text };
    });
    const one = recall('one');
    assert.equal(recall('one'), one);
    for (let count = 0; count < 2; count += 1) {
      recall('none');
      assert.throws(() => recall('bad'));
    }
    recall('two');
    recall('one');
    recall('three');
    recall('two');
    recall('one');
    assert.deepEqual(made, ['one', 'none', 'bad', 'none', 'bad', 'two', 'three', 'one']);
    const kept = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    keepRecent(kept, 'd', 4, 2);
    assert.deepEqual(
      [...kept],
      [
        ['c', 3],
        ['d', 4],
      ],
    );
  });

  it('is a text whose brackets or tags are not too deep', () => {
    const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
    checkJsonSize(nested(200, '[', ']'));
    checkJsonSize(`${'[]'.repeat(300)}"${'['.repeat(300)}\\"${'{'.repeat(300)}"${'{}'.repeat(300)}`);
    for (const text of [nested(201, '[', ']'), nested(201, '{', '}'), `"\\\\"${'['.repeat(201)}`])
      assert.throws(() => checkJsonSize(text), /nested deeper than 200/);
    checkXmlSize(nested(200, '<a>', '</a>'));
    checkXmlSize(`<?xml?><!-- x -->${'<a/>'.repeat(300)}${'<?a?>'.repeat(300)}${'<!a>'.repeat(300)}`);
    assert.throws(() => checkXmlSize(nested(201, '<a>', '</a>')), /nested deeper than 200/);
    assert.throws(() => checkXmlSize('<a b="/">'.repeat(201)), /nested deeper than 200/);
  });

  it('is grouped by a key, in its order', () => {
    const groups = groupBy(['a1', 'b1', 'a2'], ([first]) => first);
    assert.deepEqual(
      [...groups],
      [
        ['a', ['a1', 'a2']],
        ['b', ['b1']],
      ],
    );
  });

  it('is waited for to the end, and then the first failure is told', async () => {
    const notes: string[] = [];
    const work = async (name: string, turns: number, fails = false) => {
      for (let index = 0; index < turns; index += 1) await new Promise((resolve) => setImmediate(resolve));
      notes.push(name);
      if (fails) throw new Error(name);
    };
    await settleAll([work('a', 2), work('b', 0)]);
    await assert.rejects(settleAll([work('c', 3, true), work('d', 0, true), work('e', 5)]), /^Error: c$/);
    assert.deepEqual(notes, ['b', 'a', 'd', 'c', 'e']);
  });
});

describe('what programs print', () => {
  it('comes line by line, each cut at 8 KiB, whatever its pieces are', async () => {
    const table: readonly [chunks: (string | Buffer)[], lines: string[]][] = [
      [[], []],
      [['a\nb\n'], ['a', 'b']],
      [
        ['a', 'b\r', '\nc'],
        ['ab', 'c'],
      ],
      [
        ['\n\n', 'x\n'],
        ['', '', 'x'],
      ],
      [['a\rb\r'], ['a\rb']],
      [[Buffer.from([0xc3]), Buffer.from([0xbc, 0x0a])], ['ü']],
      [
        ['x'.repeat(9000), 'y\nz'],
        ['x'.repeat(8192), 'z'],
      ],
      [['x'.repeat(8191), 'yz', '\n'], [`${'x'.repeat(8191)}y`]],
    ];
    for (const [chunks, expected] of table) {
      const lines: string[] = [];
      await readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), (line) => lines.push(line));
      assert.deepEqual(lines, expected);
    }
  });

  it('goes to the log with its name, five hundred lines of it, and the last that says something is kept', () => {
    const lines: string[] = [];
    const say = (level: string) => (_: object, text: string) => void lines.push(`${level} ${text}`);
    const output = programOutput({ info: say('info'), warn: say('warn') } as unknown as Logger, 'hook');
    assert.equal(output.last(), '');
    output.onLine('x'.repeat(3000));
    output.onLine(' ');
    assert.deepEqual(lines, [`info hook: ${'x'.repeat(2000)}`, 'info hook:  ']);
    assert.equal(output.last(), 'x'.repeat(2000));
    for (let count = 3; count <= 600; count += 1) output.onLine(`line ${count}`);
    assert.deepEqual(lines.slice(499), ['info hook: line 500', 'warn hook: more output is left out']);
    assert.equal(output.last(), 'line 600');
  });

  it('is made with the variables that were named, where there are such', () => {
    assert.deepEqual(namedVariables({ A: '1', B: '', C: '3', D: undefined }, ' A,B  D,,X'), { A: '1', B: '' });
  });
});

describe('a failure of a provider', () => {
  const failing = (error: unknown) => () => Promise.reject(error);
  const page = 'https://docs.example/p';

  it('bears its name and profile, and a hint to its page where a credential is refused', async () => {
    const table: readonly [error: Failure, hint: string | undefined][] = [
      [new Failure('API', 'x'), undefined],
      [new Failure('API', 'x', { hint: 'Look' }), 'Look'],
      [new Failure('AUTHENTICATION', 'x'), `See ${page}`],
      [new Failure('CONFIG', 'x', { hint: 'Look' }), `Look; see ${page}`],
      [new Failure('CONFIG', 'x', { hint: `Look at ${page}` }), `Look at ${page}`],
    ];
    for (const [error, hint] of table) {
      const found = await attributing({ provider: 'p', profile: 'q', page }, failing(error)).catch(
        (caught: unknown) => caught,
      );
      assert.ok(isFailure(found, error.code));
      assert.deepEqual([found.provider, found.profile, found.hint, found.cause], ['p', 'q', hint, error]);
    }
    const bare = await attributing({ provider: 'p' }, failing(new Failure('AUTHENTICATION', 'x'))).catch(
      (error: unknown) => error,
    );
    assert.ok(isFailure(bare));
    assert.deepEqual([bare.profile, bare.hint], [undefined, undefined]);
    assert.equal(await attributing({ provider: 'p' }, async () => 1), 1);
    for (const error of [new Failure('ABORTED', 'x'), new Failure('API', 'x', { provider: 'o' }), new Error('x')])
      await assert.rejects(attributing({ provider: 'p' }, failing(error)), (caught) => caught === error);
  });

  it('in other words keeps all that is known of it', () => {
    const details = {
      hint: 'h',
      place: 'l',
      retryable: true,
      retryAfterMs: 7,
      status: 418,
      serviceCode: 's',
      provider: 'p',
      profile: 'q',
    };
    const whole = new Failure('API', 'x', details);
    const { code, message, cause, ...rest } = restate(whole, 'y');
    assert.deepEqual([code, message, cause], ['API', 'y', whole]);
    for (const [key, value] of Object.entries(details)) assert.equal(rest[key as keyof typeof rest], value, key);
    const none = restate(new Failure('API', 'x', { retryable: false }), 'y', { place: 'z' });
    assert.deepEqual([none.place, none.retryable, none.hint, none.status], ['z', false, undefined, undefined]);
  });
});
