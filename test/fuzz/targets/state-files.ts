import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRehearsal } from '../../issuance/rehearsal.js';
import type { Random } from '../random.js';
import type { FuzzTarget } from '../target.js';
import { damaged } from './damage.js';

type Rehearsal = Awaited<ReturnType<typeof createRehearsal>>;

interface Scene {
  readonly world: Rehearsal;
  /** The files of the own state by path, as they were when all was well. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly lineages: string;
  readonly certificates: number;
}

const kept = ['www.example.com', 'mail.example.com', 'old.example.com'] as const;
/** Is no certificate, and never was. */
const leftover = 'gone.example.com';
const failing = 'www.elsewhere.net';

/**
 * The own state, damaged in any way: a pass and `status` go on, no certificate is removed or changed, and none is
 * ordered that nobody needs.
 */
export const stateFiles: FuzzTarget = {
  name: 'state-files',
  cost: 40,
  async run(random) {
    scene ??= await prepare();
    const { world, files, lineages, certificates } = scene;
    restore(world.configDir, files);
    const all = [...files.keys()];
    for (let count = 1 + random.below(2); count > 0; count -= 1) damageOne(random, random.pick(all as [string]));
    await world.status();
    const { outcomes } = await world.pass();
    assert.deepEqual(
      outcomes.flatMap(({ action, failure }) => (action.name === failing || failure === undefined ? [] : [failure])),
      [],
    );
    assert.equal(treeOf(world.configDir), lineages);
    assert.equal(world.ca.certificates().length, certificates, 'a certificate was ordered that nobody needs');
    await world.status();
  },
  async close() {
    await scene?.world[Symbol.asyncDispose]();
    scene = undefined;
  },
};

let scene: Scene | undefined;

function damageOne(random: Random, path: string): void {
  writeFileSync(path, damaged(random, readFileSync(path), [...kept, leftover, failing]));
}

/** Three certificates, the third of which no line names any more; one that fails; and work that a kill left. */
async function prepare(): Promise<Scene> {
  const world = await createRehearsal({
    domains: `${kept.join('\n')}\n${failing}\n`,
    env: { LETSENCRYPT_ON_REMOVE: 'keep' },
  });
  await world.pass();
  await world.writeDomains(`${kept.slice(0, 2).join('\n')}\n${failing}\n`);
  await world.pass();
  await world.within(async ({ store: { journal } }) => {
    await journal.add({ kind: 'lineage-delete', name: leftover });
    await journal.add({ kind: 'owed-step', certificate: kept[0], version: 1, plugin: 'deploy-hook' });
    await journal.add({
      kind: 'txt-record',
      zone: 'example.com',
      name: '_acme-challenge.www',
      content: 'left',
      provider: 'powerdns',
      createdAt: world.clock.now() - 3_600_000,
    });
  });
  const own = join(world.configDir, 'letsencrypt-dns');
  const paths = readdirSync(own, { recursive: true, encoding: 'utf8' }).map((path) => join(own, path));
  const files = paths.filter((path) => statSync(path).isFile()).map((path) => [path, readFileSync(path)] as const);
  const certificates = world.ca.certificates().length;
  return { world, files: new Map(files), lineages: treeOf(world.configDir), certificates };
}

function restore(configDir: string, files: ReadonlyMap<string, Buffer>): void {
  rmSync(join(configDir, 'letsencrypt-dns'), { recursive: true, force: true });
  for (const [path, data] of files) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, data, { mode: 0o600 });
  }
}

/** Every lineage with what its links say and its renewal file holds. */
function treeOf(configDir: string): string {
  const live = join(configDir, 'live');
  const links = readdirSync(live, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.pem'))
    .map((path) => `${path} ${readlinkSync(join(live, path))}`);
  const archived = readdirSync(join(configDir, 'archive'), { recursive: true, encoding: 'utf8' });
  const renewal = readdirSync(join(configDir, 'renewal')).map((name) =>
    readFileSync(join(configDir, 'renewal', name), 'utf8'),
  );
  return [...links.sort(), ...archived.sort(), ...renewal].join('\n');
}
