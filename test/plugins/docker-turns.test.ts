import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CertificateEvent,
  type DockerClient,
  Failure,
  type PluginContext,
  type PostIssuePlugin,
} from '../../core/sdk/index.js';
import dockerExec from '../../plugins/docker-exec/index.js';
import dockerRestart from '../../plugins/docker-restart/index.js';
import { certificate } from '../post-issue/support.js';
import { fakeDocker } from './fake-docker.js';
import { listening } from './support.js';

const { signal } = new AbortController();

/** A plugin as the host makes it, alone. */
function made(
  plugin: { create(context: PluginContext<never>): PostIssuePlugin },
  docker: DockerClient,
  options: object = {},
) {
  const { log, lines } = listening();
  const usual = { labels: true, clusterProvider: 'none', ...options };
  return { plugin: plugin.create({ options: usual, docker, log } as never), lines };
}

function using(name: string, options: object) {
  return certificate(name, { options: { containers: [], services: [], commands: [], ...options } as never });
}

const commands = (...containers: string[]) => containers.map((container) => ({ container, argv: ['x'] }));

/** A daemon that needs some turns for everything, and fails with these. */
function slowDocker(failing: readonly string[] = [], onWork: () => void = () => {}) {
  const docker = fakeDocker({ name: 'a' }, { name: 'b', labels: { 'letsencrypt-dns.restart': 'l' } });
  const slow =
    <A extends unknown[], R>(work: (name: string, ...rest: A) => Promise<R>) =>
    async (name: string, ...rest: A): Promise<R> => {
      for (let index = 0; index < 3; index += 1) await new Promise((resolve) => setImmediate(resolve));
      onWork();
      if (failing.includes(name.replace(/^id-/, ''))) throw new Failure('DOCKER', `${name} fails`);
      return work(name, ...rest);
    };
  return Object.assign(docker, {
    restart: slow(docker.restart),
    exec: slow(docker.exec),
    updateService: slow(docker.updateService),
  });
}

