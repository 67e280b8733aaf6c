import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { holdDirectory, isRefusedLink } from '../../core/sdk/index.js';
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

  for (const handles of ['/proc/self/fd', '/nowhere']) {
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
      chmodSync(join(root, 'open'), 0o755);
      chownSync(join(root, 'open'), 12_345, 12_345);
      assert.throws(
        () => real(join(root, 'open', 'link')),
        handles === '/nowhere' ? /another user may change/ : isRefusedLink,
      );
    });
  }
});
