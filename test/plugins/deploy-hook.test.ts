import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { type IssuedCertificate, isFailure } from '../../core/sdk/index.js';
import { waitFor, waitUntilGone } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { certificate, passOptions, renewed, surroundings } from '../post-issue/support.js';
import { builtIn, listening, run } from './support.js';

describe('deploy hook', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('hook');
  });
  after(() => directory.remove());

  function hooked(command: string | undefined, name = 'a.example'): IssuedCertificate {
    return certificate(name, { steps: { 'deploy-hook': { command } }, domains: [name, `www.${name}`] }, directory.path);
  }

  async function runHook(command: string, options: Record<string, unknown> = {}) {
    const { log, lines } = listening();
    const [step] = await run(['deploy-hook'], [renewed(hooked(command))], { log, options: { 'deploy-hook': options } });
    assert.ok(step);
    return { failure: step.failure, lines: lines.filter((line) => line.startsWith('deploy hook: ')) };
  }

  it('is run by the shell with lineage and domains, and its output is logged line by line', async () => {
    const { failure, lines } = await runHook(
      'echo "$RENEWED_LINEAGE"; for d in $RENEWED_DOMAINS; do echo $d; done; printf oops >&2',
    );
    assert.equal(failure, undefined);
    assert.deepEqual(
      lines.sort(),
      [
        `deploy hook: ${join(directory.path, 'live', 'a.example')}`,
        'deploy hook: a.example',
        'deploy hook: oops',
        'deploy hook: www.a.example',
      ].sort(),
    );
  });

  it('sees the public variables, those named by the user, and what certbot and dnsrobocert tell', async () => {
    process.env.TEST_NAMED_TOKEN = 'named';
    try {
      const { lines } = await runHook('env; echo "shell: $LETSENCRYPT_DNS_COMMAND"', {
        environment: 'TEST_NAMED_TOKEN, ABSENT',
      });
      const seen = lines.map((line) => line.slice('deploy hook: '.length));
      for (const line of [
        'TEST_NAMED_TOKEN=named',
        `PATH=${process.env.PATH}`,
        'RENEWED_DOMAINS=a.example www.a.example',
        'DNSROBOCERT_CERTIFICATE_NAME=a.example',
        'DNSROBOCERT_CERTIFICATE_DOMAINS=a.example,www.a.example',
        'DNSROBOCERT_CERTIFICATE_PROFILE=',
        'shell: ',
      ]) {
        assert.ok(seen.includes(line), `${line} in ${seen.join('\n')}`);
      }
    } finally {
      delete process.env.TEST_NAMED_TOKEN;
    }
  });

  it('does not show its text among the arguments of processes', async () => {
    const { lines } = await runHook('tr "\\0" " " < /proc/$$/cmdline; echo; echo visible-secret');
    assert.ok(lines.includes('deploy hook: visible-secret'));
    assert.ok(!lines.some((line) => line.includes('/bin/sh') && line.includes('visible')), lines.join('\n'));
  });

  it('may print without end or line end', async () => {
    const { failure, lines } = await runHook('head -c 700000000 /dev/zero | tr "\\0" x; echo; echo last; exit 3');
    assert.equal(failure?.message, 'the deploy hook ended with exit code 3: last');
    assert.deepEqual(
      lines.map((line) => line.length),
      [2013, 17],
    );
  });

  it('fails with its exit code and last words, or the signal', async () => {
    const { failure } = await runHook('echo first; echo "cannot copy" >&2; exit 3');
    assert.ok(isFailure(failure, 'PLUGIN'));
    assert.equal(failure.message, 'the deploy hook ended with exit code 3: cannot copy');
    assert.match((await runHook('kill -KILL $$')).failure?.message ?? '', /was ended by SIGKILL/);
  });

  it('takes any exit code but 0 for a failure', async () => {
    for (const exitCode of [1, 2, 126, 255]) {
      const { failure } = await runHook(`exit ${exitCode}`);
      assert.equal(failure?.message, `the deploy hook ended with exit code ${exitCode}`);
    }
  });

  it('does not wait for what it leaves in the background', async () => {
    const { failure, lines } = await runHook('sleep 300 & echo $!');
    assert.equal(failure, undefined);
    const pid = Number(lines[0]?.replace(/\D/g, ''));
    process.kill(pid);
    await waitUntilGone(pid);
  });

  it('is the one of the certificate, else the one for all, else none', async () => {
    const options = { options: { 'deploy-hook': { command: 'exit 5' } } };
    const [own] = await run(['deploy-hook'], [renewed(hooked('exit 6'))], options);
    assert.match(own?.failure?.message ?? '', /exit code 6/);
    const [global] = await run(['deploy-hook'], [renewed(hooked(undefined))], options);
    assert.match(global?.failure?.message ?? '', /exit code 5/);
    assert.deepEqual(await run(['deploy-hook'], [renewed(hooked(undefined))]), []);
    assert.deepEqual(await run(['deploy-hook'], [{ kind: 'present', certificate: hooked('exit 1') }]), []);
    assert.deepEqual(await run(['deploy-hook'], [{ kind: 'removed', certificate: hooked('exit 1') }]), []);
  });

  it('is ended with everything it started when its time is over', async () => {
    const pids = join(directory.path, 'pids');
    const plugins = builtIn
      .filter(({ manifest }) => manifest.id === 'deploy-hook')
      .map((plugin) => ({ ...plugin, manifest: { ...plugin.manifest, timeoutSeconds: 1 } }));
    const host = createPostIssueHost(surroundings({ plugins, optionsFor: () => ({ environment: '' }) }));
    const pass = host.beginPass(passOptions());
    await pass.done(
      renewed(hooked(`trap '' TERM; (trap '' TERM; sleep 300) & echo $! $$ > ${pids}; sleep 300; sleep 300`)),
    );
    const [step] = (await pass.finish()).steps;
    assert.ok(isFailure(step?.failure, 'TIMEOUT'));
    assert.match(step.failure.message, /"deploy-hook" did not end within 1 s/);
    const started = await waitFor('the hook', async () => (await readFile(pids, 'utf8')).trim().split(' ').map(Number));
    assert.equal(started.length, 2);
    for (const pid of started) await waitUntilGone(pid);
  });

  it('needs no more than one log line for a flood', async () => {
    const { log, lines } = listening();
    await run(['deploy-hook'], [renewed(hooked('seq 1 5000'))], { log });
    assert.equal(lines.filter((line) => line.startsWith('deploy hook: ')).length, 501);
  });

  it('runs the deploy hooks that certbot kept in the volume, but none that others may write to', async () => {
    const hooks = join(directory.path, 'renewal-hooks', 'deploy');
    await mkdir(hooks, { recursive: true });
    await mkdir(join(directory.path, 'renewal'), { recursive: true });
    const script = (text: string) => `#!/bin/sh\necho "${text} $RENEWED_DOMAINS"\n`;
    await writeFile(join(hooks, '10-first'), script('first'), { mode: 0o755 });
    await writeFile(join(hooks, '20-open'), script('open'));
    await chmod(join(hooks, '20-open'), 0o777);
    await writeFile(join(hooks, '30-plain'), script('plain'), { mode: 0o644 });
    const conf = join(directory.path, 'renewal', 'a.example.conf');
    await writeFile(conf, '[renewalparams]\nrenew_hook = "echo kept; no-such-program"\n');
    try {
      const { failure, lines } = await runHook('echo own');
      assert.equal(failure, undefined, 'a program that is not there is a warning');
      assert.deepEqual(
        lines.filter((line) => !line.includes('not found')),
        ['deploy hook: own', 'deploy hook: first a.example www.a.example', 'deploy hook: kept'],
      );
      await writeFile(conf, '[renewalparams]\nrenew_hook = exit 4\n');
      assert.equal((await runHook('')).failure?.message, 'the deploy hook ended with exit code 4');
    } finally {
      await rm(join(directory.path, 'renewal-hooks'), { recursive: true });
      await rm(conf);
    }
  });
});
