import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { diskEffectCount, refuseDiskEffects } from '../../core/effects/effects.js';
import type { FileStore } from '../../core/store/file-store.js';
import { makeAuthority } from './certificates.js';
import {
  allPaths,
  linkVersions,
  listeningLogger,
  openStore,
  orderOf,
  saveRequest,
  writeCertbotLineage,
} from './volume.js';

const name = 'smtp.example.com';
const authority = makeAuthority();
const old = authority.issue([name]);
const fresh = authority.issue([name]);

/** In memory where there is such a place: hundreds of runs sync all that they write. */
function makeScratch(context: TestContext): string {
  const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'store-refused-'));
  context.after(() => rmSync(scratch, { recursive: true, force: true }));
  return scratch;
}

function copyOf(template: string): string {
  const configDir = `${template}-run`;
  rmSync(configDir, { recursive: true, force: true });
  if (existsSync(template)) cpSync(template, configDir, { recursive: true, verbatimSymlinks: true });
  else mkdirSync(configDir);
  return configDir;
}

interface Ended {
  /** What it failed with, as people and logs may see it. */
  readonly failure: string | undefined;
  readonly effects: number;
}

const log = listeningLogger();

/** Does something with effects on the disk that are refused. */
async function refused(configDir: string, work: (store: FileStore) => Promise<unknown>, how?: string): Promise<Ended> {
  const store = openStore(configDir, log);
  refuseDiskEffects(how);
  try {
    await work(store);
    return { failure: undefined, effects: diskEffectCount() };
  } catch (error) {
    return { failure: inspect(error), effects: diskEffectCount() };
  } finally {
    // What nobody waits for fails as well.
    await turn();
    refuseDiskEffects(undefined);
  }
}

async function save(store: FileStore): Promise<void> {
  const settles = [await store.journal.add(orderOf(name))];
  await store.save({ ...saveRequest(name, fresh), owes: ['permissions', 'pfx'], settles });
}

const remove = (store: FileStore) => store.remove(name);
const links = [`live/${name}/cert.pfx`, `${name}/cert.pks`];
const artifact = { name, fileName: 'cert1.pfx', data: 'secret', links };

function leftovers(configDir: string): string[] {
  return allPaths(configDir).filter((path) => path.includes('.letsencrypt-dns-tmp') || path.endsWith('.bad'));
}

/** One write that fails, and a disk that is read-only from then on. */
const refusals = [
  {
    how: 'EIO',
    words: /the disk reported an error/,
    from: '',
    warnings: ['a save was completed at the second try'],
  },
  {
    how: 'EROFS',
    words: /the file system is read-only/,
    from: '+',
    warnings: ['an interrupted save stays in the journal', 'the links could not be put back'],
  },
] as const;

