import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readlinkSync } from 'node:fs';
import { rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createStage, type Stage, writeDomains } from '../faults/stage.js';
import { missing, type RunningCli, spawnCli, waitFor } from '../lab/index.js';
import { hostedCli } from './command-host.js';

interface Daemon extends RunningCli {
  readonly configDir: string;
  readonly file: string;
  /** Passes that have ended. */
  passes(): number;
  /** Waits until each pass that has begun has ended. */
  rests(): Promise<void>;
  /** How often it has refused a configuration. */
  refusals(): number;
  /** Waits until this certificate has this version. */
  has(name: string, version?: number): Promise<void>;
  /** Stops it, and wants a clean end. */
  end(): Promise<void>;
}

/** There is time for a signal while the proof stands. */
const slow = { DNS_PROPAGATION: 'off', LEXICON_SLEEP_TIME: '60' };

describe('the daemon', { skip: missing('pebble', 'openssl') }, () => {
  let stage: Stage;
  let volumes = 0;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage.stop());

  const hosted = (configDir: string, ...words: string[]) => hostedCli(words, { env: stage.environment(configDir) });

  async function start(env: Readonly<Record<string, string>> = {}, prepared?: string): Promise<Daemon> {
    volumes += 1;
    const configDir = prepared ?? (await stage.volume(`daemon-${volumes}`));
    const daemon = await spawnCli(['run'], { env: { ...stage.environment(configDir), ...env } });
    const count = (pattern: RegExp) => daemon.stderr().match(pattern)?.length ?? 0;
    const passes = () => count(/"event":"pass\.ended"/g);
    await waitFor('the first pass', () => passes() > 0, { timeoutMs: 60_000 });
    return {
      ...daemon,
      configDir,
      file: join(configDir, 'domains.conf'),
      passes,
      refusals: () => count(/configuration\.(refused|problem)/g),
      async rests() {
        await waitFor('the end of the pass', () => passes() === count(/"event":"pass\.started"/g), {
          timeoutMs: 60_000,
        });
      },
      async has(name, version = 1) {
        const link = join(configDir, 'live', name, 'fullchain.pem');
        const wanted = `fullchain${version}.pem`;
        await waitFor(`${name} ${version}`, () => existsSync(link) && readlinkSync(link).endsWith(wanted), {
          timeoutMs: 60_000,
        });
      },
      async end() {
        daemon.kill('SIGTERM');
        const { code, stderr } = await daemon.exited;
        assert.equal(code, 0, stderr);
        assert.deepEqual(stage.provider.txt(), []);
      },
    };
  }

  describe('that goes on, whatever happens to its configuration,', () => {
    let daemon: Daemon;
    before(async () => {
      daemon = await start();
    });
    after(() => daemon.end());

    it('waits for one that is not there yet, and follows it however it is written', async () => {
      await writeFile(daemon.file, 'a.example.com\n');
      await daemon.has('a.example.com');
      // An editor that writes another file and renames it.
      await writeFile(`${daemon.file}.new`, 'a.example.com\nb.example.com\n');
      await rename(`${daemon.file}.new`, daemon.file);
      await daemon.has('b.example.com');
      // One that empties the file first.
      await truncate(daemon.file);
      await writeFile(daemon.file, 'a.example.com\nb.example.com\nc.example.com\n');
      await daemon.has('c.example.com');
      // One that removes it first.
      await rm(daemon.file);
      await writeFile(daemon.file, 'a.example.com\nb.example.com d.example.com\nc.example.com\n');
      await daemon.has('b.example.com', 2);
    });

    it('follows a YAML file that appears beside, and keeps the last good one in force while a new one is refused', async () => {
      const yaml = join(daemon.configDir, 'letsencrypt-dns.yml');
      await writeFile(yaml, 'certificates:\n  - name: y.example.com\n    domains: [y.example.com]\n');
      await daemon.has('y.example.com');
      await daemon.rests();
      const [passes, refusals] = [daemon.passes(), daemon.refusals()];
      await writeFile(yaml, 'certificates: [unclosed\n');
      await waitFor('the refusal', () => daemon.refusals() > refusals, { timeoutMs: 30_000 });
      await waitFor('a pass all the same', () => daemon.passes() > passes);
      await daemon.has('y.example.com');
      await writeFile(yaml, 'certificates:\n  - name: z.example.com\n    domains: [z.example.com, y.example.com]\n');
      await daemon.has('z.example.com');
    });

    it('lets the other commands work beside it', async () => {
      const run = (...words: string[]) => stage.run(daemon.configDir, words);
      await daemon.rests();
      const status = await run('status', '--json');
      assert.equal(status.code, 0, status.stderr);
      const renew = await run('renew', 'a.example.com', '--force');
      assert.equal(renew.code, 0, renew.stderr);
      await daemon.has('a.example.com', 2);
      for (const word of ['revoke', 'delete']) {
        const { code, stderr } = await run(word, 'b.example.com');
        assert.equal(code, 0, stderr);
      }
      assert.ok(!existsSync(join(daemon.configDir, 'live', 'b.example.com')));
      const sync = await run('sync');
      assert.equal(sync.code, 0, sync.stderr);
      await daemon.has('b.example.com');
    });
  });

  it('makes one pass of a burst of edits', async () => {
    const daemon = await start();
    const before = daemon.passes();
    for (let edit = 0; edit < 20; edit += 1) await writeFile(daemon.file, `a.example.com\n${'#'.repeat(edit)}\n`);
    await daemon.has('a.example.com');
    await waitFor('the pass', () => daemon.passes() > before);
    assert.equal(daemon.passes(), before + 1);
    await daemon.end();
  });

  it('follows a file on a network file system by polling', async () => {
    const daemon = await start({ LETSENCRYPT_WATCH_POLLING: 'true' });
    await writeFile(daemon.file, 'a.example.com\n');
    await daemon.has('a.example.com');
    await daemon.end();
  });

  it('follows a file that is mounted from elsewhere', { skip: missing('root') }, async () => {
    const configDir = await stage.volume('mounted');
    const outside = join(await stage.volume('outside'), 'domains.conf');
    const inside = join(configDir, 'domains.conf');
    await writeFile(outside, '# none yet\n');
    await writeFile(inside, '');
    execFileSync('mount', ['--bind', outside, inside]);
    try {
      const daemon = await start({}, configDir);
      await writeFile(outside, 'a.example.com\n');
      await daemon.has('a.example.com');
      await daemon.end();
    } finally {
      execFileSync('umount', [inside]);
    }
  });

  it('is named to a command that comes in the middle of a pass', async () => {
    stage.provider.fault = () => ({ hang: true });
    const configDir = await stage.volume('busy');
    await writeFile(join(configDir, 'domains.conf'), 'a.example.com\n');
    const daemon = await spawnCli(['run'], { env: stage.environment(configDir) });
    try {
      await daemon.waitForLine((line) => line.includes('certificate.started'));
      const status = await hosted(configDir, 'status', '--json');
      // It has never been issued.
      assert.equal(status.code, 1, status.stderr);
      const renew = await hosted(configDir, 'renew', '--force');
      assert.equal(renew.code, 1);
      assert.match(renew.stderr, new RegExp(`in use by "letsencrypt-dns run" \\(pid ${daemon.pid}`));
    } finally {
      stage.provider.fault = undefined;
      daemon.kill('SIGKILL');
      await daemon.exited;
    }
  });

  it('stops in time though the provider hangs, and the next start cleans up', async () => {
    const configDir = await stage.volume('hanging');
    await writeFile(join(configDir, 'domains.conf'), 'a.example.com\n');
    let created = false;
    // It takes the record, and answers nothing from then on.
    stage.provider.fault = (_method, body) => {
      if (created) return { hang: true };
      created = body.includes('"content"');
      return undefined;
    };
    const daemon = await spawnCli(['run'], { env: { ...stage.environment(configDir), ...slow } });
    await waitFor('the record', () => stage.provider.txt().length === 1, { timeoutMs: 60_000 });
    const asked = performance.now();
    daemon.kill('SIGTERM');
    await daemon.exited;
    const tookMs = performance.now() - asked;
    assert.ok(tookMs < 10_000, `${tookMs} ms`);
    assert.equal(stage.provider.txt().length, 1);
    stage.provider.fault = undefined;
    const sync = await hosted(configDir, 'sync');
    assert.equal(sync.code, 0, sync.stderr);
    assert.deepEqual(stage.provider.txt(), []);
  });

  it('stops in time though the CA hangs', async () => {
    const configDir = await stage.volume('silent-ca');
    await writeFile(join(configDir, 'domains.conf'), 'a.example.com\n');
    let asked = false;
    stage.proxy.fault = ({ resource }) => {
      asked ||= resource === 'order-plz';
      return resource === 'order-plz' ? { delayMs: 60_000 } : undefined;
    };
    try {
      const daemon = await spawnCli(['run'], { env: stage.environment(configDir) });
      await waitFor('the order', () => asked, { timeoutMs: 60_000 });
      const stopped = performance.now();
      daemon.kill('SIGTERM');
      const { code, stderr } = await daemon.exited;
      assert.equal(code, 0, stderr);
      assert.ok(performance.now() - stopped < 10_000);
    } finally {
      stage.proxy.fault = undefined;
    }
  });

  it('cleans up before it stops', async () => {
    const configDir = await stage.volume('stopping');
    await writeFile(join(configDir, 'domains.conf'), 'a.example.com\n');
    const daemon = await spawnCli(['run'], { env: { ...stage.environment(configDir), ...slow } });
    await waitFor('the record', () => stage.provider.txt().length === 1, { timeoutMs: 60_000 });
    daemon.kill('SIGTERM');
    const { code, stderr } = await daemon.exited;
    assert.equal(code, 0, stderr);
    assert.deepEqual(stage.provider.txt(), []);
    assert.match(stderr, /daemon\.stopped/);
  });

  it('removes most certificates at once only with --allow-removals', async () => {
    const configDir = await stage.volume('removals');
    await writeDomains(configDir, 'www.example.com\na.example.com\nb.example.com');
    assert.equal((await hosted(configDir, 'sync')).code, 0);
    await writeDomains(configDir, 'www.example.com');
    const guarded = await hosted(configDir, 'sync', '--json');
    assert.equal(guarded.code, 0, guarded.stderr);
    const { certificates } = guarded.json() as { certificates: { name: string; action: string; reason: string }[] };
    assert.deepEqual(
      certificates.map(({ name, action }) => `${action} ${name}`),
      ['keep www.example.com', 'wait a.example.com', 'wait b.example.com'],
    );
    assert.match(certificates[1]?.reason ?? '', /sync --allow-removals/);
    const allowed = await stage.run(configDir, ['sync', '--allow-removals']);
    assert.equal(allowed.code, 0, allowed.stderr);
    for (const line of [/a\.example\.com: remove done/, /b\.example\.com: remove done/])
      assert.match(allowed.stdout, line);
  });
});
