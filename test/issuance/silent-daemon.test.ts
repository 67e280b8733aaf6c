import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, type RunningCli, runCli, spawnCli, type TempDir, waitFor } from '../lab/index.js';

const name = 'a.example.com';

/** What only the watch's patience and the limit of a certificate's work, both made short here, can find out in time. */
describe('the daemon with a CA that takes connections and never says a word', () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('silent-ca');
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await writeFile(join(directory.path, 'domains.conf'), `${name}\n`);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await directory.remove();
  });

  function environment(limits: Readonly<Record<string, string>>): Record<string, string> {
    return {
      LETSENCRYPT_SERVER: `https://127.0.0.1:${(silent.address() as AddressInfo).port}/dir`,
      LETSENCRYPT_CONFIG_DIR: directory.path,
      LEXICON_PROVIDER: 'powerdns',
      LEXICON_POWERDNS_PDNS_SERVER: 'http://127.0.0.1:1',
      LEXICON_POWERDNS_AUTH_TOKEN: 'x',
      ...limits,
    };
  }

  async function health(): Promise<{ code: number | null; healthy: boolean; text: string }> {
    const { code, stdout } = await runCli(['health', '--json'], { env: environment({}) });
    return { code, healthy: (JSON.parse(stdout) as { healthy: boolean }).healthy, text: stdout };
  }

  /** The fields of the first line of the log about an event. */
  async function line(daemon: RunningCli, event: string): Promise<Record<string, unknown>> {
    return JSON.parse(await daemon.waitForLine((text) => text.includes(`"event":"${event}"`))) as Record<
      string,
      unknown
    >;
  }

  async function stop(daemon: RunningCli): Promise<void> {
    daemon.kill('SIGTERM');
    const { code, stderr } = await daemon.exited;
    assert.equal(code, 0, stderr);
  }

  it('says in log and health where its pass stands, and that it goes on once it does', async () => {
    const daemon = await spawnCli(['run'], { env: environment({ LETSENCRYPT_DNS_TEST_STAND_STILL: '1000' }) });
    const told = await line(daemon, 'pass.stands-still');
    assert.equal(told.level, 'error');
    assert.match(String(told.where), new RegExp(`^since .*: ${name} at account for `));
    await waitFor('health to know', async () => !(await health()).healthy);
    const { code, text } = await health();
    assert.equal(code, 1);
    assert.match(text, new RegExp(`a pass makes no progress, since .*: ${name} at account for `));
    await stop(daemon);
    assert.equal((await health()).healthy, true);
  });

  it('gives up within the limit of the certificate, says where it stood, and goes on', async () => {
    const daemon = await spawnCli(['run'], { env: environment({ LETSENCRYPT_DNS_TEST_WORK_LIMIT: '1000' }) });
    const failed = await line(daemon, 'certificate.failed');
    assert.equal(failed.certificate, name);
    assert.match(JSON.stringify(failed), /it stood at: account/);
    await line(daemon, 'pass.ended');
    const { stdout } = await runCli(['status', '--json'], { env: environment({}) });
    assert.match(stdout, /it stood at: account/);
    await stop(daemon);
  });
});
