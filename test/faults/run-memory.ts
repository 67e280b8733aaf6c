import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeLineages } from '../bench/lineages.js';
import { createRehearsal } from '../issuance/rehearsal.js';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { binPath } from '../lab/cli.js';
import { freePort } from '../lab/free-port.js';
import { waitFor } from '../lab/wait-for.js';
import { makeMemoryGroup } from './memory-group.js';

export interface DaemonLimit {
  /** Of all, in MiB. */
  readonly memory: number;
  readonly certificates: number;
  /** So many of them are renewed by the first pass. */
  readonly due: number;
}

export interface DaemonFigures {
  readonly renewed: number;
  /** Bytes of the status page. */
  readonly page: number;
  /** Of the process, in MiB: the most it had, and what it has in the end. */
  readonly peak: number;
  readonly resident: number;
  /** In MiB, of the group, with the pages of files that the kernel kept; such are given up where memory is short. */
  readonly groupPeak: number;
}

/** The daemon as the image starts it, in a group that may have so much: a pass with renewals, then its status page. */
export async function tryDaemonMemory({ memory, certificates, due }: DaemonLimit): Promise<DaemonFigures> {
  const group = makeMemoryGroup(memory * 1024 ** 2);
  if (group === undefined) throw new Error('no control group can be made here');
  const port = await freePort();
  await using world = await createRehearsal({ env: { LOG_LEVEL: 'info', STATUS_LISTEN: `127.0.0.1:${port}` } });
  await writeLineages(world.configDir, certificates, { server: world.env.LETSENCRYPT_SERVER ?? '', due });
  const script = `echo $$ > "${group.entrance}" && exec "$@"`;
  const words = ['-c', script, 'sh', process.execPath, '--max-semi-space-size=1', binPath('letsencrypt-dns'), 'run'];
  const child = spawn('sh', words, { env: cleanEnvironment(world.env), stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = atExit(() => child.kill('SIGKILL'));
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    output += part;
  });
  const exited = once(child, 'exit');
  try {
    await waitFor('the end of the pass', () => child.exitCode !== null || output.includes('"event":"pass.ended"'), {
      timeoutMs: 300_000,
    });
    assert.equal(child.exitCode ?? child.signalCode, null, output.slice(-2000));
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(answer.status, 200);
    const page = (await answer.text()).length;
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const figures = { peak: mebibytes(status, 'VmHWM'), resident: mebibytes(status, 'VmRSS') };
    assert.equal(group.kills(), 0, 'the kernel killed it');
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null], output.slice(-2000));
    const renewed = Array.from({ length: certificates }, (_, index) => `c${`${index}`.padStart(6, '0')}.example.com`)
      .map((name) => join(world.configDir, 'archive', name, 'cert2.pem'))
      .filter((file) => existsSync(file)).length;
    assert.equal(renewed, due, output.slice(-2000));
    assert.deepEqual(world.provider.txt(), [], 'records are left');
    return { renewed, page, ...figures, groupPeak: Math.round(group.peak() / 1024 ** 2) };
  } finally {
    child.kill('SIGKILL');
    await exited;
    forget();
    group.remove();
  }
}

/** A line of /proc/PID/status. */
function mebibytes(status: string, name: string): number {
  return Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024);
}
