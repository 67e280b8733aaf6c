import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createGathering } from '../../core/post-issue/gathering.js';
import { createLedger } from '../../core/post-issue/ledger.js';
import { owedStepsIn } from '../../core/post-issue/owed-steps.js';
import { patientGathering } from '../../core/post-issue/patient-gathering.js';
import { memoryOwed } from './support.js';

/** Lets everything run that can. */
async function settle(): Promise<void> {
  for (let index = 0; index < 20; index += 1) await turn();
}

/** What each certificate shares: `a: x y`. */
function shares(...lines: string[]): (name: string) => string[] {
  const all = new Map(lines.map((line) => line.split(': ') as [string, string]));
  return (name) => (all.get(name) ?? '').split(' ').filter(Boolean);
}

describe('a gathering', () => {
  /** Plays `expect a`, `arrive a`, `leave a` in turn; shows who may go on after each. */
  async function play(sharedBy: (name: string) => string[], ...steps: string[]): Promise<string[]> {
    const gathering = createGathering(async () => turn(), sharedBy);
    const gone: string[] = [];
    const after: string[] = [];
    for (const step of steps) {
      const [what = '', name = ''] = step.split(' ');
      if (what === 'expect') gathering.expect(name);
      else if (what === 'leave') gathering.leave(name);
      else void gathering.arrive(name).then(() => gone.push(name));
      await settle();
      after.push(gone.splice(0).sort().join(''));
    }
    return after;
  }

  it('lets go on who need not wait for anybody any more', async () => {
    const table: readonly [shared: string[], steps: string[], gone: string[]][] = [
      [['a: x'], ['arrive a'], ['a']],
      [[], ['expect a', 'arrive a'], ['', 'a']],
      [
        ['a: x', 'b: x'],
        ['expect a', 'expect b', 'arrive a', 'arrive b'],
        ['', '', '', 'ab'],
      ],
      [
        ['a: x', 'b: y'],
        ['expect a', 'expect b', 'arrive a', 'arrive b'],
        ['', '', 'a', 'b'],
      ],
      [
        ['a: x', 'b: x y', 'c: y'],
        ['expect a', 'expect b', 'expect c', 'arrive a', 'arrive c', 'arrive b'],
        ['', '', '', '', '', 'abc'],
      ],
      [
        ['a: x', 'b: x'],
        ['expect a', 'expect b', 'arrive a', 'leave b'],
        ['', '', '', 'a'],
      ],
      [
        ['a: x', 'b: x y', 'c: y'],
        ['expect a', 'expect b', 'expect c', 'arrive a', 'leave b', 'arrive c'],
        ['', '', '', '', 'a', 'c'],
      ],
      [
        ['a: x', 'b: x y', 'c: y'],
        ['expect a', 'expect b', 'expect c', 'arrive a', 'arrive b', 'leave c'],
        ['', '', '', '', '', 'ab'],
      ],
      // One that comes unexpected, when all is prepared, is waited for as others are.
      [
        ['a: z', 'b: x', 'c: x'],
        ['arrive a', 'expect b', 'arrive c', 'arrive b'],
        ['a', '', '', 'bc'],
      ],
      [
        ['a: x', 'b: x'],
        ['leave b', 'arrive a'],
        ['', 'a'],
      ],
      [
        ['a: x', 'b: x'],
        ['expect b', 'expect b', 'arrive a', 'leave b', 'arrive b'],
        ['', '', '', 'a', 'b'],
      ],
      // Who has gone on is forgotten: a second time it waits for nobody, and nobody for it.
      [
        ['a: x', 'b: x'],
        ['arrive a', 'arrive b', 'arrive a'],
        ['a', 'b', 'a'],
      ],
    ];
    for (const [shared, steps, gone] of table)
      assert.deepEqual(await play(shares(...shared), ...steps), gone, steps.join());
  });

  it('asks what is shared once it is prepared, once for each, and lets go who left meanwhile', async () => {
    const asked: string[] = [];
    let ready: () => void = () => {};
    const prepared = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const gathering = createGathering(
      () => prepared,
      (name) => {
        asked.push(name);
        return ['x'];
      },
    );
    const gone: string[] = [];
    for (const name of ['a', 'b', 'c']) gathering.expect(name);
    for (const name of ['a', 'b']) void gathering.arrive(name).then(() => gone.push(name));
    await settle();
    gathering.leave('b');
    assert.deepEqual([asked, gone], [[], []]);
    ready();
    await settle();
    assert.deepEqual([asked, gone], [['a', 'c'], ['b']]);
    gathering.leave('c');
    await settle();
    assert.deepEqual(gone, ['b', 'a']);
  });

  it('asks anew what is shared by who has gone on and comes again, and waits for nobody who left', async () => {
    const shared: Record<string, string[]> = { a: ['x'], b: ['y'], c: ['x'], d: [] };
    const gathering = createGathering(
      async () => undefined,
      (name) => shared[name] ?? [],
    );
    const gone: string[] = [];
    const arrive = async (name: string) => {
      void gathering.arrive(name).then(() => gone.push(name));
      await settle();
      return gone.splice(0).sort();
    };
    assert.deepEqual([await arrive('a'), await arrive('d')], [['a'], ['d']]);
    Object.assign(shared, { a: ['y'], d: ['y'] });
    gathering.expect('a');
    assert.deepEqual([await arrive('c'), await arrive('d'), await arrive('a')], [['c'], [], ['a', 'd']]);
    gathering.expect('b');
    const leaving = gathering.arrive('a');
    gathering.leave('a');
    await leaving;
  });

  it('waits with patience for loose ties, and without end for firm ones', async () => {
    const of = (...lines: string[]) => createGathering(async () => undefined, shares(...lines));
    const gone: string[] = [];
    const arrive = (gathering: ReturnType<typeof of>, name: string) =>
      gathering.arrive(name).then(() => gone.push(name));
    const loose = patientGathering(of('a: x', 'b: x'), of(), 5);
    for (const name of ['a', 'b']) loose.expect(name);
    await arrive(loose, 'a');
    await arrive(loose, 'b');
    assert.deepEqual(gone.splice(0), ['a', 'b']);
    const firm = patientGathering(of('a: x', 'b: x'), of('a: x', 'b: x'), 1);
    for (const name of ['a', 'b']) firm.expect(name);
    const waiting = arrive(firm, 'a');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(gone, []);
    firm.leave('b');
    await waiting;
    const long = patientGathering(of('a: x', 'b: x'), of('a: x'), 3_600_000);
    for (const name of ['a', 'b']) long.expect(name);
    const both = [arrive(long, 'a'), arrive(long, 'b')];
    await Promise.all(both);
    assert.deepEqual(gone.sort(), ['a', 'a', 'b']);
  });
});

