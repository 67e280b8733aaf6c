import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { lend } from '../../core/sdk/held-directory.js';
import { holdDirectory, inDirectory, isRefusedLink } from '../../core/sdk/index.js';
import { missing } from '../lab/index.js';

describe('a directory that is held open', { skip: missing('root') }, () => {
  function makeTree(context: TestContext): string {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'held-')));
    context.after(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, 'real', 'inner'), { recursive: true });
    mkdirSync(join(root, 'open'));
    symlinkSync('../real', join(root, 'open', 'link'));
    symlinkSync(join(root, 'real'), join(root, 'link'));
    return root;
  }

  // What was found once is held to be there: the second place is one that nobody has asked for.
  for (const handles of ['/proc/self/fd', '/proc/thread-self/fd', '/nowhere']) {
    it(`is reached through links of root, and of nobody else (${handles})`, (context) => {
      const root = makeTree(context);
      const real = (path: string, inside = '/') => {
        const held = holdDirectory(path, { inside, handles });
        try {
          return held.realPath();
        } finally {
          held.close();
        }
      };
      assert.equal(real(join(root, 'link', 'inner')), join(root, 'real', 'inner'));
      assert.equal(real(join(root, 'open', 'link')), join(root, 'real'));
      chmodSync(join(root, 'open'), 0o777);
      assert.throws(
        () => real(join(root, 'open', 'link')),
        handles === '/nowhere' ? /another user may change/ : isRefusedLink,
      );
      assert.equal(real(join(root, 'open', 'link'), join(root, 'open', 'link')), join(root, 'real'));
      // A group that is neither root's nor this process's may write there.
      chownSync(join(root, 'open'), 0, 12_345);
      for (const [mode, followed] of [
        [0o755, true],
        [0o775, false],
        [0o1775, true],
      ] as const) {
        chmodSync(join(root, 'open'), mode);
        const follow = () => real(join(root, 'open', 'link'));
        if (followed) assert.equal(follow(), join(root, 'real'));
        else assert.throws(follow, mode === 0o775 && handles !== '/nowhere' ? isRefusedLink : /./);
      }
      chownSync(join(root, 'open'), 0, 0);
      chmodSync(join(root, 'open'), 0o775);
      assert.equal(real(join(root, 'open', 'link')), join(root, 'real'));
      chmodSync(join(root, 'open'), 0o755);
      chownSync(join(root, 'open'), 12_345, 12_345);
      assert.throws(
        () => real(join(root, 'open', 'link')),
        handles === '/nowhere' ? /another user may change/ : isRefusedLink,
      );
    });
  }

  it('is held by nobody once it is let go of, however the work ends', (context) => {
    const root = makeTree(context);
    const held = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(root);
        } catch {
          return false;
        }
      });
    assert.equal(
      inDirectory(join(root, 'link', 'inner'), {}, () => held().length),
      1,
    );
    assert.throws(() =>
      inDirectory(join(root, 'real'), {}, () => {
        throw new Error('mistake');
      }),
    );
    for (const path of ['gone', 'real/inner/gone', 'link/gone'])
      assert.throws(() => holdDirectory(join(root, path)), /ENOENT/);
    assert.deepEqual(held(), []);
    const outer = holdDirectory(root);
    const lent = lend(outer);
    assert.deepEqual([lent.path, lent.stats, lent.realPath()], [outer.path, outer.stats, root]);
    inDirectory(join(root, 'real'), { inside: root, from: outer }, ({ at }) =>
      assert.ok(at('inner').endsWith('/inner')),
    );
    lent.close();
    assert.equal(held().length, 1);
    outer.close();
    assert.deepEqual(held(), []);
  });

  it('may be one that this user can enter and not list', (context) => {
    const root = makeTree(context);
    chmodSync(root, 0o711);
    chmodSync(join(root, 'open'), 0o731);
    const group = process.getegid?.() ?? 0;
    process.setegid?.(12_345);
    process.seteuid?.(12_345);
    try {
      assert.throws(() => readdirSync(join(root, 'open')), /EACCES/);
      const held = holdDirectory(join(root, 'open'));
      assert.equal(held.realPath(), join(root, 'open'));
      held.close();
      const through = holdDirectory(join(root, 'open', 'link'));
      assert.equal(through.realPath(), join(root, 'real'), 'links of root, and of its group, are as good as own ones');
      through.close();
    } finally {
      process.seteuid?.(0);
      process.setegid?.(group);
    }
  });

  it('may lie elsewhere than below the directory that was named', (context) => {
    const root = makeTree(context);
    symlinkSync(join(root, 'real', 'inner'), join(root, 'deep'));
    const held = holdDirectory(join(root, 'open'), { inside: join(root, 'deep') });
    assert.equal(held.realPath(), join(root, 'open'));
    held.close();
  });

  it('is not reached through links without end', (context) => {
    const root = makeTree(context);
    symlinkSync('loop', join(root, 'loop'));
    assert.throws(() => holdDirectory(join(root, 'loop')), /ELOOP|ENOTDIR/);
    for (let count = 0; count < 18; count += 1)
      symlinkSync(count === 0 ? 'real' : `l${count - 1}`, join(root, `l${count}`));
    const held = holdDirectory(join(root, 'l15'));
    assert.equal(held.realPath(), join(root, 'real'));
    held.close();
    assert.throws(() => holdDirectory(join(root, 'l16')), /ELOOP|ENOTDIR/);
  });
});
