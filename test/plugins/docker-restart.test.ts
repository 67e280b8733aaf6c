import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDockerClient } from '../../core/docker/index.js';
import { Failure, type IssuedCertificate } from '../../core/sdk/index.js';
import { waitFor } from '../lab/index.js';
import { certificate, memoryOwed, passOptions, renewed, restarts, summary } from '../post-issue/support.js';
import { type FakeDocker, fakeDocker } from './fake-docker.js';
import { hostWith, type RunOptions, run } from './support.js';

/** Labels are looked for where a daemon is likely to be. */
const remote = { likely: true };
const noSocket = { likely: false };

function restart(
  docker: FakeDocker,
  subjects: IssuedCertificate[],
  { likely, ...options }: { likely: boolean; clusterProvider?: string; labels?: boolean } = remote,
  more: RunOptions = {},
) {
  docker.likely = likely;
  return run(['docker-restart'], subjects.map(renewed), {
    docker,
    options: { 'docker-restart': { ...options } },
    ...more,
  });
}

describe('docker-restart', () => {
  it('restarts a container that several certificates share once, however they name it', async () => {
    const docker = fakeDocker(
      { name: 'web', labels: { 'letsencrypt-dns.restart': 'c.example, www.d.example' } },
      { name: 'mail' },
      { name: 'other', labels: { 'letsencrypt-dns.restart': 'z.example' } },
    );
    const subjects = [
      certificate('a.example', { steps: restarts(['web', 'mail']) }),
      certificate('b.example', { steps: restarts(['id-web']) }),
      certificate('c.example'),
      certificate('d.example', { domains: ['d.example', 'www.d.example'] }),
    ];
    const steps = await restart(docker, subjects);
    assert.deepEqual(docker.done, ['restart web', 'restart mail']);
    assert.equal(docker.lookUps, 1);
    assert.deepEqual(summary(steps), [
      'a.example docker-restart ok',
      'b.example docker-restart ok',
      'c.example docker-restart ok',
      'd.example docker-restart ok',
    ]);
  });

  it('knows what to do with a container that does not run', async () => {
    const docker = fakeDocker(
      { name: 'stopped', status: 'exited' },
      { name: 'made', status: 'created' },
      { name: 'paused', status: 'paused' },
      { name: 'looping', status: 'restarting' },
    );
    const containers = ['stopped', 'missing', 'paused', 'made', 'looping'];
    const [step] = await restart(docker, [certificate('a', { steps: restarts(containers) })]);
    assert.deepEqual(docker.done, ['restart looping']);
    assert.equal(
      step?.failure?.message,
      'there is no container "missing" to restart; the container "paused" is paused and still has the old certificate',
    );
  });

  it('updates services on a swarm, each once', async () => {
    const docker = fakeDocker();
    const [a, b] = [
      certificate('a', { steps: restarts(['web', 'api']) }),
      certificate('b', { steps: restarts(['web']) }),
    ];
    await restart(docker, [a, b], { clusterProvider: 'swarm', ...noSocket });
    assert.deepEqual(docker.done, ['service web', 'service api']);
  });

  it('updates the services that a certificate names, also where the rest are containers', async () => {
    const docker = fakeDocker({ name: 'web' });
    const subject = certificate('a', { steps: restarts(['web'], ['api']) });
    await restart(docker, [subject], noSocket);
    assert.deepEqual(docker.done, ['restart web', 'service api']);
  });

  it('is silent where nothing is named and there is no socket', async () => {
    const docker = fakeDocker();
    assert.deepEqual(await restart(docker, [certificate('a')], noSocket), []);
    assert.equal(docker.lookUps, 0);
  });

  for (const [title, details] of Object.entries({
    'a socket that it may not use': { serviceCode: 'EACCES' },
    'a daemon that is down': { serviceCode: 'ECONNREFUSED' },
    'a proxy that forbids to list': { status: 403 },
  })) {
    it(`does not mind ${title}, unless a container is named`, async () => {
      const docker = fakeDocker();
      docker.failure = new Failure('DOCKER', 'no way', details);
      assert.deepEqual(summary(await restart(docker, [certificate('a')])), ['a docker-restart ok']);
      const [step] = await restart(docker, [certificate('a', { steps: restarts(['web']) })]);
      assert.equal(step?.failure?.message, 'no way');
    });
  }

  it('goes on owing a named container while the daemon is down', async () => {
    const docker = fakeDocker({ name: 'web' });
    docker.failure = new Failure('DOCKER', 'nobody listens', { serviceCode: 'ECONNREFUSED' });
    const owed = memoryOwed();
    await restart(docker, [certificate('a', { steps: restarts(['web']) })], remote, { owed });
    assert.deepEqual([...owed.steps], ['a 1 docker-restart']);
  });

  it('needs no more of a proxy than the restart itself', async () => {
    const docker = fakeDocker({ name: 'web' });
    const forbidden = () => Promise.reject(new Failure('DOCKER', 'forbidden', { status: 403 }));
    Object.assign(docker, { inspect: forbidden, findByLabel: forbidden });
    const subjects = [certificate('a', { steps: restarts(['web']) }), certificate('b', { steps: restarts(['web']) })];
    assert.deepEqual(summary(await restart(docker, subjects)), ['a docker-restart ok', 'b docker-restart ok']);
    assert.deepEqual(docker.done, ['restart web']);
  });

  it('suggests the name that another version of Compose gives', async () => {
    const labels = { 'com.docker.compose.project': 'proj', 'com.docker.compose.service': 'nginx' };
    const docker = fakeDocker({ name: 'proj-nginx-1', labels });
    for (const name of ['proj_nginx_1', 'nginx']) {
      const [step] = await restart(docker, [certificate('a', { steps: restarts([name]) })]);
      assert.equal(step?.failure?.hint, 'Did you mean "proj-nginx-1"?');
    }
  });

  it('heeds no label where that is switched off', async () => {
    const docker = fakeDocker({ name: 'web', labels: { 'letsencrypt-dns.restart': 'a' } });
    assert.deepEqual(await restart(docker, [certificate('a')], { ...remote, labels: false }), []);
    assert.equal(docker.lookUps, 0);
  });

  it('does not wait long for a certificate that only a label ties to it, and restarts again for that one', async () => {
    const docker = fakeDocker(
      { name: 'nginx' },
      { name: 'stranger', labels: { 'letsencrypt-dns.restart': 'a, stuck' } },
    );
    const [subject, stuck] = [certificate('a', { steps: restarts(['nginx']) }), certificate('stuck')];
    const host = hostWith(['docker-restart'], { docker });
    const pass = host.beginPass(passOptions({ expected: [subject, stuck], patienceMs: 10 }));
    await pass.done(renewed(subject));
    await waitFor('the restart', async () => docker.done.length === 2 || undefined);
    assert.deepEqual(docker.done, ['restart nginx', 'restart stranger']);
    await pass.done(renewed(stuck));
    await pass.finish();
    assert.deepEqual(docker.done, ['restart nginx', 'restart stranger', 'restart stranger']);
  });

  it('names what works in place of ssh://', async () => {
    const docker = createDockerClient({ environment: { DOCKER_HOST: 'ssh://me@docker' } });
    const host = hostWith(['docker-restart'], { docker });
    const [failure] = (await host.check([])).errors;
    assert.equal(failure?.message, 'Docker cannot be reached by the scheme ssh');
    assert.match(failure?.hint ?? '', /tcp:\/\/host:port/);
  });
});
