import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
const fresh = authority.issue([name]);

const scratch = mkdtempSync(join(tmpdir(), 'store-refused-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const pemFile = join(scratch, 'pem.json');
writeFileSync(pemFile, JSON.stringify(fresh));
let saveChild: string;
before(async () => {
  const compiled = fileURLToPath(new URL('./save-child.js', import.meta.url));
  saveChild = await intoOneFile(compiled, join(scratch, 'save-child.mjs'));
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function runChild(configDir: string, action: string, variables: NodeJS.ProcessEnv): Ended {
  const { status, stderr } = spawnSync(process.execPath, [saveChild, configDir, action, name, pemFile], {
    env: { ...process.env, ...variables },
    encoding: 'utf8',
  });
  return { code: status, stderr };
}

function copyOf(template: string, run: string): string {
  const configDir = join(scratch, run);
  rmSync(configDir, { recursive: true, force: true });
  if (existsSync(template)) cpSync(template, configDir, { recursive: true, verbatimSymlinks: true });
  else mkdirSync(configDir);
  return configDir;
}

function countDiskEffects(template: string, action: string): number {
  const file = join(scratch, 'count');
  const { code, stderr } = runChild(copyOf(template, 'count-run'), action, { LETSENCRYPT_DNS_TEST_COUNT_FILE: file });
  assert.equal(code, 0, stderr);
  return Number(readFileSync(file, 'utf8').split('\n')[1]);
}

/** Every point with `FAULTS=full npm test -- refused-writes`, otherwise as many spread over the run as CI has time for. */
function points(total: number): number[] {
  const step = process.env.FAULTS === 'full' ? 1 : Math.max(1, Math.floor(total / 10));
  return Array.from({ length: Math.ceil(total / step) }, (_, index) => 1 + index * step);
}

/** One write that fails, and a disk that is read-only from then on. */
const refusals = [
  { how: 'EIO', words: /the disk reported an error/, from: '' },
  { how: 'EROFS', words: /the file system is read-only/, from: '+' },
] as const;

describe('a disk that refuses an effect', () => {
  for (const { how, words, from } of refusals) {
    it(`with ${how} at a renewal is named, and leaves the old version or the new one`, async () => {
      const template = join(scratch, `renewal-${how}`);
      writeCertbotLineage(template, name, [old, old]);
      const seen = { named: 0, kept: 0, switched: 0 };
      for (const point of points(countDiskEffects(template, 'save'))) {
        const where = `${how} at effect ${point}`;
        const configDir = copyOf(template, 'renewal');
        const { code, stderr } = runChild(configDir, 'save', {
          LETSENCRYPT_DNS_TEST_FAIL_AT: `${point}${from}:${how}`,
        });
        if (code !== 0) {
          assert.match(stderr, words, where);
          assert.doesNotMatch(stderr, /PRIVATE KEY/, where);
          seen.named += 1;
        }
        const store = openStore(configDir);
        await store.recover();
        const versions = linkVersions(configDir, name);
        assert.equal(new Set(versions).size, 1, where);
        assert.ok(code === 0 ? versions[0] === 3 : versions[0] === 2 || versions[0] === 3, where);
        assert.equal((await store.read(name))?.health, 'good', where);
        assert.deepEqual(leftovers(configDir), [], where);
        seen[versions[0] === 3 ? 'switched' : 'kept'] += 1;
      }
      assert.ok(seen.named > 0 && seen.kept > 0, JSON.stringify(seen));
    });

    it(`with ${how} at a deletion is named, and what stays is whole or goes at the next start`, async () => {
      const template = join(scratch, `deletion-${how}`);
      await openStore(template).save(saveRequest(name, old));
      let named = 0;
      for (const point of points(countDiskEffects(template, 'delete'))) {
        const where = `${how} at effect ${point}`;
        const configDir = copyOf(template, 'deletion');
        const { code, stderr } = runChild(configDir, 'delete', {
          LETSENCRYPT_DNS_TEST_FAIL_AT: `${point}${from}:${how}`,
        });
        if (code !== 0) {
          assert.match(stderr, words, where);
          named += 1;
        }
        const store = openStore(configDir);
        await store.recover();
        const [lineage] = await store.lineages();
        if (lineage !== undefined) assert.equal(lineage.health, 'good', where);
        else assert.ok(!readdirSync(join(configDir, 'live')).includes(name), where);
        assert.deepEqual(leftovers(configDir), [], where);
      }
      assert.ok(named > 0);
    });
  }
});

function leftovers(configDir: string): string[] {
  return allPaths(configDir).filter((path) => path.includes('.letsencrypt-dns-tmp') || path.endsWith('.bad'));
}
