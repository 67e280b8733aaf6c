import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, describe, it } from 'node:test';
import { missing, runCommand, startDockerd } from './index.js';
import { processesNaming } from './leftovers.js';

describe('lab: docker', { skip: missing('dockerd', 'docker', 'busybox', 'tar', 'openssl', 'root') }, () => {
  const stops: Array<() => Promise<void>> = [];
  after(() => Promise.all(stops.map((stop) => stop())));

  it('runs containers, a swarm, TLS, survives a halt, and leaves nothing', async () => {
    const docker = await startDockerd({ tcp: true });
    stops.push(docker.stop);
    await docker.importBusybox();
    const id = await docker.run('web', ['sleep', 'infinity'], ['--label', 'lab=1', '--restart', 'always']);
    const { stdout } = await docker.cli(['exec', 'web', 'printf', '[%s]', 'a b', '$HOME', 'c,d:e']);
    assert.equal(stdout, '[a b][$HOME][c,d:e]');
    const started = await startedAt('web');
    await docker.cli(['restart', 'web']);
    assert.notEqual(await startedAt('web'), started);

    assert.ok(docker.tcp);
    const remote = ['-H', docker.tcp.host, '--tlsverify', 'ps', '-q', '--no-trunc'];
    const listed = await runCommand('docker', remote, { env: { DOCKER_CERT_PATH: docker.tcp.certPath } });
    assert.equal(listed.stdout.trim(), id);

    await docker.halt();
    await assert.rejects(docker.cli(['ps']), /Cannot connect/);
    await docker.resume();
    assert.equal((await docker.cli(['ps', '-q', '--no-trunc'])).stdout.trim(), id);

    await docker.swarmInit();
    const quick = ['--detach', '--update-monitor', '1s', '--stop-signal', 'SIGKILL'];
    await docker.cli(['service', 'create', '--name', 'job', ...quick, 'busybox:lab', 'sleep', 'infinity']);
    await docker.cli(['service', 'update', '--force', 'job']);
    const place = dirname(docker.socket);
    await docker.stop();
    stops.pop();
    assert.deepEqual(processesNaming(place), []);
    assert.equal(existsSync(place), false);
    assert.equal(readFileSync('/proc/self/mounts', 'utf8').includes(place), false);

    async function startedAt(name: string): Promise<string> {
      return (await docker.cli(['inspect', '-f', '{{.State.StartedAt}}', name])).stdout;
    }
  });
});
