import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, isFailure } from '../../../core/sdk/failure.js';
import { openCall, sealCall } from '../../../core/store/postgres/door-questions.js';
import { waitFor } from '../../lab/index.js';
import { doorRows, turns } from './door-rows.js';
import { number } from './scripted.js';

const { signal } = new AbortController();
const patient = { ms: 10_000, signal };
const soon = { timeoutMs: 10_000, everyMs: 5 };

describe('a call of the doors over rows in memory', () => {
  it('has its answer, sealed, under the lease of doors, and leaves no row', async () => {
    const { calls, rows, under, told, listeners, looks, tell } = doorRows();
    const heard: unknown[] = [];
    const stop = calls.serve(async (call, ms) => {
      heard.push([call, Math.ceil(ms / 10_000), [...rows.values()][0]?.taken_by]);
      return `answer to ${call}`;
    });
    await turns();
    assert.deepEqual([looks(), under], [1, []], 'nothing is written where there is nothing');
    assert.equal(await calls.ask('one', patient), 'answer to one');
    assert.deepEqual(heard, [['one', 1, number]]);
    assert.equal(rows.size, 0);
    assert.deepEqual(new Set(under), new Set(['doors']));
    assert.match(told.join('; '), /^door call; door answer [0-9a-f-]{36}$/);
    assert.deepEqual(await Promise.all(['two', 'three'].map((call) => calls.ask(call, patient))), [
      'answer to two',
      'answer to three',
    ]);
    await turns();
    const before = looks();
    tell('anything');
    await turns();
    assert.ok(looks() > before, 'what was missed is looked for');
    stop();
    await turns();
    assert.equal(listeners.size, 0);
    const after = looks();
    tell('door call');
    await turns();
    assert.equal(looks(), after);
  });

  it('is asked again of the next holder where the first has none, or ends', async () => {
    const { calls, rows, log } = doorRows();
    let times = 0;
    const stop = calls.serve(async () => {
      times += 1;
      if (times === 1) throw new Error('not now');
      return 'at last';
    });
    assert.equal(await calls.ask('one', patient), 'at last');
    assert.deepEqual(log.warnings, ['a call of another instance has no answer']);
    assert.deepEqual(log.events, ['door.unanswered']);
    stop();
    let leave = () => {};
    const stopSecond = calls.serve(() => new Promise((_, reject) => (leave = () => reject(new Error('ended')))));
    const asked = calls.ask('two', patient);
    await waitFor('the second holder', () => [...rows.values()][0]?.taken_by === number, soon);
    await turns();
    stopSecond();
    leave();
    await turns();
    assert.equal(log.warnings.length, 1, 'one that has ended says nothing');
    const stopThird = calls.serve(async () => 'from the third');
    assert.equal(await asked, 'from the third');
    stopThird();
  });

  it('is looked for at once where it came while was looked', async () => {
    const { calls, looks, meanwhile, tell } = doorRows();
    meanwhile.work = () => tell('door call');
    const stop = calls.serve(async () => '');
    await turns();
    assert.equal(looks(), 2);
    stop();
  });

  it('is looked for as its own answer is told, and keeps no program from ending', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { calls, statements, tell, rows } = doorRows();
    const stop = calls.serve(() => new Promise(() => {}));
    await turns();
    assert.equal(timers(), before, 'who serves');
    const gone = new AbortController();
    const asked = calls.ask('one', { ms: 10_000, signal: gone.signal });
    await turns();
    const takes = () => statements.filter((sql) => sql.startsWith('DELETE FROM ledns_door_call WHERE id = ANY')).length;
    const [id] = rows.keys();
    for (const [what, count] of [
      ['door answer other', 0],
      [`${id}`, 0],
      [`door answer ${id}`, 1],
      ['anything', 2],
    ] as const) {
      tell(what);
      await turns();
      assert.equal(takes(), count, what);
    }
    gone.abort();
    await assert.rejects(asked, { code: 'ABORTED' });
    stop();
  });

  it('is not taken twice while it is worked on', async () => {
    const { calls, tell, looks } = doorRows();
    let give = (_text: string) => {};
    let times = 0;
    const stop = calls.serve(() => {
      times += 1;
      return new Promise((resolve) => (give = resolve));
    });
    const asked = calls.ask('one', patient);
    await waitFor('the call', () => times === 1, soon);
    const before = looks();
    for (let turn = 0; turn < 3; turn += 1) {
      tell('door call');
      await turns();
    }
    assert.ok(looks() > before);
    give('done');
    assert.equal(await asked, 'done');
    assert.equal(times, 1);
    stop();
  });

  it('waits while as many are worked on as may be', async () => {
    const { calls, rows, sealer, statements, tell, looks } = doorRows();
    const ids = Array.from({ length: 300 }, (_, index) => `id-${index}`);
    for (const id of ids) rows.set(id, { id, sealed_call: sealCall(sealer, id, id), left: 1000 });
    const giving: (() => void)[] = [];
    const stop = calls.serve((call) => new Promise((resolve) => giving.push(() => resolve(call))));
    await turns(50);
    assert.equal(giving.length, 256);
    const takes = () => statements.filter((sql) => sql.startsWith('UPDATE ledns_door_call SET taken_by')).length;
    assert.equal(takes(), 1);
    const before = looks();
    tell('door call');
    await turns();
    assert.equal(looks(), before, 'there is room for none');
    for (const give of giving.splice(0, 10)) give();
    await waitFor('the next', () => giving.length === 256, soon);
    for (const give of giving.splice(0)) give();
    await waitFor('the last', () => giving.length === 34, soon);
    for (const give of giving) give();
    await turns();
    assert.ok([...rows.values()].every((row) => row.sealed_answer !== undefined));
    stop();
  });

  it('has its answer written again where that fails, but not under a lease that is lost', async () => {
    const { calls, failing, lose, log, statements } = doorRows();
    const answered = () =>
      statements.filter((sql) => sql.startsWith('UPDATE ledns_door_call SET sealed_answer')).length;
    Object.assign(failing, { begin: 'UPDATE ledns_door_call SET sealed_answer', times: 1 });
    const stop = calls.serve(async (call) => {
      if (call === 'two') lose();
      return 'yes';
    });
    assert.equal(await calls.ask('one', patient), 'yes');
    assert.deepEqual([answered(), log.warnings], [2, []]);
    const gone = new AbortController();
    const asked = calls.ask('two', { ms: 10_000, signal: gone.signal });
    await waitFor('the refusal', () => log.warnings.length > 0, soon);
    assert.equal(answered(), 2);
    gone.abort();
    await assert.rejects(asked, (error) => isFailure(error, 'ABORTED'));
    stop();
  });

  it('ends with its time or its client, and its row goes', async () => {
    const { calls, rows, failing, listeners } = doorRows();
    await assert.rejects(calls.ask('one', { ms: 1, signal }), (error) => isFailure(error, 'TIMEOUT'));
    await assert.rejects(calls.ask('one', { ms: 10_000, signal: AbortSignal.abort() }), (error) =>
      isFailure(error, 'ABORTED'),
    );
    await waitFor('the end', () => rows.size === 0 && listeners.size === 0, soon);
    Object.assign(failing, {
      begin: 'DELETE FROM ledns_door_call WHERE id = ANY',
      times: 1,
      error: new Failure('STORE', 'away', { retryable: false }),
    });
    await assert.rejects(calls.ask('one', patient), /away/);
    const passing = new Failure('STORE', 'away', { retryable: true });
    Object.assign(failing, { times: 1, error: passing });
    const stop = calls.serve(async () => 'after a while');
    assert.equal(await calls.ask('one', patient), 'after a while');
    stop();
  });

  it('is swept once a minute where it was left behind', async (context) => {
    let now = 5000;
    context.mock.method(performance, 'now', () => now);
    const { calls, statements, tell } = doorRows();
    const sweeps = () => statements.filter((sql) => sql.includes('WHERE expires_at <')).length;
    const stop = calls.serve(async () => '');
    for (const [ms, count] of [
      [0, 0],
      [59_999, 0],
      [1, 1],
      [59_999, 1],
      [1, 2],
    ] as const) {
      now += ms;
      await turns();
      tell('door call');
      await turns();
      assert.equal(sweeps(), count);
    }
    stop();
  });

  it('is none where it was put there by somebody else, or a quarter of an hour ago', async (context) => {
    const { calls, rows, sealer, log, failing } = doorRows();
    const quarter = 15 * 60_000;
    const now = Date.now();
    const time = context.mock.method(Date, 'now', () => now);
    const sealed = sealCall(sealer, 'a', 'one two');
    for (const [ms, isGood] of [
      [0, true],
      [quarter, true],
      [-quarter, true],
      [quarter + 1, false],
      [-quarter - 1, false],
    ] as const) {
      time.mock.mockImplementation(() => now + ms);
      if (isGood) assert.equal(openCall(sealer, 'a', sealed), 'one two');
      else assert.throws(() => openCall(sealer, 'a', sealed), { code: 'LINEAGE' });
    }
    time.mock.restore();
    assert.throws(() => openCall(sealer, 'b', sealed), { code: 'LINEAGE' });
    assert.throws(() => openCall(sealer, 'a', sealer.seal(['door-call', 'a'], 'then one')), { code: 'LINEAGE' });
    rows.set('x', { id: 'x', sealed_call: sealer.seal(['door-call', 'y'], `${Date.now()} z`), left: 1000 });
    Object.assign(failing, { begin: 'SELECT 1', times: 1 });
    const stop = calls.serve(async () => assert.fail("it is nobody's call"));
    await waitFor('the refusal', () => log.warnings.length > 0, soon);
    stop();
  });
});
