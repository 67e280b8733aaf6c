import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fetch as fetchThrough, ProxyAgent } from 'undici';
import { createAuthority } from './authority.js';
import {
  createTempDir,
  httpRequest,
  isAlive,
  keyType,
  missing,
  requireOrSkip,
  splitPem,
  startPebble,
  startProxy,
  startServer,
  subjectAltNames,
  verifyChain,
  waitFor,
  waitUntilGone,
} from './index.js';
import { processesNaming } from './leftovers.js';

describe('lab: waiting', () => {
  it('returns what the probe found, and says why where it did not', async () => {
    let looks = 0;
    const value = await waitFor('three looks', () => ++looks === 3 && 'found', { everyMs: 1 });
    assert.equal(value, 'found');
    const failing = waitFor('luck', () => Promise.reject(new Error('no luck')), { timeoutMs: 5, everyMs: 1 });
    await assert.rejects(failing, /in vain for luck: no luck/);
  });

  it('names the package of a missing program, skips a test, and fails when the lab is required', () => {
    const { PATH, LAB } = process.env;
    try {
      process.env.PATH = '/nonexistent';
      delete process.env.LAB;
      assert.equal(missing('pebble'), 'needs pebble: apt-get install pebble');
      const skips: Array<string | undefined> = [];
      assert.equal(requireOrSkip({ skip: (message) => void skips.push(message) }, ['pebble']), true);
      assert.deepEqual(skips, ['needs pebble: apt-get install pebble']);
      process.env.LAB = 'required';
      assert.throws(() => missing('pebble'), /LAB=required.*pebble/);
    } finally {
      process.env.PATH = PATH;
      if (LAB === undefined) delete process.env.LAB;
      else process.env.LAB = LAB;
    }
  });
});

describe('lab: server processes', () => {
  it('reports what a server said that ends at once', async () => {
    const directory = await createTempDir('server');
    const args = ['-c', 'echo the port is taken >&2; exit 3'];
    const options = { name: 'sh', command: '/bin/sh', args, directory: directory.path, probe: async () => false };
    await assert.rejects(startServer(options), /sh ended with 3 before it answered\n.*the port is taken/s);
    await directory.remove();
  });

  it('kills a server that ignores SIGTERM', async () => {
    const directory = await createTempDir('server');
    const script = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
    const server = await startServer({
      name: 'stubborn',
      command: process.execPath,
      args: ['-e', script],
      directory: directory.path,
      graceMs: 50,
      probe: async () => readFileSync(join(directory.path, 'stubborn.log'), 'utf8').includes('up'),
    });
    await server.stop();
    assert.equal(await server.exited, 'SIGKILL');
    assert.equal(isAlive(server.pid), false);
    await directory.remove();
  });

  for (const signal of [undefined, 'SIGKILL'] as const) {
    const reason = missing('setpriv');
    it(`leaves no server when the test process ${signal === undefined ? 'exits' : 'is killed'}`, {
      skip: signal === 'SIGKILL' && reason,
    }, async () => {
      const script = `
        const { startServer } = await import(${JSON.stringify(import.meta.resolve('./index.js'))});
        const server = await startServer({ name: 'sleep', command: 'sleep', args: ['1000'], directory: '/tmp', probe: async () => true });
        console.log(server.pid);
        if (${signal === undefined}) process.exit(0);
        setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (chunk) => {
        printed += chunk;
      });
      const pid = await waitFor('the process id', () => printed.endsWith('\n') && Number(printed));
      if (signal !== undefined) child.kill(signal);
      await waitUntilGone(pid);
    });
  }
});

describe('lab: certificates', { skip: missing('openssl') }, () => {
  it('issues and verifies', async () => {
    const directory = await createTempDir('ca');
    const authority = await createAuthority(directory.path);
    const { certFile } = await authority.issue(['b.example.com', 'a.example.com', '127.0.0.1']);
    const [root, leaf] = await Promise.all([readFile(authority.caFile, 'utf8'), readFile(certFile, 'utf8')]);
    await verifyChain({ file: certFile }, root);
    assert.deepEqual(subjectAltNames(leaf), ['a.example.com', 'b.example.com']);
    assert.equal(keyType(leaf), 'ecdsa');
    assert.equal(splitPem(leaf + root).length, 2);
    await assert.rejects(verifyChain({ file: certFile }, leaf), /verif|issuer/i);
    await directory.remove();
  });
});

describe('lab: pebble', { skip: missing('pebble', 'openssl') }, () => {
  it('answers over TLS with its own CA, shows its roots, and goes without a trace', async () => {
    const pebble = await startPebble({
      dnsServer: '127.0.0.1:1',
      env: { PEBBLE_ALTERNATE_ROOTS: '1', PEBBLE_CHAIN_LENGTH: '2' },
      externalAccountBinding: { 'kid-1': 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W' },
    });
    const ca = await readFile(pebble.caBundle, 'utf8');
    const directory = JSON.parse((await httpRequest(pebble.directoryUrl, { ca })).body);
    assert.equal(directory.meta.externalAccountRequired, true);
    assert.equal(pebble.supports.ari, 'renewalInfo' in directory);
    await assert.rejects(httpRequest(pebble.directoryUrl), /self-signed|unable to (get|verify)/);
    assert.notEqual(await pebble.root(0), await pebble.root(1));
    await verifyChain({ pem: await pebble.root(0) }, await pebble.root(0));
    assert.match(await pebble.intermediate(), /BEGIN CERTIFICATE/);
    const place = dirname(pebble.caBundle);
    assert.equal(processesNaming(place).length, 1);
    await pebble.stop();
    assert.deepEqual(processesNaming(place), []);
    assert.equal(existsSync(place), false);
  });
});

describe('lab: proxy', { skip: missing('openssl') }, () => {
  it('plays any site over TLS and shows what was asked', async () => {
    const proxy = await startProxy({
      handle: ({ method, url, body }) => ({ status: 201, body: { method, url, body } }),
    });
    const ca = await readFile(proxy.caFile, 'utf8');
    const dispatcher = new ProxyAgent({ uri: proxy.url, requestTls: { ca } });
    for (const host of ['api.example.com', 'api.example.com', 'other.example']) {
      const response = await fetchThrough(`https://${host}/v1?x=1`, { method: 'POST', body: 'hello', dispatcher });
      assert.equal(response.status, 201);
      assert.deepEqual(await response.json(), { method: 'POST', url: `https://${host}/v1?x=1`, body: 'hello' });
    }
    assert.equal(proxy.requests.length, 3);
    assert.ok(proxy.connects.includes('other.example:443'));
    await dispatcher.close();
    await proxy.stop();
  });

  it('connects through where it is told to', { skip: missing('pebble') }, async () => {
    const proxy = await startProxy({ tunnel: () => true });
    const pebble = await startPebble({ dnsServer: '127.0.0.1:1' });
    const ca = await readFile(pebble.caBundle, 'utf8');
    const dispatcher = new ProxyAgent({ uri: proxy.url, requestTls: { ca } });
    const response = await fetchThrough(pebble.directoryUrl, { dispatcher });
    assert.equal(response.status, 200);
    await response.json();
    assert.deepEqual(proxy.connects, [new URL(pebble.directoryUrl).host]);
    await dispatcher.close();
    await Promise.all([proxy.stop(), pebble.stop()]);
  });
});
