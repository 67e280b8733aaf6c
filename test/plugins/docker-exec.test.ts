import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitFor } from '../lab/index.js';
import { certificate, passOptions, renewed, runs } from '../post-issue/support.js';
import { type FakeDocker, fakeDocker } from './fake-docker.js';
import { hostWith, run } from './support.js';

/** Labels are looked for where a daemon is likely to be. */
const noSocket = { likely: false };
const remote = { likely: true };

async function exec(
  docker: FakeDocker,
  commands: Record<string, string[]>,
  { likely, ...options }: { likely: boolean; clusterProvider?: string } = noSocket,
) {
  docker.likely = likely;
  const given = Object.entries(commands).map(([container, argv]) => ({ container, argv }));
  const subject = certificate('a.example', { steps: runs(...given) });
  const [step] = await run(['docker-exec'], [renewed(subject)], { docker, options: { 'docker-exec': { ...options } } });
  return step?.failure;
}

describe('docker-exec', () => {
  it('runs each command as it is', async () => {
    const docker = fakeDocker({ name: 'web' }, { name: 'db' });
    assert.equal(await exec(docker, { web: ['nginx', '-s', 'reload'], db: ['sh', '-c', 'echo $HOME "x"'] }), undefined);
    assert.deepEqual(docker.done, ['exec web ["nginx","-s","reload"]', 'exec db ["sh","-c","echo $HOME \\"x\\""]']);
  });

  it('fails with the exit code and the output, and goes on with the others', async () => {
    const docker = fakeDocker({ name: 'web' }, { name: 'db' });
    docker.execResult = { exitCode: 4, output: 'no such file\n' };
    const failure = await exec(docker, { web: ['cp', 'a', 'b'], missing: ['x'], db: ['y'] });
    assert.equal(
      failure?.message,
      '"cp" in the container "web" ended with exit code 4: no such file; ' +
        'there is no container "missing" to run a command in; "y" in the container "db" ended with exit code 4: no such file',
    );
  });

  it('says where a name stands that leads to no container, and to none like it', async () => {
    assert.match((await exec(fakeDocker(), { gone: ['x'] }))?.hint ?? '', /autocmd-containers/);
  });

  it('does not count a stopped or paused container as done', async () => {
    const docker = fakeDocker({ name: 'off', status: 'exited' }, { name: 'held', status: 'paused' });
    const failure = await exec(docker, { off: ['x'], held: ['x'] });
    assert.match(failure?.message ?? '', /"off": it is exited; .*"held": it is paused/);
    assert.deepEqual(docker.done, []);
  });

  it('waits for a container that is restarting', async () => {
    const web = { name: 'web', status: 'restarting' as 'restarting' | 'running' };
    const docker = fakeDocker(web);
    const { inspect } = docker;
    let looks = 0;
    docker.inspect = async (...call) => {
      looks += 1;
      if (looks === 3) web.status = 'running';
      return inspect(...call);
    };
    assert.equal(await exec(docker, { web: ['x'] }), undefined);
    assert.deepEqual(docker.done, ['exec web ["x"]']);
  });

  it('takes commands from labels, split as a shell does it and nothing expanded', async () => {
    const label = 'letsencrypt-dns.exec.a.example';
    const command = `sh -c 'echo "$HOME", a:b' "" "x \\"y\\" \\$z" plain\\ word a'b'"c"`;
    const docker = fakeDocker(
      { name: 'web', labels: { [label]: command } },
      { name: 'other', labels: { 'letsencrypt-dns.exec.b.example': 'no' } },
    );
    assert.equal(await exec(docker, {}, remote), undefined);
    const argv = ['sh', '-c', 'echo "$HOME", a:b', '', 'x "y" $z', 'plain word', 'abc'];
    assert.deepEqual(docker.done, [`exec web ${JSON.stringify(argv)}`]);
  });

  it('names the container whose label cannot be split', async () => {
    const docker = fakeDocker({ name: 'web', labels: { 'letsencrypt-dns.exec.a.example': `sh -c 'oops` } });
    const failure = await exec(docker, {}, remote);
    assert.match(failure?.message ?? '', /character 7 of the command .*: the quote that opens here is never closed/);
    assert.match(failure?.place ?? '', /container web/);
  });

  it('finds the containers of a swarm service on this node', async () => {
    const service = { 'com.docker.swarm.service.name': 'web' };
    const docker = fakeDocker(
      { name: 'web.1.abc', labels: service },
      { name: 'web.2.def', labels: service },
      { name: 'api.1.ghi', labels: { 'com.docker.swarm.service.name': 'api' } },
    );
    assert.equal(await exec(docker, { web: ['x'] }, { ...noSocket, clusterProvider: 'swarm' }), undefined);
    assert.deepEqual(docker.done, ['exec web.1.abc ["x"]', 'exec web.2.def ["x"]']);
    assert.match((await exec(docker, { web: ['x'] }))?.message ?? '', /no container "web"/);
  });

  it('has nothing to do where nothing is named and there is no socket', async () => {
    const docker = fakeDocker();
    assert.equal(await exec(docker, {}), undefined);
    assert.equal(docker.lookUps, 0);
  });

  it('lets no container wait for the command of another, nor for its bad label', async () => {
    const label = 'letsencrypt-dns.exec.a.example';
    const docker = fakeDocker(
      { name: 'stranger', labels: { [label]: 'sleep 1d' } },
      { name: 'bad', labels: { [label]: '"never closed' } },
      { name: 'nginx', labels: { [label]: 'nginx -s reload' } },
    );
    const exec = docker.exec;
    docker.exec = (name, argv, signal) =>
      argv[0] === 'sleep'
        ? new Promise((_, reject) => signal.addEventListener('abort', reject))
        : exec(name, argv, signal);
    const stop = new AbortController();
    const host = hostWith(['docker-exec'], { docker });
    const pass = host.beginPass(passOptions({ signal: stop.signal }));
    await pass.done(renewed(certificate('a.example')));
    await pass.done(renewed(certificate('b.example', { steps: runs({ container: 'nginx', argv: ['true'] }) })));
    await waitFor('both commands', async () => docker.done.length === 2 || undefined);
    assert.deepEqual(docker.done.sort(), ['exec nginx ["nginx","-s","reload"]', 'exec nginx ["true"]']);
    stop.abort();
    await pass.finish();
  });

  it('is no step of a certificate for which nothing is named', async () => {
    const docker = fakeDocker();
    docker.likely = false;
    assert.deepEqual(await run(['docker-exec'], [renewed(certificate('a.example'))], { docker }), []);
  });

  it('goes on in a container in which the command of another certificate broke', async () => {
    const docker = fakeDocker({ name: 'web' });
    const { exec } = docker;
    docker.exec = async (...call) => {
      const result = await exec(...call);
      if (call[1][0] === 'breaks') throw new Error('the engine has gone');
      return result;
    };
    const events = ['breaks', 'works'].map((word) =>
      renewed(certificate(`${word}.example`, { steps: runs({ container: 'web', argv: [word] }) })),
    );
    const steps = await run(['docker-exec'], events, { docker });
    assert.deepEqual(docker.done, ['exec web ["breaks"]', 'exec web ["works"]']);
    assert.deepEqual(
      steps.map(({ failure }) => failure === undefined),
      [false, true],
    );
  });

  it('takes any exit code but 0 for a failure', async () => {
    for (const exitCode of [1, 2, 127, 255]) {
      const docker = fakeDocker({ name: 'web' });
      docker.execResult = { exitCode, output: '' };
      const subject = certificate('a.example', { steps: runs({ container: 'web', argv: ['false'] }) });
      const [step] = await run(['docker-exec'], [renewed(subject)], { docker });
      assert.match(step?.failure?.message ?? '', new RegExp(`ended with exit code ${exitCode}$`));
    }
  });
});
