import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { attributing, restate } from '../../core/sdk/attribute.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { groupBy, joinSignals } from '../../core/sdk/index.js';
import { limitSignal, withoutLimit } from '../../core/sdk/joined-signal.js';
import { checkJsonSize, checkXmlSize } from '../../core/sdk/parse-limits.js';
import { keepRecent } from '../../core/sdk/recent.js';
import { runProgram } from '../../core/sdk/run-program.js';
import { settleAll } from '../../core/sdk/settle-all.js';

/** How many listen to a signal. */
const listeners = (given: AbortSignal) => getEventListeners(given, 'abort').length;

describe('joined signals', () => {
  it('stop with the first, for its reason, and leave nothing with the others', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const joined = joinSignals(one.signal, two.signal);
    assert.deepEqual([joined.signal.aborted, listeners(one.signal), listeners(two.signal)], [false, 1, 1]);
    let left: number[] = [];
    joined.signal.addEventListener('abort', () => {
      left = [one, two].map(({ signal }) => listeners(signal));
    });
    two.abort('two');
    assert.deepEqual(left, [0, 0]);
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
  it('is what came last', () => {
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

describe('a program that has ended', () => {
  it('leaves no listener with the signal', async () => {
    const { signal } = new AbortController();
    const start = { file: '/bin/sh', args: ['-c', 'exit 3'], environment: {}, onLine: () => {}, signal };
    assert.deepEqual(await runProgram(start), { exitCode: 3, endedBy: undefined });
    assert.equal(listeners(signal), 0);
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
