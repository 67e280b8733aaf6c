import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { intoOneFile } from '../lab/one-file.js';
import { makeAuthority } from './certificates.js';
import { allPaths, linkVersions, openStore, saveRequest, writeCertbotLineage } from './volume.js';

const name = 'smtp.example.com';
const authority = makeAuthority();
const old = authority.issue([name]);
const fresh = authority.issue([name], { key: 'rsa2048' });

const scratch = mkdtempSync(join(tmpdir(), 'store-kill-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const pemFile = join(scratch, 'pem.json');
writeFileSync(pemFile, JSON.stringify(fresh));
let saveChild: string;
before(async () => {
  const compiled = fileURLToPath(new URL('./save-child.js', import.meta.url));
  saveChild = await intoOneFile(compiled, join(scratch, 'save-child.mjs'));
});

async function runChild(configDir: string, action: string, variables: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [saveChild, configDir, action, name, pemFile], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? String(code);
}

/**
 * Every point with `FAULTS=full npm test -- kill-sweep`, otherwise a few spread over the run. An error at each single effect is what
 * `refused-writes.test.ts` looks at.
 */
function killPoints(total: number, wanted = 5): number[] {
  const all = Array.from({ length: total }, (_, index) => index + 1);
  if (process.env.FAULTS === 'full') return all;
  // The first among them: nothing has happened then.
  return all.filter((point) => Math.ceil((point * wanted) / total) !== Math.ceil(((point - 1) * wanted) / total));
}

async function countEffects(configDir: string, action: string): Promise<number> {
  const file = join(scratch, 'count');
  assert.equal(await runChild(configDir, action, { LETSENCRYPT_DNS_TEST_COUNT_FILE: file }), '0');
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
}

/** A fresh copy of a prepared volume for each run. */
function copyOf(template: string, run: string | number): string {
  const configDir = join(scratch, `run-${run}`);
  rmSync(configDir, { recursive: true, force: true });
  if (existsSync(template)) cpSync(template, configDir, { recursive: true, verbatimSymlinks: true });
  else mkdirSync(configDir);
  return configDir;
}

function assertNoLeftovers(configDir: string, where: string): void {
  const leftovers = allPaths(configDir).filter(
    (path) => path.includes('.letsencrypt-dns-tmp') || path.endsWith('.bad'),
  );
  assert.deepEqual(leftovers, [], where);
}

async function assertOldOrNew(configDir: string, newVersion: number, where: string): Promise<'old' | 'new'> {
  const store = openStore(configDir);
  assert.deepEqual(await store.journal.list('lineage-switch'), [], where);
  assertNoLeftovers(configDir, where);
  const archived = readdirSync(join(configDir, 'archive', name), { withFileTypes: true }).map((entry) => entry.name);
  const steps = (await store.journal.list('owed-step')).map(({ plugin, version }) => `${plugin} ${version}`).sort();
  const orders = await store.journal.list('order');
  const [version] = linkVersions(configDir, name);
  assert.deepEqual(linkVersions(configDir, name), Array(4).fill(version), where);
  assert.equal((await store.read(name))?.health, 'good', where);
  assert.equal(archived.length, 4 * (version ?? 0), where);
  if (version === newVersion) {
    assert.deepEqual(steps, [`permissions ${newVersion}`, `pfx ${newVersion}`], where);
    assert.equal(orders.length, 0, where);
    return 'new';
  }
  assert.equal(version, newVersion - 1, where);
  assert.deepEqual(steps, [], where);
  return 'old';
}

describe('a kill before each effect', () => {
  it('of a renewal leaves the old set or the new one', async () => {
    const template = join(scratch, 'renewal');
    writeCertbotLineage(template, name, [old, old]);
    const total = await countEffects(copyOf(template, 'count'), 'save');
    assert.ok(total >= 30, `only ${total} effects`);
    const seen = { old: 0, new: 0 };
    for (const point of killPoints(total)) {
      const configDir = copyOf(template, point);
      const where = `killed before effect ${point} of ${total}`;
      assert.equal(
        await runChild(configDir, 'save', { LETSENCRYPT_DNS_TEST_KILL_AT: String(point) }),
        'SIGKILL',
        where,
      );
      await openStore(configDir).recover();
      seen[await assertOldOrNew(configDir, 3, where)] += 1;
      rmSync(configDir, { recursive: true });
    }
    assert.ok(seen.old > 0 && seen.new > 0, JSON.stringify(seen));
  });

  it('of a first issuance leaves no lineage or a whole one', async () => {
    const template = join(scratch, 'nothing');
    const total = await countEffects(copyOf(template, 'count'), 'save');
    const seen = { nothing: 0, new: 0 };
    for (const point of killPoints(total)) {
      const configDir = copyOf(template, point);
      const where = `killed before effect ${point} of ${total}`;
      assert.equal(
        await runChild(configDir, 'save', { LETSENCRYPT_DNS_TEST_KILL_AT: String(point) }),
        'SIGKILL',
        where,
      );
      const store = openStore(configDir);
      await store.recover();
      const [lineage] = await store.lineages();
      if (lineage === undefined) {
        assert.ok(!existsSync(join(configDir, 'live', name)) && !existsSync(join(configDir, 'archive', name)), where);
        assertNoLeftovers(configDir, where);
        assert.equal(await store.save(saveRequest(name, fresh)), 1, where);
        seen.nothing += 1;
      } else {
        await assertOldOrNew(configDir, 1, where);
        seen.new += 1;
      }
      rmSync(configDir, { recursive: true });
    }
    assert.ok(seen.nothing > 0 && seen.new > 0, JSON.stringify(seen));
  });

  it('of a recovery leaves something that the next recovery brings to the same end', async () => {
    const template = join(scratch, 'renewal-again');
    writeCertbotLineage(template, name, [old, old]);
    const total = await countEffects(copyOf(template, 'count'), 'save');
    // In the middle of the archive files, of the links, of what follows.
    for (const point of [0.35, 0.7, 0.9].map((part) => Math.round(part * total))) {
      const torn = copyOf(template, 'torn');
      await runChild(torn, 'save', { LETSENCRYPT_DNS_TEST_KILL_AT: String(point) });
      const recovery = await countEffects(copyOf(torn, 'count'), 'recover');
      for (const again of killPoints(recovery, 2)) {
        const configDir = copyOf(torn, `${point}-${again}`);
        const where = `killed before effect ${point} of ${total}, then before ${again} of ${recovery}`;
        assert.equal(
          await runChild(configDir, 'recover', { LETSENCRYPT_DNS_TEST_KILL_AT: String(again) }),
          'SIGKILL',
          where,
        );
        await openStore(configDir).recover();
        await assertOldOrNew(configDir, 3, where);
        rmSync(configDir, { recursive: true });
      }
    }
  });

  it('of a deletion leaves the lineage whole or gone', async () => {
    const template = join(scratch, 'deletion');
    const prepared = openStore(template);
    await prepared.save({ ...saveRequest(name, old), owes: ['pfx'] });
    await prepared.publication.writeArtifact({
      name,
      fileName: 'cert1.pfx',
      data: 'x',
      links: [`live/${name}/cert.pfx`, `${name}/cert.pks`],
    });
    const total = await countEffects(copyOf(template, 'count'), 'delete');
    const seen = { whole: 0, gone: 0 };
    for (const point of killPoints(total)) {
      const configDir = copyOf(template, point);
      const where = `killed before effect ${point} of ${total}`;
      await runChild(configDir, 'delete', { LETSENCRYPT_DNS_TEST_KILL_AT: String(point) });
      const store = openStore(configDir);
      await store.recover();
      const [lineage] = await store.lineages();
      assertNoLeftovers(configDir, where);
      if (lineage === undefined) {
        assert.deepEqual(
          allPaths(configDir).filter((path) => path.includes(name)),
          [],
          where,
        );
        assert.deepEqual(await store.journal.list('owed-step'), [], where);
        seen.gone += 1;
      } else {
        assert.equal(lineage.health, 'good', where);
        seen.whole += 1;
      }
      rmSync(configDir, { recursive: true });
    }
    assert.ok(seen.whole > 0 && seen.gone > 0, JSON.stringify(seen));
  });

  it('of an artifact leaves no temporary file with a key in it', async () => {
    const template = join(scratch, 'artifact');
    await openStore(template).save(saveRequest(name, old));
    const total = await countEffects(copyOf(template, 'count'), 'artifact');
    for (const point of killPoints(total)) {
      const configDir = copyOf(template, point);
      await runChild(configDir, 'artifact', { LETSENCRYPT_DNS_TEST_KILL_AT: String(point) });
      await openStore(configDir).recover();
      assertNoLeftovers(configDir, `killed before effect ${point} of ${total}`);
      rmSync(configDir, { recursive: true });
    }
  });
});