describe('a disk that refuses an effect', () => {
  for (const { how, words, from, warnings } of refusals) {
    /** At each of its effects. */
    async function atEach(
      template: string,
      work: (store: FileStore) => Promise<unknown>,
      check: (configDir: string, store: FileStore, failure: string | undefined, where: string) => Promise<void>,
    ): Promise<void> {
      const { failure: none, effects } = await refused(copyOf(template), work);
      assert.equal(none, undefined);
      assert.ok(effects > 0);
      for (let point = 1; point <= effects; point += 1) {
        const where = `${how} at effect ${point} of ${effects}`;
        const configDir = copyOf(template);
        const { failure } = await refused(configDir, work, `${point}${from}:${how}`);
        if (failure !== undefined) {
          assert.match(failure, words, where);
          assert.doesNotMatch(failure, /PRIVATE KEY/, where);
        }
        const store = openStore(configDir);
        await store.recover();
        assert.deepEqual(leftovers(configDir), [], where);
        await check(configDir, store, failure, where);
      }
    }

    it(`with ${how} at a renewal is named, and leaves the old version or the new one`, async (context) => {
      const template = join(makeScratch(context), 'renewal');
      writeCertbotLineage(template, name, [old, old]);
      const seen = { named: 0, kept: 0, switched: 0 };
      log.warnings.length = 0;
      await atEach(template, save, async (configDir, store, failure, where) => {
        if (failure !== undefined) seen.named += 1;
        const versions = linkVersions(configDir, name);
        assert.equal(new Set(versions).size, 1, where);
        assert.ok(failure === undefined ? versions[0] === 3 : versions[0] === 2 || versions[0] === 3, where);
        assert.equal((await store.read(name))?.health, 'good', where);
        seen[versions[0] === 3 ? 'switched' : 'kept'] += 1;
      });
      assert.ok(seen.named > 0 && seen.kept > 0 && seen.switched > 0, JSON.stringify(seen));
      assert.deepEqual([...new Set(log.warnings)].sort(), warnings);
    });

    it(`with ${how} at a first issuance is named, and leaves nothing or all of it`, async (context) => {
      const seen = { nothing: 0, all: 0 };
      await atEach(join(makeScratch(context), 'nowhere'), save, async (configDir, store, failure, where) => {
        const lineage = await store.read(name);
        if (lineage === undefined) {
          assert.ok(failure !== undefined && !existsSync(join(configDir, 'live', name)), where);
          seen.nothing += 1;
          return;
        }
        assert.equal(lineage.health, 'good', where);
        const steps = (await store.journal.list('owed-step')).map(({ plugin }) => plugin).sort();
        assert.deepEqual(steps, ['permissions', 'pfx'], where);
        assert.deepEqual(await store.journal.list('order'), [], where);
        seen.all += 1;
      });
      assert.ok(seen.nothing > 0 && seen.all > 0, JSON.stringify(seen));
    });

    it(`with ${how} at a deletion is named, and what stays is whole or goes at the next start`, async (context) => {
      const template = join(makeScratch(context), 'deletion');
      const prepared = openStore(template);
      await prepared.save({ ...saveRequest(name, old), owes: ['pfx'] });
      await prepared.publication.writeArtifact(artifact);
      let named = 0;
      await atEach(template, remove, async (configDir, store, failure, where) => {
        if (failure !== undefined) named += 1;
        const [lineage] = await store.lineages();
        if (lineage !== undefined) assert.equal(lineage.health, 'good', where);
        else {
          assert.ok(!readdirSync(join(configDir, 'live')).includes(name), where);
          assert.deepEqual(await store.journal.list('owed-step'), [], where);
        }
      });
      assert.ok(named > 0);
    });

    it(`with ${how} at a file beside a version is named, and leaves no half of it`, async (context) => {
      const template = join(makeScratch(context), 'artifact');
      await openStore(template).save(saveRequest(name, old));
      let named = 0;
      await atEach(
        template,
        (store) => store.publication.writeArtifact(artifact),
        async (configDir, store, failure, where) => {
          if (failure !== undefined) named += 1;
          else for (const link of links) assert.ok(existsSync(join(configDir, link)), where);
          await store.publication.writeArtifact(artifact);
          for (const link of links) assert.ok(existsSync(join(configDir, link)), where);
        },
      );
      assert.ok(named > 0);
    });

    it(`with ${how} at what is remembered is named, and leaves what was there before or after`, async (context) => {
      const template = join(makeScratch(context), 'facts');
      const prepared = openStore(template);
      await prepared.state.write('fact', { a: 1 });
      await prepared.facts('known', Number).change(() => ({ one: 1 }));
      let named = 0;
      const work = async (store: FileStore) => {
        await store.facts('known', Number).change(() => ({ one: 2, two: 2 }));
        await store.state.write('fact', { a: 2 });
        await store.state.remove('other');
        await store.accounts.save({ server: 'https://ca.example/directory', privateKey: fresh.privkey });
        await store.due.replace([{ name, dueAt: 1, wakeAt: 1, lifetimeMs: 1 }]);
      };
      await atEach(template, work, async (_configDir, store, failure, where) => {
        if (failure !== undefined) named += 1;
        const facts = Object.fromEntries(await store.facts('known', Number).all());
        const [before, later] = [{ one: 1 }, { one: 2, two: 2 }];
        assert.deepEqual(facts, failure !== undefined && facts.two === undefined ? before : later, where);
        const fact = await store.state.read('fact', (value) => JSON.stringify(value));
        assert.match(fact ?? '', /^\{"a":[12]\}$/, where);
        const accounts = await store.accounts.list();
        if (failure === undefined) assert.equal(accounts.length, 1, where);
      });
      assert.ok(named > 0);
    });
  }
});
