import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { createTempDir, projectRoot } from '../lab/index.js';
import { environmentFor, writeLineages } from './lineages.js';

/** Most of what the daemon keeps in memory of each certificate between passes, in bytes. */
const mostOfEach = 1000;

const mostLooks = 5;
const lookMs = 200;

/** Tells at each signal how much is in use once garbage is gone. */
const probe = `process.on('SIGUSR2', () => { gc(); process.stderr.write('kept ' + process.memoryUsage().heapUsed + '\\n'); });`;

const few = 100;
const many = 400;

describe('the daemon between passes', () => {
  it('keeps little of each certificate in memory, also after a pass that has looked at all of them', async () => {
    const [ofFew, ofMany] = [await keptOf(few), await keptOf(many)];
    const ofEach = (ofMany - ofFew) / (many - few);
    assert.ok(ofEach < mostOfEach, `${Math.round(ofEach)} bytes of each`);
  });
});

/** What the daemon has in use after its first pass over so many certificates, in bytes. */
async function keptOf(count: number): Promise<number> {
  const directory = await createTempDir('kept-at-rest');
  await writeLineages(directory.path, count);
  const program = join(projectRoot(), 'dist/core/cli/bin/letsencrypt-dns.js');
  const flags = ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(probe)}`];
  const env = cleanEnvironment({ ...environmentFor(directory.path), LOG_LEVEL: 'info' });
  const child = spawn(process.execPath, [...flags, program, 'run'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = atExit(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  try {
    let least = Number.POSITIVE_INFINITY;
    let looks = 0;
    for await (const line of createInterface(child.stderr)) {
      const kept = /^kept (\d+)$/.exec(line)?.[1];
      if (kept === undefined && !line.includes('"event":"pass.ended"')) continue;
      if (kept !== undefined) least = Math.min(least, Number(kept));
      looks += 1;
      // The pass tells of its end a little before it.
      if (looks > mostLooks) return least;
      await pause(lookMs);
      child.kill('SIGUSR2');
    }
    throw new Error('the daemon has ended by itself');
  } finally {
    child.kill('SIGKILL');
    await ended;
    forget();
    await directory.remove();
  }
}
