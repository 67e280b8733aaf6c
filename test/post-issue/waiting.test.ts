import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { patientGathering } from '../../core/post-issue/patient-gathering.js';
import type { PostIssuePlugin } from '../../core/sdk/index.js';
import {
  certificate,
  listening,
  memoryOwed,
  passOptions,
  registered,
  renewed,
  surroundings,
  timersOf,
} from './support.js';

/** Lets everything run that can. */
async function settle(): Promise<void> {
  for (let index = 0; index < 100; index += 1) await turn();
}

describe('what certificates wait for', () => {
  it('is given up where it is tied loosely, and then nobody else waits for it there', async (context) => {
    const left = timersOf(context);
    for (const patient of [true, false]) {
      const notes: string[] = [];
      let arrived: (() => void) | undefined;
      const noting = (id: string, arrive: () => Promise<void>) => ({
        expect: (name: string) => void notes.push(`${id} expect ${name}`),
        leave: (name: string) => void notes.push(`${id} leave ${name}`),
        async arrive(name: string) {
          notes.push(`${id} arrive ${name}`);
          await arrive();
          notes.push(`${id} go ${name}`);
        },
      });
      const waiting = () =>
        new Promise<void>((resolve) => {
          arrived = resolve;
        });
      const both = patientGathering(noting('loose', waiting), noting('firm', turn), patient ? 3_600_000 : 1);
      both.expect('a');
      both.leave('b');
      const gone = both.arrive('a');
      if (patient) arrived?.();
      await gone;
      const expected = ['expect a', 'leave b'].flatMap((what) => [`loose ${what}`, `firm ${what}`]);
      expected.push(
        'loose arrive a',
        ...(patient ? ['loose go a'] : []),
        'loose leave a',
        'firm arrive a',
        'firm go a',
      );
      assert.deepEqual(notes, expected);
    }
    assert.deepEqual(left(), []);
  });

  /** A plugin that some share, after another one that takes its time for `b`. */
  function playing(more: Partial<PostIssuePlugin>) {
    const notes: string[] = [];
    const { log, lines } = listening();
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const plugins = [
      registered({ id: 'hook', order: 1, parallel: true }, () => ({
        async handle({ certificate: { name } }) {
          if (name === 'b') await released;
          notes.push(`hook ${name}`);
        },
      })),
      registered({ id: 'restart', order: 2 }, () => ({
        handle: async ({ certificate: { name } }) => void notes.push(`restart ${name}`),
        ...more,
      })),
    ];
    return { notes, lines, release, options: { plugins, log } };
  }

  it('is one whose earlier steps take long, however its ties are told; and nothing is said against either', async () => {
    for (const more of [{ shares: () => ['x'] }, { sharesLoosely: () => ['x'] }]) {
      const { notes, lines, release, options } = playing(more);
      const [a, b] = [certificate('a'), certificate('b')];
      const pass = createPostIssueHost(surroundings(options)).beginPass(
        passOptions({ expected: [a, b], patienceMs: 3_600_000 }),
      );
      for (const each of [a, b]) await pass.done(renewed(each));
      await settle();
      assert.deepEqual(notes, ['hook a']);
      release();
      await pass.finish();
      assert.deepEqual(notes.sort(), ['hook a', 'hook b', 'restart a', 'restart b']);
      assert.deepEqual(
        lines.filter((line) => !line.startsWith('debug')),
        [],
      );
    }
  });

  it('is one that owes from before, which is read first, and none that turns out not to be there', async () => {
    for (const there of [true, false]) {
      const { notes, lines, release, options } = playing({ shares: () => ['x'] });
      let read: () => void = () => {};
      const reading = new Promise<void>((resolve) => {
        read = resolve;
      });
      const owed = memoryOwed('b 1 hook', 'b 1 restart');
      const [a, c] = [certificate('a'), certificate('c')];
      const current = async (name: string) => {
        await reading;
        return there ? certificate(name) : undefined;
      };
      const pass = createPostIssueHost(surroundings({ ...options, owed })).beginPass(
        passOptions({ expected: [a, c], current, patienceMs: 3_600_000 }),
      );
      const taken = [a, c].map((each) => pass.done(renewed(each)));
      await settle();
      // What it shares is not known yet.
      assert.deepEqual(notes, []);
      read();
      await Promise.all(taken);
      await settle();
      const restarted = ['restart a', 'restart c'];
      assert.deepEqual(notes.splice(0).sort(), ['hook a', 'hook c', ...(there ? [] : restarted)]);
      release();
      await pass.finish();
      assert.deepEqual(notes.sort(), there ? ['hook b', ...restarted, 'restart b'].sort() : []);
      assert.deepEqual(
        lines.filter((line) => !line.startsWith('debug')),
        [],
      );
      assert.deepEqual([...owed.steps], []);
    }
  });

  it('is each of those that owe from before, however quickly the others are read', async () => {
    const { notes, release, options } = playing({ shares: () => ['x'] });
    const owed = memoryOwed('a 1 restart', 'b 1 restart', 'b 1 hook');
    const current = async (name: string) => {
      if (name === 'b') await settle();
      return certificate(name);
    };
    const pass = createPostIssueHost(surroundings({ ...options, owed })).beginPass(passOptions({ current }));
    for (let count = 0; count < 3; count += 1) await settle();
    assert.deepEqual(notes, []);
    release();
    await pass.finish();
    assert.deepEqual(notes.sort(), ['hook b', 'restart a', 'restart b']);
  });
});