describe('the ledger of owed steps', () => {
  function open(...steps: string[]) {
    const owed = memoryOwed(...steps);
    const writes: string[] = [];
    const faults: unknown[] = [];
    const noting = {
      list: () => owed.list(),
      async add(step: Parameters<typeof owed.add>[0]) {
        writes.push(`add ${step.version} ${step.plugin}`);
        await turn();
        await owed.add(step);
      },
      async remove(step: Parameters<typeof owed.add>[0]) {
        writes.push(`remove ${step.version} ${step.plugin}`);
        await turn();
        await owed.remove(step);
      },
    };
    return { ledger: createLedger(noting, (error) => faults.push(error)), owed, writes, faults };
  }

  it('records what is new before what is old goes, each once, and is on disk when it says so', async () => {
    const { ledger, owed, writes } = open('a 1 x', 'a 1 y', 'b 1 x');
    await ledger.load();
    assert.deepEqual([ledger.certificates(), ledger.owedBy('a'), ledger.owedBy('c')], [['a', 'b'], ['x', 'y'], []]);
    await ledger.replace('a', 2, ['y', 'z']);
    assert.deepEqual(writes.splice(0), ['add 2 y', 'add 2 z', 'remove 1 x', 'remove 1 y']);
    assert.deepEqual([...owed.steps].sort(), ['a 2 y', 'a 2 z', 'b 1 x']);
    await ledger.replace('a', 2, ['y']);
    await ledger.owe({ certificate: 'a', version: 2, plugin: 'y' });
    assert.deepEqual(writes.splice(0), ['remove 2 z']);
    await ledger.settle({ certificate: 'a', version: 1, plugin: 'y' });
    assert.deepEqual(writes, []);
    await ledger.settle({ certificate: 'a', version: 2, plugin: 'y' });
    assert.deepEqual([ledger.certificates(), [...owed.steps]], [['b'], ['b 1 x']]);
    const owing = ledger.owe({ certificate: 'b', version: 1, plugin: 'y' });
    assert.deepEqual(ledger.owedBy('b'), ['x', 'y'], 'at once, so that nobody adds it a second time');
    await owing;
    await ledger.settleAll('b');
    assert.deepEqual([ledger.certificates(), [...owed.steps]], [[], []]);
  });

  it('goes on where it cannot be kept, and says so', async () => {
    const refuse = () => Promise.reject(new Error('full'));
    const faults: string[] = [];
    const ledger = createLedger({ list: refuse, add: refuse, remove: refuse }, (error) => faults.push(String(error)));
    await ledger.load();
    await ledger.replace('a', 1, ['x']);
    assert.deepEqual(ledger.owedBy('a'), ['x']);
    await ledger.settleAll('a');
    assert.deepEqual([ledger.owedBy('a'), faults], [[], ['Error: full', 'Error: full', 'Error: full']]);
  });

  it('in the journal is found by the step, whether this process wrote it or not', async () => {
    const entries: { id: string; kind: string; certificate: string; version: number; plugin: string }[] = [];
    const calls: string[] = [];
    const journal = {
      async add(entry: object) {
        entries.push({ id: `id${entries.length + 1}`, ...entry } as (typeof entries)[number]);
        return `id${entries.length}`;
      },
      async list(kind: string) {
        calls.push(`list ${kind}`);
        return entries;
      },
      async remove(id: string) {
        calls.push(`remove ${id}`);
      },
    };
    const step = (plugin: string) => ({ certificate: 'a', version: 1, plugin });
    const first = owedStepsIn(journal as never);
    await first.add(step('x'));
    await first.add(step('y'));
    await first.remove(step('y'));
    await first.remove(step('z'));
    assert.deepEqual(calls.splice(0), ['remove id2', 'list owed-step']);
    const second = owedStepsIn(journal as never);
    await second.remove(step('x'));
    assert.deepEqual(calls.splice(0), ['list owed-step', 'remove id1']);
    assert.deepEqual(await second.list(), [step('x'), step('y')]);
    await second.remove(step('x'));
    assert.deepEqual(calls, ['list owed-step', 'remove id1']);
  });
});
