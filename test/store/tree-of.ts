import assert from 'node:assert/strict';
import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { silentLogger } from '../../core/sdk/logger.js';
import { createLayout, fileKinds } from '../../core/store/layout.js';
import { candidatesIn, identitiesOf, rootsOf } from '../../core/store/lineages/identities.js';
import { createTreeChanges, type TreeLook } from '../../core/store/lineages/tree-changes.js';
import { createHeaderFile } from '../../core/store/lineages/tree-header.js';
import { makeConfigDir } from './volume.js';

/** Milliseconds after which no file changes again within the same time of the disk. */
export const settledMs = 2000;

/** `n0000`, `n0001`, …: in the order in which they are kept. */
export function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${String(index).padStart(4, '0')}`);
}

/** A configuration directory without certificates: what tells changes looks at names, times and inodes alone. */
export function treeOf(context: TestContext, real: readonly string[]) {
  const layout = createLayout(makeConfigDir(context));
  for (const directory of [layout.renewal, layout.archive]) mkdirSync(directory, { recursive: true });
  for (const name of real) mkdirSync(layout.liveDirectory(name), { recursive: true });
  const clock = { now: Date.now() + 60_000 };
  context.mock.method(Date, 'now', () => clock.now);
  let look: TreeLook | undefined;
  const changes = createTreeChanges(layout, silentLogger, () => {
    const taken = look;
    look = undefined;
    return taken;
  });
  const header = createHeaderFile(layout, silentLogger);
  return {
    layout,
    clock,
    changes,
    header: () => header.read(),
    putHeader: header.write,
    /** All that an ordinary lineage has, so that it is seen wholly. */
    fill(name: string): void {
      mkdirSync(layout.archiveDirectory(name));
      writeFileSync(layout.renewalConf(name), '');
      for (const kind of fileKinds) writeFileSync(layout.livePaths(name)[kind], '');
    },
    /** A change that only an exact look shows. */
    rewrite: (name: string) => writeFileSync(layout.livePaths(name).cert, 'x'),
    /** A change that any look shows. */
    addTo: (name: string) => writeFileSync(join(layout.liveDirectory(name), 'more'), ''),
    /** Another time for the directories that hold all, with the same names in them. */
    stir(): void {
      writeFileSync(join(layout.archive, 'more'), '');
      unlinkSync(join(layout.archive, 'more'));
    },
    lookAt(names: Iterable<string> = candidatesIn(layout) ?? [], at = clock.now): void {
      const seen = new Map([...names].map((name) => [name, identitiesOf(layout, name).identities]));
      look = { at, roots: rootsOf(layout), seen };
    },
    /** @returns the mark */
    async keep(touched: readonly string[] = []): Promise<string> {
      return (await (await changes.observe(new Set(touched)))?.keep()) ?? assert.fail('nothing is kept');
    },
    async since(mark: string): Promise<readonly string[] | undefined> {
      const changed = await changes.since(mark);
      return changed && [...changed].sort();
    },
    shareFile: (index: number) => join(layout.cache, `unchanged-${index}.jsonl`),
  };
}
