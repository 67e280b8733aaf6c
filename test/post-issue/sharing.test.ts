import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import type { IssuedCertificate, PostIssuePlugin } from '../../core/sdk/index.js';
import { certificate, memoryOwed, passOptions, registered, renewed, surroundings } from './support.js';

/** A plugin before and one that shares containers; both note what they do. */
function shared(notes: string[], more: object = {}) {
  const note = (id: string): PostIssuePlugin['handle'] => {
    return async ({ certificate: { name } }) => {
      notes.push(`${id} ${name}`);
    };
  };
  return [
    registered({ id: 'hook', order: 1 }, () => ({ handle: note('hook') })),
    registered({ id: 'restart', order: 2 }, () => ({
      handle: note('restart'),
      shares: (subject: IssuedCertificate) => subject.options.containers as readonly string[],
      ...more,
    })),
  ];
}

/** Lets everything run that can. */
async function settle(): Promise<void> {
  for (let index = 0; index < 200; index += 1) await turn();
}

function using(name: string, ...containers: string[]): IssuedCertificate {
  return certificate(name, { steps: { restart: { containers } } });
}

describe('certificates that share something', () => {
  it('wait for each other, also over a third one; those that share nothing do not wait', async () => {
    const notes: string[] = [];
    const [a, b, c, d] = [using('a', 'web'), using('b', 'web', 'mail'), using('c', 'mail'), using('d', 'other')];
    const expected = [a, b, c, d];
    const pass = createPostIssueHost(surroundings({ plugins: shared(notes) })).beginPass(passOptions({ expected }));
    await pass.done(renewed(a));
    await pass.done(renewed(d));
    await pass.done(renewed(c));
    await settle();
    assert.deepEqual(notes.sort(), ['hook a', 'hook c', 'hook d', 'restart d']);
    await pass.done(renewed(b));
    await pass.finish();
    const last = notes.slice(4);
    assert.equal(last[0], 'hook b');
    assert.deepEqual(last.slice(1).sort(), ['restart a', 'restart b', 'restart c']);
  });

  it('do not wait for one that has failed', async () => {
    const notes: string[] = [];
    const [a, b] = [using('a', 'web'), using('b', 'web')];
    const pass = createPostIssueHost(surroundings({ plugins: shared(notes) })).beginPass(
      passOptions({ expected: [a, b] }),
    );
    await pass.done(renewed(a));
    await settle();
    assert.deepEqual(notes, ['hook a']);
    pass.failed('b');
    await settle();
    assert.deepEqual(notes, ['hook a', 'restart a']);
    await pass.finish();
  });

  it('do not wait for ever for one that never came', async () => {
    const notes: string[] = [];
    const [a, b] = [using('a', 'web'), using('b', 'web')];
    const pass = createPostIssueHost(surroundings({ plugins: shared(notes) })).beginPass(
      passOptions({ expected: [a, b] }),
    );
    await pass.done(renewed(a));
    await pass.finish();
    assert.deepEqual(notes, ['hook a', 'restart a']);
  });

  it('wait for one that owes the step from before', async () => {
    const notes: string[] = [];
    const [a, b] = [using('a', 'web'), using('b', 'web')];
    const options = surroundings({ plugins: shared(notes), owed: memoryOwed('b 1 restart') });
    const pass = createPostIssueHost(options).beginPass(passOptions({ expected: [a], current: async () => b }));
    await settle();
    assert.deepEqual(notes, []);
    await pass.done(renewed(a));
    await pass.finish();
    assert.equal(notes[0], 'hook a');
    assert.deepEqual(notes.slice(1).sort(), ['restart a', 'restart b']);
  });

  it('are told apart by what the plugin found when it prepared the pass', async () => {
    const notes: string[] = [];
    let found: string[] = [];
    const more = {
      async prepare() {
        await turn();
        found = ['labelled'];
      },
      shares: () => found,
    };
    const [a, b] = [using('a'), using('b')];
    const pass = createPostIssueHost(surroundings({ plugins: shared(notes, more) })).beginPass(
      passOptions({ expected: [a, b] }),
    );
    await pass.done(renewed(a));
    await settle();
    assert.deepEqual(notes, ['hook a']);
    await pass.done(renewed(b));
    await pass.finish();
    assert.deepEqual(notes.slice(0, 2), ['hook a', 'hook b']);
    assert.deepEqual(notes.slice(2).sort(), ['restart a', 'restart b']);
  });

  it('are handled one after the other by a plugin', async () => {
    let running = 0;
    let most = 0;
    const plugins = [
      registered({ id: 'serial' }, () => ({
        async handle() {
          running += 1;
          most = Math.max(most, running);
          await turn();
          running -= 1;
        },
      })),
    ];
    const pass = createPostIssueHost(surroundings({ plugins })).beginPass(passOptions());
    for (let index = 0; index < 20; index += 1) await pass.done(renewed(certificate(`c${index}`)));
    assert.equal((await pass.finish()).steps.length, 20);
    assert.equal(most, 1);
  });

  it('go through quickly in large numbers', async () => {
    const notes: string[] = [];
    const expected = Array.from({ length: 2_000 }, (_, index) => using(`c${index}`, 'web'));
    const pass = createPostIssueHost(surroundings({ plugins: shared(notes) })).beginPass(passOptions({ expected }));
    for (const subject of expected) await pass.done(renewed(subject));
    await pass.finish();
    assert.equal(notes.length, 4_000);
    assert.ok(notes.lastIndexOf('hook c1999') < notes.findIndex((note) => note.startsWith('restart')));
  });
});
