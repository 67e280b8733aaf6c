import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createDockerClient } from '../../core/docker/index.js';
import { type IssuedCertificate, isFailure } from '../../core/sdk/index.js';
import { type Dockerd, missing } from '../lab/index.js';
import { hostWith, type RunOptions, run } from '../plugins/support.js';
import { certificate, memoryOwed, passOptions, renewed, restarts, runs, summary } from '../post-issue/support.js';
import { daemon } from './daemon.js';

const plugins = ['docker-restart', 'docker-exec'];

describe('a real Docker daemon', { skip: missing('dockerd', 'docker', 'busybox', 'tar', 'openssl', 'root') }, () => {
  let docker: Dockerd;
  const signal = new AbortController().signal;

  before(async () => {
    docker = await daemon();
  });

  function client(environment: Record<string, string> = { DOCKER_HOST: docker.host }) {
    return createDockerClient({ environment, pollMs: 100 });
  }

  function withDocker(more: object = {}): RunOptions {
    const options = { ...more };
    return { docker: client(), options: { 'docker-restart': options, 'docker-exec': options } };
  }

  async function startedAt(...names: string[]): Promise<string[]> {
    const { stdout } = await docker.cli(['inspect', '-f', '{{.State.StartedAt}} {{.RestartCount}}', ...names]);
    return stdout.trim().split('\n');
  }

  /** How often each container was restarted, as the daemon tells it. */
  async function restartsSince(moment: string): Promise<string[]> {
    const until = (Date.now() / 1000 + 1).toFixed(3);
    const filters = [
      '--filter',
      'type=container',
      '--filter',
      'event=restart',
      '--format',
      '{{.Actor.Attributes.name}}',
    ];
    const { stdout } = await docker.cli(['events', '--since', moment, '--until', until, ...filters]);
    return stdout.split('\n').filter((line) => line !== '');
  }

  it('restarts exactly the named containers, once in a pass', async () => {
    await docker.run('web');
    await docker.run('mail');
    await docker.run('bystander');
    await docker.run('labelled', undefined, ['--label', 'letsencrypt-dns.restart=c.example']);
    const names = ['web', 'mail', 'labelled', 'bystander'];
    const [before, moment] = [await startedAt(...names), (Date.now() / 1000).toFixed(3)];
    const subjects = [
      certificate('a.example', { steps: restarts(['web']) }),
      certificate('b.example', { steps: restarts(['mail', 'web']) }),
      certificate('c.example'),
    ];
    const steps = await run(plugins, subjects.map(renewed), withDocker());
    assert.ok(
      steps.every((step) => step.failure === undefined),
      summary(steps).join('\n'),
    );
    const now = await startedAt(...names);
    assert.deepEqual(
      now.map((moment, index) => moment !== before[index]),
      [true, true, true, false],
    );
    assert.deepEqual((await restartsSince(moment)).sort(), ['labelled', 'mail', 'web']);
  });

  it('runs a command with exactly the words that were given', async () => {
    await docker.run('target');
    const argv = ['printf', '[%s]', 'a b', '"quoted"', "it's", 'c,d:e', '$HOME', '`id`', '', '\\n', 'ü'];
    const result = await client().exec('target', argv, signal);
    assert.deepEqual(result, { exitCode: 0, output: `[a b]["quoted"][it's][c,d:e][$HOME][\`id\`][][\\n][ü]` });
  });

  it('reports exit code and both streams in order, and keeps the last 64 KiB', async () => {
    const mixed = await client().exec(
      'target',
      ['sh', '-c', 'echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three; exit 7'],
      signal,
    );
    assert.deepEqual(mixed, { exitCode: 7, output: 'one\ntwo\nthree\n' });
    const flood = await client().exec('target', ['sh', '-c', 'seq 1 100000'], signal);
    assert.equal(flood.output.length, 65_536);
    assert.ok(flood.output.endsWith('\n99999\n100000\n'));
  });

  it('fails where the program is missing, and stops waiting when told', async () => {
    const outcome = await client()
      .exec('target', ['no-such-program'], signal)
      .then(
        (result) => `${result.exitCode > 0} ${result.output}`,
        (error: unknown) => (isFailure(error, 'DOCKER') ? error.message : String(error)),
      );
    assert.match(outcome, /no-such-program/);
    const stop = new AbortController();
    const running = client().exec('target', ['sh', '-c', 'echo started; sleep 300'], stop.signal);
    stop.abort();
    await assert.rejects(running, (error) => isFailure(error, 'ABORTED'));
  });

  it('takes commands from the labels of containers', async () => {
    await docker.run('carrier', undefined, [
      '--label',
      `letsencrypt-dns.exec.l.example=sh -c 'echo "$0, a:b" > /tmp/out' '$HOME x'`,
    ]);
    const steps = await run(plugins, [renewed(certificate('l.example'))], withDocker());
    assert.ok(
      steps.every((step) => step.failure === undefined),
      summary(steps).join('\n'),
    );
    assert.equal((await docker.cli(['exec', 'carrier', 'cat', '/tmp/out'])).stdout, '$HOME x, a:b\n');
  });

  it('treats stopped, paused and missing containers as documented', async () => {
    await docker.run('stopped');
    await docker.run('paused');
    await docker.cli(['stop', 'stopped']);
    await docker.cli(['pause', 'paused']);
    const subject = certificate('s.example', {
      steps: {
        ...restarts(['stopped', 'paused', 'missing']),
        ...runs({ container: 'paused', argv: ['true'] }),
      },
    });
    const steps = await run(plugins, [renewed(subject)], withDocker());
    assert.match(steps[0]?.failure?.message ?? '', /"paused" is paused.*no container "missing"/);
    assert.match(steps[1]?.failure?.message ?? '', /"paused": it is paused/);
    assert.equal((await client().inspect('stopped', signal))?.status, 'exited');
    assert.equal(await client().inspect('mis sing/../x', signal), undefined);
    await assert.rejects(client().restart('a/../b', signal), (error) => isFailure(error, 'CONFIG'));
    await docker.cli(['unpause', 'paused']);
    const [again] = await run(
      ['docker-restart'],
      [renewed(certificate('s.example', { steps: restarts(['paused']) }))],
      withDocker(),
    );
    assert.equal(again?.failure, undefined);
  });

  it('speaks TCP with TLS', async () => {
    const { host = '', certPath = '' } = docker.tcp ?? {};
    const secure = client({ DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certPath });
    assert.equal((await secure.inspect('web', signal))?.name, 'web');
    const unverified = client({ DOCKER_HOST: host, DOCKER_TLS: '1', DOCKER_CERT_PATH: certPath });
    assert.equal((await unverified.inspect('web', signal))?.name, 'web');
    await assert.rejects(client({ DOCKER_HOST: host }).inspect('web', signal), (error) => isFailure(error, 'DOCKER'));
    const elsewhere = client({ DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' });
    await assert.rejects(elsewhere.inspect('web', signal), (error) => isFailure(error, 'CONFIG'));
  });

  it('delivers what is owed once the daemon is there again', async () => {
    const owed = memoryOwed();
    const subject: IssuedCertificate = certificate('owed.example', {
      version: 2,
      steps: { ...restarts(['reviving']), ...runs({ container: 'reviving', argv: ['touch', '/tmp/done'] }) },
    });
    await docker.run('reviving', undefined, ['--restart', 'always']);
    await docker.halt();
    const first = await run(plugins, [renewed(subject)], { ...withDocker(), owed });
    assert.ok(
      first.every((step) => isFailure(step.failure, 'DOCKER')),
      summary(first).join('\n'),
    );
    assert.deepEqual([...owed.steps].sort(), ['owed.example 2 docker-exec', 'owed.example 2 docker-restart']);

    await docker.resume();
    const before = await startedAt('reviving');
    const host = hostWith(plugins, { ...withDocker(), owed });
    const report = await host.beginPass(passOptions({ current: async () => subject })).finish();
    assert.deepEqual(summary(report.steps), ['owed.example docker-exec ok', 'owed.example docker-restart ok']);
    assert.notDeepEqual(await startedAt('reviving'), before);
    await docker.cli(['exec', 'reviving', 'test', '-e', '/tmp/done']);
    assert.deepEqual([...owed.steps], []);
  });
});
