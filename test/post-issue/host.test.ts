import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { Failure, type IssuedCertificate, type PostIssuePlugin } from '../../core/sdk/index.js';
import { certificate, memoryOwed, passOptions, registered, renewed, summary, surroundings } from './support.js';

/** A plugin that notes what it is asked to do. */
function noting(id: string, notes: string[], more: Partial<PostIssuePlugin> = {}) {
  return () => ({
    async handle({ kind, certificate: { name } }: Parameters<PostIssuePlugin['handle']>[0]) {
      notes.push(`${id} ${kind} ${name}`);
    },
    ...more,
  });
}

describe('post-issue host', () => {
  it('runs the plugins by their order, built-in ones first whatever others say', async () => {
    const notes: string[] = [];
    const plugins = [
      registered({ id: 'foreign', order: 1 }, noting('foreign', notes), 'some-package'),
      registered({ id: 'late', order: 50 }, noting('late', notes)),
      registered({ id: 'early', order: 10 }, noting('early', notes)),
    ];
    const subject = certificate('a');
    const pass = createPostIssueHost(surroundings({ plugins })).beginPass(passOptions({ expected: [subject] }));
    await pass.done(renewed(subject));
    assert.deepEqual((await pass.finish()).faults, []);
    assert.deepEqual(notes, ['early renewed a', 'late renewed a', 'foreign renewed a']);
  });

  it('records a step before it runs and forgets it once it has succeeded', async () => {
    const owed = memoryOwed();
    const seen: string[][] = [];
    const plugins = [
      registered({ id: 'good' }, () => ({
        async handle() {
          seen.push([...owed.steps]);
        },
      })),
    ];
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions());
    await pass.done(renewed(certificate('a', { version: 7 })));
    await pass.finish();
    assert.deepEqual(seen, [['a 7 good']]);
    assert.deepEqual([...owed.steps], []);
  });

  it('tells which steps a new version will owe, before it is there', async () => {
    const plugins = [
      registered({ id: 'yes' }, noting('yes', [])),
      registered({ id: 'no' }, noting('no', [], { concerns: () => false })),
    ];
    const owed = memoryOwed();
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions());
    assert.deepEqual(await pass.owes(renewed(certificate('a'))), ['yes']);
    await pass.finish();
    assert.deepEqual([...owed.steps], []);
  });

  it('reports a failing plugin, goes on with the others, and tries again until it has succeeded once', async () => {
    let isDown = true;
    const notes: string[] = [];
    const plugins = [
      registered({ id: 'shaky', order: 1 }, () => ({
        async handle() {
          notes.push('shaky');
          if (isDown) throw new Failure('DOCKER', 'the daemon is down');
        },
      })),
      registered({ id: 'steady', order: 2 }, noting('steady', notes)),
    ];
    const owed = memoryOwed();
    const subject = certificate('a', { version: 3 });
    const host = createPostIssueHost(surroundings({ plugins, owed }));

    const first = host.beginPass(passOptions());
    await first.done(renewed(subject));
    assert.deepEqual(summary((await first.finish()).steps), ['a shaky the daemon is down', 'a steady ok']);
    assert.deepEqual([...owed.steps], ['a 3 shaky']);

    const second = host.beginPass(passOptions({ current: async () => subject }));
    assert.deepEqual(summary((await second.finish()).steps), ['a shaky the daemon is down']);

    isDown = false;
    const third = host.beginPass(passOptions({ current: async () => subject }));
    assert.deepEqual(summary((await third.finish()).steps), ['a shaky ok']);
    assert.deepEqual([...owed.steps], []);

    const fourth = host.beginPass(passOptions({ current: async () => subject }));
    assert.deepEqual((await fourth.finish()).steps, []);
    assert.deepEqual(notes, ['shaky', 'steady renewed a', 'shaky', 'shaky']);
  });

  it('delivers what a killed process left owed, for the version that the certificate has now', async () => {
    const versions: number[] = [];
    const plugins = [
      registered({ id: 'one' }, () => ({
        async handle({ certificate: { version } }) {
          versions.push(version);
        },
      })),
    ];
    const owed = memoryOwed('a 3 one', 'gone 1 one', 'a 2 uninstalled');
    const host = createPostIssueHost(surroundings({ plugins, owed }));
    const current = async (name: string) => (name === 'a' ? certificate('a', { version: 4 }) : undefined);
    await host.beginPass(passOptions({ current })).finish();
    assert.deepEqual(versions, [4]);
    assert.deepEqual([...owed.steps], []);
  });

  it('replaces what an older version owes when a new one comes, and tries it again when none comes', async () => {
    const versions: number[] = [];
    const plugins = [
      registered({ id: 'one' }, () => ({
        async handle({ certificate: { version } }) {
          versions.push(version);
        },
      })),
    ];
    const owed = memoryOwed('a 3 one', 'b 5 one');
    const expected = [certificate('a'), certificate('b')];
    const current = async (name: string) => certificate(name, { version: 5 });
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions({ expected, current }));
    await pass.done(renewed(certificate('a', { version: 4 })));
    pass.failed('b');
    await pass.finish();
    assert.deepEqual(versions.sort(), [4, 5]);
    assert.deepEqual([...owed.steps], []);
  });

  it('goes on owing for a certificate that cannot be read just now', async () => {
    const owed = memoryOwed('a 3 one');
    const plugins = [registered({ id: 'one' }, noting('one', []))];
    const current = () => Promise.reject(new Failure('STORE', 'the disk is gone'));
    const report = await createPostIssueHost(surroundings({ plugins, owed }))
      .beginPass(passOptions({ current }))
      .finish();
    assert.deepEqual(
      report.faults.map((fault) => fault.message),
      ['the disk is gone'],
    );
    assert.deepEqual([...owed.steps], ['a 3 one']);
  });

  it('runs the steps even where the journal cannot be written', async () => {
    const notes: string[] = [];
    const plugins = [registered({ id: 'one' }, noting('one', notes))];
    const refuse = () => Promise.reject(new Failure('STORE', 'the disk is full'));
    const owed = { list: async () => [], add: refuse, remove: async () => undefined };
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions());
    await pass.done(renewed(certificate('a')));
    assert.deepEqual(
      (await pass.finish()).faults.map((fault) => fault.message),
      ['the disk is full'],
    );
    assert.deepEqual(notes, ['one renewed a']);
  });

  it('reports a plugin that cannot be loaded, with every certificate that it would have run for', async () => {
    const broken = { ...registered({ id: 'broken' }, noting('broken', [])), moduleUrl: 'data:text/javascript,throw 1' };
    const notes: string[] = [];
    const plugins = [broken, registered({ id: 'sound' }, noting('sound', notes))];
    const owed = memoryOwed();
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions());
    await pass.done(renewed(certificate('a')));
    assert.match(summary((await pass.finish()).steps).join(), /a broken cannot load broken \(built in\)/);
    assert.deepEqual(notes, ['sound renewed a']);
    assert.deepEqual([...owed.steps], ['a 1 broken']);
  });

  it('loads no plugin in a pass without events', async () => {
    let loaded = 0;
    const plugins = [
      registered({ id: 'one' }, () => {
        loaded += 1;
        return { handle: async () => undefined };
      }),
    ];
    const pass = createPostIssueHost(surroundings({ plugins })).beginPass(
      passOptions({ expected: [certificate('a')] }),
    );
    pass.failed('a');
    assert.deepEqual(await pass.finish(), { steps: [], faults: [] });
    assert.equal(loaded, 0);
  });

  it('hands certificates that are present at start to the plugins that ask for it, and owes only what failed', async () => {
    const notes: string[] = [];
    const owed = memoryOwed();
    const plugins = [
      registered({ id: 'starting', runsAtStart: true }, noting('starting', notes)),
      registered({ id: 'failing', runsAtStart: true }, () => ({
        async handle() {
          assert.deepEqual([...owed.steps], []);
          throw new Error('no');
        },
      })),
      registered({ id: 'other' }, noting('other', notes)),
    ];
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions());
    await pass.done({ kind: 'present', certificate: certificate('a') });
    await pass.finish();
    assert.deepEqual(notes, ['starting present a']);
    assert.deepEqual([...owed.steps], ['a 1 failing']);
  });

  it('does a step that is owed and due at start only once', async () => {
    const notes: string[] = [];
    const plugins = [registered({ id: 'one', runsAtStart: true }, noting('one', notes))];
    const subject = certificate('a', { version: 2 });
    const owed = memoryOwed('a 2 one');
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(
      passOptions({ current: async () => subject }),
    );
    await pass.done({ kind: 'present', certificate: subject });
    await pass.finish();
    assert.deepEqual(notes, ['one renewed a']);
  });

  it('tells plugins of a removal and forgets what the certificate owed', async () => {
    const notes: string[] = [];
    const plugins = [registered({ id: 'one' }, noting('one', notes))];
    const owed = memoryOwed('a 2 one');
    const subject = certificate('a', { version: 2 });
    const expected = [subject];
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions({ expected }));
    await pass.done({ kind: 'removed', certificate: subject });
    await pass.finish();
    assert.deepEqual(notes, ['one removed a']);
    assert.deepEqual([...owed.steps], []);
  });

  it('leaves owed what a stop did not let it do', async () => {
    const stop = new AbortController();
    const owed = memoryOwed();
    const plugins = [
      registered({ id: 'first', order: 1 }, () => ({
        async handle() {
          stop.abort();
        },
      })),
      registered({ id: 'second', order: 2 }, () => ({ handle: () => assert.fail('ran') })),
    ];
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions({ signal: stop.signal }));
    await pass.done(renewed(certificate('a')));
    await pass.finish();
    assert.ok(owed.steps.has('a 1 second'));
  });

  it('shows a plugin what a certificate says to it, and nothing that is for others', async () => {
    const seen: unknown[] = [];
    const note = (...certificates: readonly IssuedCertificate[]) => void seen.push(...certificates);
    const certificates = {
      door: { flag: 'door', help: 'Which' },
      boxes: { flag: 'b', help: 'Which', containers: true },
    } as const;
    const plugins = [
      registered({ id: 'one', surroundsIssues: true, certificate: certificates }, () => ({
        handle: async (event) => note(event.certificate),
        beforeIssues: async (all) => note(...all),
        afterIssues: async ({ certificates: all, renewed: good, failed }) => note(...all, ...good, ...failed),
      })),
    ];
    const subject = certificate('a', {
      steps: { one: { door: 'front', boxes: ['x'] }, other: { door: 'its secret' } },
    });
    const unnamed = certificate('b');
    const host = createPostIssueHost(surroundings({ plugins }));
    const { signal } = new AbortController();
    const around = await host.beginIssues([subject, unnamed], signal);
    const pass = host.beginPass(passOptions({ expected: [subject, unnamed] }));
    await pass.done(renewed(subject));
    await pass.done({ kind: 'removed', certificate: unnamed });
    await pass.finish();
    await around.ended({ renewed: [subject], failed: [unnamed] });
    assert.equal(seen.length, 8);
    assert.doesNotMatch(JSON.stringify(seen), /its secret/);
    const options = new Set(seen.map((each) => JSON.stringify((each as IssuedCertificate).options)));
    assert.deepEqual(options, new Set(['{"door":"front","boxes":["x"]}', '{"boxes":[]}']));
  });
});
