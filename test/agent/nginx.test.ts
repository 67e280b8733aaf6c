import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { secretOf, startHub } from '../doors/acme/hub.js';
import { writeDomains } from '../faults/stage.js';
import { freePort, missing, need, projectRoot, waitFor } from '../lab/index.js';
import { startServer } from '../lab/server-process.js';
import { startAgentProcess } from './agent-process.js';

const name = 'edge1.example.com';
const clients = `    - { name: edge-1, secret: ${secretOf('edge-1')}, domains: [], doors: [certificates], certificates: [${name}] }\n`;

/** The configuration of the examples, at other places. */
async function writeConfiguration(folder: string, live: string, port: number): Promise<string> {
  const example = readFileSync(join(projectRoot(), 'examples/doors/nginx.conf'), 'utf8');
  assert.ok(example.includes('/etc/letsencrypt/live/'));
  const server = example.replaceAll('/etc/letsencrypt/live', live).replace('listen 443', `listen 127.0.0.1:${port}`);
  const file = join(folder, 'nginx.conf');
  const around = `pid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;\n${server}}\n`;
  await writeFile(file, `daemon off;\n${around}`);
  return file;
}

async function open(port: number): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, servername: name, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  return socket;
}

async function servedAt(port: number): Promise<string> {
  const socket = await open(port);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

describe('an agent beside nginx', { skip: missing('pebble', 'openssl', 'nginx') }, () => {
  it('has it serve each new version without dropping a connection, and is told of no lineage of others', async () => {
    await using hub = await startHub({ clients });
    await writeDomains(hub.configDir, `${name}\nbank.example.com`);
    const folder = join(hub.folder, 'nginx');
    await mkdir(folder);
    const port = await freePort();
    const home = join(folder, 'letsencrypt');
    const file = await writeConfiguration(folder, join(home, 'live'), port);
    const words = `${need('nginx')} -p ${folder} -e ${folder}/error.log -c ${file}`;
    const agent = await startAgentProcess(hub, {
      client: 'edge-1',
      words: ['--certificate', 'bank.example.com', name],
      env: {
        LETSENCRYPT_CONFIG_DIR: home,
        // As the unit of the examples does it: there is nothing to reload for the first one.
        DEPLOY_HOOK: `${words} -t -q && if [ -e ${folder}/pid ]; then ${words} -s reload; fi`,
      },
    });
    const serialAtHub = async () =>
      new X509Certificate(await readFile(join(hub.configDir, 'live', name, 'cert.pem'))).serialNumber;
    try {
      await waitFor('the copy', () => agent.fullchain(name), { timeoutMs: 60_000 });
      const [command = '', ...args] = words.split(' ');
      const probe = () => servedAt(port);
      const nginx = await startServer({ name: 'nginx', command, args, directory: folder, probe });
      try {
        assert.equal(await servedAt(port), await serialAtHub());
        const held = await open(port);
        const renewal = await hub.stage.run(hub.configDir, ['renew', name, '--force']);
        assert.equal(renewal.code, 0, renewal.stderr);
        const renewed = await serialAtHub();
        await waitFor('nginx to serve the second version', async () => (await servedAt(port)) === renewed);
        held.write(`GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
        held.setEncoding('utf8');
        let said = '';
        for await (const chunk of held) said += chunk;
        assert.match(said, /200 OK[\s\S]*hello/);
      } finally {
        await nginx.stop();
      }
      const line = await agent.running.waitForLine((text) => text.includes('bank.example.com') && text.includes('404'));
      assert.match(line, /agent\.hub-away/);
      const asked = hub.calls().filter(({ path }) => path === '/certificates/bank.example.com');
      assert.deepEqual([...new Set(asked.map(({ status }) => status))], [404]);
      await assert.rejects(agent.fullchain('bank.example.com'));
    } finally {
      await agent.stop();
    }
  });
});
