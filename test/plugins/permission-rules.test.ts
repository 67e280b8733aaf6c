import assert from 'node:assert/strict';
import type { Stats } from 'node:fs';
import { describe, it } from 'node:test';
import { applyRules } from '../../plugins/permissions/rules.js';

const rules = { directoriesMode: 0o750, filesMode: 0o640, user: 99, group: 99 };

function changes(mode: number, uid: number): string[] {
  const done: string[] = [];
  const stats = { mode, uid, gid: uid, isDirectory: () => false } as Stats;
  const entry = {
    chmod: (wanted: number) => done.push(`mode ${wanted.toString(8)}`),
    chown: (user: number, group: number) => done.push(`owner ${user}:${group}`),
  };
  applyRules(entry as never, stats, rules);
  return done;
}

describe('the order in which mode and owner change', () => {
  for (const [title, mode, uid, wanted] of [
    ['takes away what is too wide before another gets the file', 0o666, 0, ['mode 640', 'owner 99:99', 'mode 640']],
    ['adds nothing before another has the file', 0o600, 0, ['owner 99:99', 'mode 640']],
    ['takes set-id bits away first', 0o4600, 0, ['mode 600', 'owner 99:99', 'mode 640']],
    ['changes the mode alone where the owner is right', 0o644, 99, ['mode 640']],
    ['is nothing where all is right', 0o640, 99, []],
  ] as const) {
    it(title, () => assert.deepEqual(changes(mode, uid), wanted));
  }
});
