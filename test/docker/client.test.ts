import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readEndpoint } from '../../core/docker/endpoint.js';
import { createDockerClient } from '../../core/docker/index.js';
import { describeFailure, isFailure } from '../../core/sdk/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';

const signal = new AbortController().signal;

/** An engine that answers as told; resolves to the value for DOCKER_HOST. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void, where: string | object) {
  const server = createServer(answer);
  server.listen(where);
  await once(server, 'listening');
  const host = typeof where === 'string' ? `unix://${where}` : `tcp://[::1]:${(server.address() as AddressInfo).port}`;
  return { host, close: () => server.closeAllConnections() ?? server.close() };
}

function reply(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

describe('where the Docker daemon listens', () => {
  it('is read as the docker command reads it', () => {
    const socketPath = '/var/run/docker.sock';
    assert.deepEqual(readEndpoint({}), { kind: 'unix', socketPath });
    assert.deepEqual(readEndpoint({ DOCKER_HOST: 'unix://' }), { kind: 'unix', socketPath });
    assert.deepEqual(readEndpoint({ DOCKER_HOST: 'unix:///run/podman.sock' }), {
      kind: 'unix',
      socketPath: '/run/podman.sock',
    });
    const plain = { kind: 'tcp', tls: undefined };
    assert.deepEqual(readEndpoint({ DOCKER_HOST: 'tcp://docker:1234' }), { ...plain, host: 'docker', port: 1234 });
    assert.deepEqual(readEndpoint({ DOCKER_HOST: 'docker' }), { ...plain, host: 'docker', port: 2375 });
    assert.deepEqual(readEndpoint({ DOCKER_HOST: 'docker:80' }), { ...plain, host: 'docker', port: 80 });
    assert.deepEqual(readEndpoint({ DOCKER_HOST: 'tcp://[::1]:99' }), { ...plain, host: '[::1]', port: 99 });
    const tls = readEndpoint({ DOCKER_HOST: 'tcp://docker', DOCKER_TLS_VERIFY: '1', HOME: '/home/me' });
    const secure = { directory: '/home/me/.docker', verify: true };
    assert.deepEqual(tls, { kind: 'tcp', host: 'docker', port: 2376, tls: secure });
    const loose = readEndpoint({ DOCKER_HOST: 'tcp://docker', DOCKER_TLS: '1', DOCKER_CERT_PATH: '/certs' });
    assert.deepEqual(loose, { kind: 'tcp', host: 'docker', port: 2376, tls: { directory: '/certs', verify: false } });
  });

  it('is refused where another program would be needed, or it is no address', () => {
    for (const DOCKER_HOST of ['npipe:////./pipe/docker_engine', 'ssh://me@docker', 'fd://', 'tcp://', 'tcp://a b']) {
      assert.throws(
        () => readEndpoint({ DOCKER_HOST }),
        (error) => isFailure(error, 'CONFIG') && error.place === 'DOCKER_HOST',
      );
    }
  });
});

describe('a Docker daemon', () => {
  it('is likely there where its socket is, or where it is remote, and of a kind that is spoken', () => {
    const socket = tmpdir();
    const usual = existsSync('/var/run/docker.sock');
    const table: readonly [host: string, likely: boolean, faults: number][] = [
      ['', usual, 0],
      ['  ', usual, 0],
      [`unix://${socket}`, true, 0],
      [` unix://${socket} `, true, 0],
      ['unix:///nonexistent/docker.sock', false, 0],
      ['unix://', usual, 0],
      ['tcp://docker:2375', true, 0],
      ['HTTPS://docker', true, 0],
      ['http://docker', true, 0],
      ['docker:2375', true, 0],
      ['tcp://', false, 1],
      ['ssh://root@docker', false, 1],
      ['npipe:////./pipe/docker', false, 1],
    ];
    const client = (host: string) => createDockerClient({ environment: { DOCKER_HOST: host } });
    for (const [host, likely, faults] of table)
      assert.deepEqual([client(host).isLikely(), client(host).check().length], [likely, faults], host);
    const [fault] = client(' ssh://root@docker').check();
    assert.deepEqual([fault?.code, fault?.place], ['CONFIG', 'DOCKER_HOST']);
    assert.equal(fault?.message, 'Docker cannot be reached by the scheme ssh');
    assert.match(fault?.hint ?? '', /unix:\/\/\/path.*ssh -L/);
  });
});

describe('Docker client', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('docker-client');
  });
  after(() => directory.remove());

  async function failureOf(DOCKER_HOST: string, requestTimeoutMs = 30_000, stop = signal): Promise<unknown> {
    const client = createDockerClient({ environment: { DOCKER_HOST }, requestTimeoutMs });
    return client.inspect('web', stop).then(
      () => assert.fail('it answered'),
      (error: unknown) => error,
    );
  }

  it('says in one line which mount is missing', async () => {
    const error = await failureOf('unix:///nowhere/docker.sock');
    assert.ok(isFailure(error, 'DOCKER'));
    assert.equal(error.serviceCode, 'ENOENT');
    assert.equal(
      describeFailure(error),
      "there is no Docker socket /nowhere/docker.sock (code ENOENT). Mount the host's socket into this container: -v /nowhere/docker.sock:/nowhere/docker.sock",
    );
  });

  it('tells a socket without a daemon', async () => {
    const path = join(directory.path, 'dead.sock');
    const { spawnSync } = await import('node:child_process');
    // A process that dies without removing its socket.
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    assert.match(describeFailure(await failureOf(`unix://${path}`)), /no Docker daemon listens at .*Start the daemon/);
  });

  it('tells a socket without permission', { skip: process.getuid?.() === 0 ? false : 'root only' }, async () => {
    const path = join(directory.path, 'closed.sock');
    const { host, close } = await serve((_, response) => reply(response, {}), path);
    await chmod(directory.path, 0o755);
    await chmod(path, 0o600);
    process.seteuid?.(12345);
    try {
      assert.match(describeFailure(await failureOf(host)), /no permission to use the Docker socket .*--group-add.*-v /);
    } finally {
      process.seteuid?.(0);
      close();
    }
  });

  it('gives up when told, and when its time is over', async () => {
    const { host, close } = await serve(() => undefined, join(directory.path, 'silent.sock'));
    assert.ok(isFailure(await failureOf(host, 50), 'TIMEOUT'));
    const stop = new AbortController();
    const pending = failureOf(host, 30_000, stop.signal);
    stop.abort();
    assert.ok(isFailure(await pending, 'ABORTED'));
    close();
  });

  it('speaks TCP over IPv6, escapes nothing and passes on what the daemon says', async () => {
    const paths: (string | undefined)[] = [];
    const { host, close } = await serve(
      (request, response) => {
        paths.push(request.url);
        reply(response, { message: 'out of coffee' }, 500);
      },
      { host: '::1', port: 0 },
    );
    const error = await failureOf(host);
    assert.ok(isFailure(error, 'DOCKER'));
    assert.equal(error.message, 'Docker: out of coffee');
    assert.equal(error.status, 500);
    assert.deepEqual(paths, ['/containers/web/json']);
    close();
  });

  it("knows Podman's words for what a container does", async () => {
    const words = {
      configured: 'created',
      initialized: 'created',
      stopping: 'exited',
      stopped: 'exited',
      running: 'running',
      odd: 'running',
    };
    for (const [Status, expected] of Object.entries(words)) {
      const { host, close } = await serve(
        (_, response) => reply(response, { Id: '1', Name: 'web', State: { Status, Running: true, StartedAt: 'x' } }),
        join(directory.path, `${Status}.sock`),
      );
      const client = createDockerClient({ environment: { DOCKER_HOST: host } });
      assert.deepEqual(await client.inspect('web', signal), { id: '1', name: 'web', status: expected, startedAt: 'x' });
      close();
    }
  });

  it('updates a service again when somebody else was faster', async () => {
    let index = 4;
    const versions: (string | null)[] = [];
    const { host, close } = await serve(
      (request, response) => {
        const url = new URL(request.url ?? '', 'http://docker');
        if (request.method === 'GET') {
          const UpdateStatus = index > 6 ? { State: 'completed' } : null;
          return reply(response, {
            ID: 's',
            Version: { Index: index },
            Spec: { Name: 'web', TaskTemplate: {} },
            UpdateStatus,
          });
        }
        versions.push(url.searchParams.get('version'));
        index += 1;
        if (index < 7) return reply(response, { message: 'rpc error: update out of sequence' }, 500);
        return reply(response, {});
      },
      join(directory.path, 'raced.sock'),
    );
    await createDockerClient({ environment: { DOCKER_HOST: host }, pollMs: 1 }).updateService('web', signal);
    assert.deepEqual(versions, ['4', '5', '6']);
    close();
  });

  it('loads dockerode at its first use only', async () => {
    const { spawnSync } = await import('node:child_process');
    const url = new URL('../../core/docker/index.js', import.meta.url).href;
    const script = `
      const { createDockerClient } = await import(${JSON.stringify(url)});
      const { createRequire } = await import('node:module');
      const cache = () => Object.keys(createRequire(${JSON.stringify(url)}).cache).some((path) => path.includes('dockerode'));
      const client = createDockerClient({ environment: { DOCKER_HOST: 'unix:///nowhere' } });
      const before = cache();
      await client.inspect('web', new AbortController().signal).catch(() => undefined);
      console.log(before, cache());`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(stdout.trim(), 'false true');
  });
});
