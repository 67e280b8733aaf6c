import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { missing, runCommand, spawnCli, waitFor } from '../lab/index.js';
import { makeAuthority } from '../store/certificates.js';
import { makeConfigDir, openStore, saveRequest } from '../store/volume.js';
import { hostedCli } from './command-host.js';

const profile = 'profiles: [{ name: own, provider: linode, provider_options: { auth_token: none } }]';
const www = 'domains: [www.example.com], profile: own';

/** A server that answers nothing of use, and what it was asked. */
async function counter(
  context: TestContext,
  sockets = new Set<unknown>(),
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    response.statusCode = 404;
    response.end('{}');
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Volume {
  readonly configDir: string;
  write(...lines: readonly string[]): void;
  at(...parts: readonly string[]): string;
}

async function volume(context: TestContext): Promise<Volume> {
  const configDir = makeConfigDir(context);
  const authority = makeAuthority();
  await openStore(configDir).save(saveRequest('www.example.com', authority.issue(['www.example.com'])));
  return {
    configDir,
    write: (...lines) => writeFileSync(join(configDir, 'letsencrypt-dns.yml'), `${lines.join('\n')}\n`),
    at: (...parts) => join(configDir, ...parts),
  };
}

describe('settings of the YAML file', () => {
  it('say where Docker is', async (context) => {
    const { configDir, write } = await volume(context);
    const { url, asked } = await counter(context);
    write(
      `docker: { host: tcp://${url} }`,
      profile,
      `certificates: [{ ${www}, autorestart: [{ containers: [web] }] }]`,
    );
    const { code } = await hostedCli(['hooks', '--config-dir', configDir]);
    assert.equal(code, 1);
    assert.ok(
      asked.some((request) => request.includes('/containers/web/')),
      asked.join('\n'),
    );
  });

  it('say which proxy the network is reached by, as do the variable and its file', async (context) => {
    const { configDir, write, at } = await volume(context);
    const { url, asked } = await counter(context);
    const rest = [profile, 'certificates: [{ domains: [new.example.com], profile: own }]'];
    /** Until it has asked for this. */
    async function sync(host: string, env: Record<string, string> = {}): Promise<void> {
      const running = await spawnCli(['sync', '--config-dir', configDir], { env });
      await waitFor(host, () => asked.includes(`CONNECT ${host}`), { timeoutMs: 60_000 });
      running.kill('SIGKILL');
      await running.exited;
      asked.length = 0;
    }
    write(`proxy: { https: 'http://${url}' }`, ...rest);
    await sync('acme-v02.api.letsencrypt.org:443');
    write(...rest);
    writeFileSync(at('proxy'), `http://${url}\n`);
    await sync('acme-v02.api.letsencrypt.org:443', { HTTPS_PROXY_FILE: at('proxy') });
    await hostedCli(['linode', 'list', 'example.com', 'TXT', '--auth-token', 'x'], {
      bin: 'lexicon',
      env: { HTTPS_PROXY_FILE: at('proxy') },
    });
    assert.deepEqual([...new Set(asked)], ['CONNECT api.linode.com:443']);
  });

  it('choose the encryption of each PKCS#12', { skip: missing('openssl') }, async (context) => {
    const { configDir, write, at } = await volume(context);
    for (const [own, usual, wanted] of [
      [true, false, /pbeWithSHA1And3-KeyTripleDES/],
      [false, true, /AES-256/],
    ] as const) {
      const pfx = `pfx: { export: true, passphrase: pass, legacy: ${own} }`;
      write(`pfx: { legacy: ${usual} }`, profile, `certificates: [{ ${www}, ${pfx} }]`);
      await hostedCli(['hooks', '--config-dir', configDir], { env: { DOCKER_HOST: 'unix:///nowhere' } });
      const file = at('live', 'www.example.com', 'cert.pfx');
      const { stdout, stderr } = await runCommand('openssl', [
        ...['pkcs12', '-in', file, '-passin', 'pass:pass', '-info', '-noout'],
        ...(own ? ['-legacy'] : []),
      ]);
      assert.match(stdout + stderr, wanted);
    }
  });

  it('are in force at the next pass of a running daemon', async (context) => {
    const { configDir, write, at } = await volume(context);
    const { url, asked } = await counter(context);
    const hook = at('hook');
    // Nothing answers there, so that the new certificate fails.
    const ca = 'directory_url: https://127.0.0.1:9/directory';
    mkdirSync(at('archive'), { recursive: true });
    const lines = (mode: string, more: readonly string[]) => [
      `acme: { ${ca}, on_remove: keep, certs_permissions: { files_mode: '${mode}' } }`,
      profile,
      ...more,
    ];
    write(...lines('0640', ['certificates: []']));
    const daemon = await spawnCli(['run', '--config-dir', configDir], {
      env: { DOCKER_HOST: 'unix:///nowhere', DEPLOY_HOOK_ENVIRONMENT: 'SOME_TOKEN', SOME_TOKEN: 'handed on' },
    });
    const ended = () => daemon.stderr().match(/"event":"pass\.ended"/g)?.length ?? 0;
    await waitFor('the first pass', () => ended() > 0, { timeoutMs: 60_000 });
    const failing = `certificates: [{ domains: [new.example.com], profile: own }]`;
    write(...lines('0600', [`notify_urls: ['http://${url}/hook']`, 'notify_after_failures: 1', failing]));
    await waitFor('the notification', () => asked.includes('POST /hook'), { timeoutMs: 60_000 });
    write(...lines('0600', [`deploy_hook: 'echo "$SOME_TOKEN" > ${hook}'`, `certificates: [{ ${www} }]`]));
    await waitFor('the third pass', () => ended() > 2, { timeoutMs: 60_000 });
    daemon.kill('SIGTERM');
    assert.equal((await daemon.exited).code, 0);
    assert.ok(!existsSync(hook), 'nothing was issued');
    const again = await hostedCli(['hooks', '--config-dir', configDir], {
      env: { DOCKER_HOST: 'unix:///nowhere', DEPLOY_HOOK_ENVIRONMENT: 'SOME_TOKEN', SOME_TOKEN: 'handed on' },
    });
    assert.equal(again.code, 0, again.stderr);
    assert.equal(readFileSync(hook, 'utf8'), 'handed on\n');
    assert.equal(statSync(at('archive', 'www.example.com', 'privkey1.pem')).mode & 0o777, 0o600);
  });

  it('keep the connections over the passes of a daemon where none of them changed', async (context) => {
    const { configDir, write } = await volume(context);
    const sockets = new Set<unknown>();
    const { url, asked } = await counter(context, sockets);
    const lines = (cron: string) => [
      `acme: { on_remove: keep, crontab_renew: '${cron}' }`,
      `notify_urls: ['healthchecks+http://${url}/check']`,
      'certificates: []',
    ];
    /** A file in which a comment has changed is read as well. */
    const change = (cron: string, comment: string) => write(...lines(cron), `# ${comment}`);
    change('1 1 * * *', 'first');
    const daemon = await spawnCli(['run', '--config-dir', configDir], { env: { DOCKER_HOST: 'unix:///nowhere' } });
    const pings = () => asked.filter((request) => request === 'POST /check').length;
    const pass = (count: number) => waitFor(`ping ${count}`, () => pings() >= count, { timeoutMs: 60_000 });
    await pass(1);
    for (const count of [2, 3, 4]) {
      change('1 1 * * *', `for pass ${count}`);
      await pass(count);
    }
    // The sign of a start may overlap with that of the end, and has a connection of its own then.
    const before = sockets.size;
    assert.ok(before <= 2, `${before} connections`);
    change('2 2 * * *', 'with another setting');
    await pass(5);
    assert.ok(sockets.size > before);
    daemon.kill('SIGTERM');
    assert.equal((await daemon.exited).code, 0);
  });
});
