import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fetch as fetchThrough, ProxyAgent } from 'undici';
import { createAuthority } from './authority.js';
import {
  ask,
  askTxt,
  createTempDir,
  freeLoopbackHost,
  httpRequest,
  isAlive,
  keyType,
  missing,
  requireOrSkip,
  runCommand,
  splitPem,
  startBind,
  startDockerd,
  startForwarder,
  startKnot,
  startPebble,
  startPowerDns,
  startProxy,
  startServer,
  subjectAltNames,
  type UpdatableNameServer,
  verifyChain,
  waitFor,
  waitUntilGone,
} from './index.js';

/** Ids of the processes whose command line or environment leads to this directory. */
function processesOf(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

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
    assert.equal(processesOf(place).length, 1);
    await pebble.stop();
    assert.deepEqual(processesOf(place), []);
    assert.equal(existsSync(place), false);
  });
});

describe('lab: powerdns', { skip: missing('pdns_server', 'sqlite3') }, () => {
  for (const backend of ['sqlite', 'lmdb'] as const) {
    it(`serves what its API was told (${backend})`, async () => {
      const powerDns = await startPowerDns({ backend, zones: ['example.com', 'sub.example.net'] });
      const changed = await httpRequest(`${powerDns.apiUrl}/api/v1/servers/localhost/zones/example.com.`, {
        method: 'PATCH',
        headers: { 'x-api-key': powerDns.apiKey },
        body: JSON.stringify({ rrsets: [challengeSet('one', 'two')] }),
      });
      assert.equal(changed.status, 204, changed.body);
      assert.deepEqual(await askTxt(powerDns.dnsAddress, '_acme-challenge.example.com'), ['one', 'two']);
      const records = await powerDns.zoneRecords('example.com');
      const texts = records.filter(({ type }) => type === 'TXT').map(({ name, content }) => `${name} ${content}`);
      assert.deepEqual(texts.sort(), ['_acme-challenge.example.com one', '_acme-challenge.example.com two']);
      assert.equal((await ask(powerDns.dnsAddress, 'sub.example.net', 'SOA', 'tcp')).answers.length, 1);
      await powerDns.stop();
      await assert.rejects(httpRequest(powerDns.apiUrl));
    });
  }
});

function challengeSet(...values: string[]): object {
  const records = values.map((value) => ({ content: `"${value}"`, disabled: false }));
  return { name: '_acme-challenge.example.com.', type: 'TXT', ttl: 60, changetype: 'REPLACE', records };
}

const updatable: ReadonlyArray<[string, 'named' | 'knotd', typeof startBind]> = [
  ['bind', 'named', startBind],
  ['knot', 'knotd', startKnot],
];
for (const [name, binary, start] of updatable) {
  describe(`lab: ${name}`, { skip: missing(binary, 'dig', 'kdig') }, () => {
    it('takes updates with each key, refuses others, and transfers the zone', async () => {
      const server = await start({ zones: ['example.com', 'example.net'] });
      for (const key of Object.values(server.keys))
        await update(server, `${key.algorithm}:${key.name}:${key.secret}`, key.name);
      await assert.rejects(update(server, `hmac-sha256:lab-sha256:${Buffer.from('wrong').toString('base64')}`, 'bad'));
      const texts = (await server.zoneRecords('example.com')).filter(({ type }) => type === 'TXT');
      assert.deepEqual(texts.map(({ content }) => content).sort(), ['lab-md5', 'lab-sha256', 'lab-sha512']);
      assert.deepEqual(await askTxt(server.dnsAddress, 'x.example.com'), ['lab-md5', 'lab-sha256', 'lab-sha512']);
      assert.equal((await ask(server.dnsAddress, 'example.org', 'SOA')).rcode, 5);
      await server.stop();
    });

    it('listens where its NS record says', { skip: missing('root') }, async () => {
      const server = await start({ zones: ['example.com'], listen: 'port-53' });
      const { answers } = await ask(server.dnsAddress, 'ns1.example.com', 'A');
      assert.equal(`${answers[0]?.type === 'A' && answers[0].data}:53`, server.dnsAddress);
      await server.stop();
    });
  });
}

/** Adds a TXT record to example.com with knsupdate, which comes with kdig. */
async function update(server: UpdatableNameServer, key: string, value: string): Promise<void> {
  const [host, port] = server.dnsAddress.split(':');
  const lines = [
    `server ${host} ${port}`,
    'zone example.com.',
    `update add x.example.com. 60 TXT "${value}"`,
    'send',
    '',
  ];
  await runCommand('knsupdate', ['-y', key], { input: lines.join('\n') });
}

describe('lab: forwarder', { skip: missing('named', 'knotd', 'kdig') }, () => {
  it('makes two servers one resolver, follows aliases, counts, and lies on request', async () => {
    const bind = await startBind({ zones: ['example.com'] });
    const knot = await startKnot({ zones: ['example.net'] });
    const forwarder = await startForwarder({
      zones: { 'example.com': bind.dnsAddress, 'example.net': knot.dnsAddress },
    });
    const at = forwarder.dnsAddress;
    const [host, port] = bind.dnsAddress.split(':');
    const { algorithm, name, secret } = bind.keys.sha256;
    const alias = `server ${host} ${port}\nzone example.com.\nupdate add a.example.com. 60 CNAME ns1.example.net.\nsend\n`;
    await runCommand('knsupdate', ['-y', `${algorithm}:${name}:${secret}`], { input: alias });

    const direct = await ask(at, 'example.net', 'SOA', 'tcp');
    assert.equal(direct.packet.flag_ra, true);
    assert.equal(direct.answers.length, 1);
    assert.deepEqual(
      (await ask(at, 'a.example.com', 'A')).answers.map(({ type }) => type),
      ['CNAME', 'A'],
    );
    assert.equal((await ask(at, 'com', 'SOA')).rcode, 0);
    assert.equal((await ask(at, 'example.org', 'SOA')).rcode, 3);
    assert.equal((await ask(at, 'nothing.example.net', 'A')).rcode, 3);

    forwarder.setOverride(({ count }) => (count === 1 ? { rcode: 'SERVFAIL' } : undefined));
    assert.equal((await ask(at, 'example.com', 'NS')).rcode, 2);
    assert.equal((await ask(at, 'EXAMPLE.com', 'NS')).rcode, 0);
    assert.equal(forwarder.count('example.com', 'NS'), 2);
    await Promise.all([forwarder.stop(), bind.stop(), knot.stop()]);
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
    await docker.cli([
      'service',
      'create',
      '--name',
      'job',
      '--stop-signal',
      'SIGKILL',
      'busybox:lab',
      'sleep',
      'infinity',
    ]);
    await docker.cli(['service', 'update', '--force', 'job']);
    const place = dirname(docker.socket);
    await docker.stop();
    stops.pop();
    assert.deepEqual(processesOf(place), []);
    assert.equal(existsSync(place), false);
    assert.equal(readFileSync('/proc/self/mounts', 'utf8').includes(place), false);

    async function startedAt(name: string): Promise<string> {
      return (await docker.cli(['inspect', '-f', '{{.State.StartedAt}}', name])).stdout;
    }
  });
});

describe('lab: addresses', { skip: missing('root') }, () => {
  it('finds a loopback address for port 53', async () => {
    assert.match(await freeLoopbackHost(), /^127\./);
  });
});
