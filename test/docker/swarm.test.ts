import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createDockerClient } from '../../core/docker/index.js';
import { isFailure } from '../../core/sdk/index.js';
import { type Dockerd, missing, waitFor } from '../lab/index.js';
import { run } from '../plugins/support.js';
import { certificate, renewed, restarts, summary } from '../post-issue/support.js';
import { daemon } from './daemon.js';

describe('a real swarm', { skip: missing('dockerd', 'docker', 'busybox', 'tar', 'openssl', 'root') }, () => {
  let docker: Dockerd;
  const signal = new AbortController().signal;

  before(async () => {
    docker = await daemon();
  });

  function client() {
    return createDockerClient({ environment: { DOCKER_HOST: docker.host }, pollMs: 100 });
  }

  it('forces an update of a swarm service and waits until it has converged', async () => {
    await assert.rejects(client().updateService('web', signal), (error) => {
      return isFailure(error, 'DOCKER') && /not a swarm manager/.test(error.message) && error.hint !== undefined;
    });
    await docker.swarmInit();
    const create = ['service', 'create', '--detach', '--update-monitor', '1s', '--stop-grace-period', '0s'];
    await docker.cli([...create, '--name', 'job', '--replicas', '2', 'busybox:lab', 'sleep', 'infinity']);
    await docker.cli([...create, '--name', 'idle', '--replicas', '0', 'busybox:lab', 'sleep', 'infinity']);
    await docker.cli([...create, '--name', 'calm', 'busybox:lab', 'sleep', 'infinity']);
    const subject = certificate('swarm.example', { steps: restarts(['job', 'idle']) });
    const options = { 'docker-restart': { clusterProvider: 'swarm' } };
    const steps = await run(['docker-restart'], [renewed(subject)], { docker: client(), options });
    assert.deepEqual(summary(steps), ['swarm.example docker-restart ok']);
    const forced = await docker.cli([
      'service',
      'inspect',
      '-f',
      '{{.Spec.TaskTemplate.ForceUpdate}}',
      'job',
      'idle',
      'calm',
    ]);
    assert.deepEqual(forced.stdout.trim().split('\n'), ['1', '1', '0']);
    const tasks = await docker.cli([
      'service',
      'ps',
      '-f',
      'desired-state=running',
      '--format',
      '{{.CurrentState}}',
      'job',
    ]);
    assert.deepEqual(
      tasks.stdout
        .trim()
        .split('\n')
        .map((state) => state.split(' ')[0]),
      ['Running', 'Running'],
    );

    // What the update before has left in the service must not be taken for this one's end.
    await client().updateService('job', signal);
    const ids = (await docker.cli(['service', 'ps', '-q', '-f', 'desired-state=running', 'job'])).stdout
      .trim()
      .split('\n');
    const { stdout } = await docker.cli(['inspect', '-f', '{{.Spec.ForceUpdate}} {{.Status.State}}', ...ids]);
    assert.deepEqual(stdout.trim().split('\n'), ['2 running', '2 running']);
    await assert.rejects(client().updateService('nowhere', signal), /there is no swarm service "nowhere"/);
  });

  it('reports an update that is rolled back', async () => {
    const create = ['service', 'create', '--detach', '--update-monitor', '3s', '--update-failure-action', 'rollback'];
    // Its first task lives; each later one ends at once, as the marker is on a volume that stays.
    const command = 'if [ -e /mark/here ]; then exit 1; fi; touch /mark/here; exec sleep infinity';
    const volume = [
      '--mount',
      'type=volume,source=mark,target=/mark',
      '--restart-condition',
      'none',
      '--stop-grace-period',
      '0s',
    ];
    await docker.cli([...create, '--name', 'fragile', ...volume, 'busybox:lab', 'sh', '-c', command]);
    const states = () => docker.cli(['service', 'ps', '--format', '{{.CurrentState}}', 'fragile']);
    await waitFor('its first task', async () => (await states()).stdout.startsWith('Running'));
    await assert.rejects(
      client().updateService('fragile', signal),
      /the update of the service "fragile" was rolled back/,
    );
  });
});
