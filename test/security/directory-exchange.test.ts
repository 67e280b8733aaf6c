import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { removeTree } from '../../core/disk/remove.js';
import { missing } from '../lab/index.js';
import { run } from '../plugins/support.js';
import { certificate } from '../post-issue/support.js';
import { layTrap, makeVictim, stranger } from './exchanging-user.js';

const mostTries = 10;

/** How many files the stranger's directory has at first, and at most. */
const [fewDecoys, mostDecoys] = [6000, 24_000];

const names = ['shadow', 'passwd', 'shadow-', 'passwd-'];

describe('a directory that its owner exchanges for a link while root works in it', { skip: missing('root') }, () => {
  async function makeConfigDir(context: TestContext): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'exchange-'));
    context.after(() => rm(path, { recursive: true, force: true }));
    await chmod(path, 0o755);
    const archive = join(path, 'archive');
    await mkdir(archive);
    await mkdir(join(path, 'live', 'www.example.com'), { recursive: true });
    await chown(archive, stranger, stranger);
    return path;
  }

  /**
   * On a busy machine the stranger may come too late; then nothing is proved, and all of it is done again, with twice as
   * much to do in the directory.
   */
  async function untilExchanged(attempt: (decoys: number) => Promise<string>): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1)
      if ((await attempt(Math.min(fewDecoys * 2 ** tries, mostDecoys))) === 'exchanged') return;
    assert.fail(`the stranger came too late ${mostTries} times`);
  }

  it('does not lead the permissions astray', (context) =>
    untilExchanged(async (decoys) => {
      const configDir = await makeConfigDir(context);
      const victim = await makeVictim(context, names);
      const before = await victim.look();
      const trap = await layTrap(join(configDir, 'archive', 'www.example.com'), 'd', victim, { names, decoys });
      const { outcome } = await trap.spring();
      const owner = String(stranger);
      await run(['permissions'], [{ kind: 'renewed', certificate: certificate('www.example.com', {}, configDir) }], {
        options: { permissions: { user: owner, group: owner } },
        configDir,
      });
      const ended = await outcome;
      assert.deepEqual(await victim.look(), before);
      return ended;
    }));

  it('does not lead the removal of a certificate astray', (context) =>
    untilExchanged(async (decoys) => {
      const configDir = await makeConfigDir(context);
      const victim = await makeVictim(context, names);
      const before = await victim.look();
      const archive = join(configDir, 'archive');
      const trap = await layTrap(archive, 'www.example.com', victim, { names, decoys });
      const { outcome } = await trap.spring();
      // Whether all of it is gone is the stranger's affair.
      await removeTree(trap.directory, archive).catch(() => undefined);
      const ended = await outcome;
      assert.deepEqual(await victim.look(), before);
      return ended;
    }));

  it('does not lead the removal astray below the top', (context) =>
    untilExchanged(async (decoys) => {
      const configDir = await makeConfigDir(context);
      const victim = await makeVictim(context, names);
      const before = await victim.look();
      const archive = join(configDir, 'archive');
      const trap = await layTrap(join(archive, 'www.example.com'), 'd', victim, { names, decoys });
      const { outcome } = await trap.spring();
      await removeTree(join(archive, 'www.example.com'), archive).catch(() => undefined);
      const ended = await outcome;
      assert.deepEqual(await victim.look(), before);
      assert.ok(existsSync(victim.path));
      return ended;
    }));
});