describe('what plugins do with containers', () => {
  it('concerns new versions alone, and those for which there is something to do', () => {
    const table: readonly [
      likely: boolean,
      labels: boolean,
      options: object,
      concerned: [exec: boolean, restart: boolean],
    ][] = [
      [false, true, {}, [false, false]],
      [true, false, {}, [false, false]],
      [true, true, {}, [true, true]],
      [false, false, { containers: ['a'] }, [false, true]],
      [false, false, { services: ['a'] }, [false, true]],
      [false, false, { commands: commands('a') }, [true, false]],
    ];
    for (const [likely, labels, options, expected] of table)
      for (const kind of ['issued', 'renewed', 'present', 'removed'] as const) {
        const docker = fakeDocker();
        docker.likely = likely;
        const event: CertificateEvent = { kind, certificate: using('c', options) };
        const found = [dockerExec, dockerRestart].map((each) =>
          made(each, docker, { labels }).plugin.concerns?.(event),
        );
        const isNew = kind === 'issued' || kind === 'renewed';
        assert.deepEqual(
          found,
          expected.map((one) => one && isNew),
          JSON.stringify([likely, labels, options, kind]),
        );
      }
  });

  it('is shared by id, however a container is named, and by service', async () => {
    const docker = fakeDocker({ name: 'web', labels: { 'letsencrypt-dns.restart': 'l, A.EXAMPLE' } });
    const table: readonly [options: object, more: object, shares: string[]][] = [
      [{ containers: ['web', 'id-web', 'other'] }, {}, ['id-web', 'id-web', 'other']],
      [{ containers: ['web'], services: ['api'] }, {}, ['id-web', 'service api']],
      [{ containers: ['web'], services: ['api'] }, { clusterProvider: 'swarm' }, ['service web', 'service api']],
      [{ containers: ['web'] }, { labels: false }, ['web']],
    ];
    for (const [options, more, expected] of table) {
      const { plugin } = made(dockerRestart, docker, more);
      await plugin.prepare?.(signal);
      assert.deepEqual(plugin.shares?.(using('c', options)), expected, JSON.stringify([options, more]));
    }
    const { plugin } = made(dockerRestart, docker);
    assert.deepEqual(plugin.sharesLoosely?.(using('l', {})), []);
    await plugin.prepare?.(signal);
    for (const [name, expected] of [
      ['l', ['id-web']],
      ['a.example', ['id-web']],
      ['z', []],
    ] as const)
      assert.deepEqual(plugin.sharesLoosely?.(using(name, {})), expected, name);
  });

  it('is done by turns and to the end, and what failed is said of each', async () => {
    const everything = { containers: ['a', 'b'], services: ['s', 't'], commands: commands('a', 'b') };
    const event: CertificateEvent = { kind: 'renewed', certificate: using('l', everything) };
    const table: readonly [failing: string[], exec: string[], restart: string[], fault: RegExp | undefined][] = [
      [[], ['exec a ["x"]', 'exec b ["x"]'], ['restart a', 'restart b', 'service s', 'service t'], undefined],
      [['a', 's'], ['exec b ["x"]'], ['restart b', 'service t'], /id-a fails; s fails/],
      [['t'], ['exec a ["x"]', 'exec b ["x"]'], ['restart a', 'restart b', 'service s'], /t fails/],
    ];
    for (const [failing, exec, restart, fault] of table) {
      const docker = slowDocker(failing);
      const { plugin } = made(dockerRestart, docker);
      plugin.concerns?.(event);
      const outcome = await plugin.handle(event, signal).then(() => '', String);
      assert.deepEqual(docker.done, restart);
      assert.match(outcome, fault ?? /^$/);
      const other = slowDocker(failing);
      const executed = await made(dockerExec, other, { labels: false })
        .plugin.handle(event, signal)
        .then(() => '', String);
      assert.deepEqual([other.done, executed !== ''], [exec, failing.includes('a')]);
    }
  });

  it('is done for labels, too, and what fails there is said', async () => {
    const labels = { 'letsencrypt-dns.exec.l': 'x' };
    const docker = fakeDocker({ name: 'a', labels }, { name: 'b', labels });
    const { exec } = docker;
    docker.exec = async (...call) => {
      for (let index = 0; index < 3; index += 1) await new Promise((resolve) => setImmediate(resolve));
      if (call[0] === 'id-b') throw new Failure('DOCKER', 'b fails');
      return exec(...call);
    };
    const event: CertificateEvent = { kind: 'renewed', certificate: using('l', {}) };
    await assert.rejects(made(dockerExec, docker).plugin.handle(event, signal), /b fails/);
    assert.deepEqual(docker.done, ['exec a ["x"]']);
  });

  it('ends between two where the program is to stop', async () => {
    const options = { containers: ['a', 'b'], services: ['s'], commands: commands('a', 'b') };
    const event: CertificateEvent = { kind: 'renewed', certificate: using('l', options) };
    for (const [plugin, done] of [
      [dockerRestart, ['restart a']],
      [dockerExec, ['exec a ["x"]']],
    ] as const) {
      const stop = new AbortController();
      const docker = slowDocker([], () => stop.abort(new Error('stopped')));
      const { plugin: subject } = made(plugin, docker);
      subject.concerns?.(event);
      await assert.rejects(subject.handle(event, stop.signal), /stopped/);
      assert.deepEqual(docker.done, done);
    }
  });

  it('is once for all certificates that came before it, and again for one that came later', async () => {
    const docker = fakeDocker({ name: 'a' });
    const { plugin, lines } = made(dockerRestart, docker, { labels: false });
    const events = ['x', 'y'].map(
      (name) => ({ kind: 'renewed', certificate: using(name, { containers: ['a'], services: ['s'] }) }) as const,
    );
    const [x, y] = events;
    assert.ok(x && y);
    plugin.concerns?.(x);
    plugin.concerns?.(y);
    for (const event of events) await plugin.handle(event, signal);
    assert.deepEqual(docker.done, ['restart a', 'service s']);
    assert.deepEqual(lines, ['container restarted', 'service updated']);
    plugin.concerns?.(x);
    for (const event of [y, x]) await plugin.handle(event, signal);
    assert.deepEqual(docker.done.slice(2), ['restart a', 'service s']);
  });
});
