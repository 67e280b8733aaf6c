import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeAuthority } from './certificates.js';
import { allPaths, linkVersions, makeConfigDir, openStore, saveRequest } from './volume.js';

const name = 'a.example';
const authority = makeAuthority();
const old = authority.issue([name]);
const fresh = authority.issue([name]);
const journal = 'letsencrypt-dns/journal.jsonl';
const kinds = ['cert', 'chain', 'fullchain', 'privkey'];

/** What a child process asks of the disk, in order. */
function trace(configDir: string, action: string): string[] {
  const pemFile = join(dirname(configDir), 'pem.json');
  writeFileSync(pemFile, JSON.stringify(fresh));
  const child = fileURLToPath(new URL('./traced-child.js', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [child, configDir, action, name, pemFile], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.equal(status, 0);
  return stdout.trim().split('\n');
}

/** Each of these happened, and the last of the first ones before the first of the others. */
function assertBefore(lines: readonly string[], first: readonly string[], then: readonly string[]): void {
  const places = (wanted: readonly string[]) =>
    wanted.map((line) => {
      assert.ok(lines.includes(line), `${line} is not among\n${lines.join('\n')}`);
      return lines.indexOf(line);
    });
  const [last, next] = [Math.max(...places(first)), Math.min(...places(then))];
  assert.ok(last < next, `${lines[last]} came after ${lines[next]}:\n${lines.join('\n')}`);
}

describe('what is asked of the disk', () => {
  async function saved(context: TestContext): Promise<string[]> {
    const configDir = makeConfigDir(context);
    const request = saveRequest(name, old);
    // Another account than that of the save that follows, so that the configuration changes, too.
    await openStore(configDir).save({ ...request, renewal: { ...request.renewal, account: 'b'.repeat(32) } });
    return trace(configDir, 'save');
  }

  it('opens no file of a key for others, not even for an instant', async (context) => {
    const lines = await saved(context);
    const modes = new Set(lines.filter((line) => line.startsWith('create ')));
    assert.deepEqual([...modes].sort(), [
      'create 0600 archive/a.example/temporary',
      'create 0644 archive/a.example/temporary',
      'create 0644 renewal/temporary',
    ]);
  });

  it('writes a version down before it is served, and serves it before its journal entry goes', async (context) => {
    const lines = await saved(context);
    const archived = kinds.map((kind) => `rename archive/a.example/temporary > archive/a.example/${kind}2.pem`);
    const linked = kinds.map((kind) => `rename live/a.example/temporary > live/a.example/${kind}.pem`);
    const conf = 'rename renewal/temporary > renewal/a.example.conf';
    const isJournal = (line: string) => line === `sync ${journal}`;
    assert.ok(isJournal(lines[0] ?? '') && isJournal(lines[1] ?? ''), 'the order and the intention come first');
    assertBefore(lines, archived, ['sync archive/a.example']);
    assertBefore(lines, ['sync archive/a.example'], linked);
    assertBefore(lines, linked, ['sync live/a.example']);
    assertBefore(lines, ['sync renewal/temporary'], [conf]);
    assertBefore(lines, [conf], ['sync renewal']);
    // Owed steps, then the end of the intention.
    const ends = lines.flatMap((line, index) => (isJournal(line) ? [index] : [])).slice(2);
    assert.equal(ends.length, 2, lines.join('\n'));
    assert.ok(lines.lastIndexOf('sync live/a.example') < (ends[0] ?? 0));
    assert.ok(lines.lastIndexOf('sync renewal') < (ends[0] ?? 0));
    assert.equal(ends[1], lines.length - 1);
    for (const line of archived) {
      const place = lines.indexOf(line);
      const syncs = lines.slice(0, place).filter((each) => each === 'sync archive/a.example/temporary').length;
      const renames = lines.slice(0, place).filter((each) => archived.includes(each)).length;
      assert.ok(syncs > renames, `${line} before its content was durable:\n${lines.join('\n')}`);
    }
  });

  it('owes the steps before the intention goes, and so does a restart that reads half of it', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest(name, old));
    await store.save({ ...saveRequest(name, fresh), owes: ['pfx', 'docker-exec'] });
    const lines = readFileSync(join(configDir, journal), 'utf8').trim().split('\n');
    const owed = lines.flatMap((line, index) => (line.includes('owed-step--') ? [index] : []));
    const switches = lines.flatMap((line, index) => (line.includes('lineage-switch--') ? [index] : []));
    assert.equal(owed.length, 2);
    assert.ok(Math.max(...owed) < (switches.at(-1) ?? -1), lines.map((line) => line.slice(0, 40)).join('\n'));
  });

  it('takes the renewal configuration away first, then what is served, then the files', async (context) => {
    const configDir = makeConfigDir(context);
    await openStore(configDir).save(saveRequest(name, old));
    const lines = trace(configDir, 'delete');
    const [links, files] = ['live/a.example/', 'archive/a.example/'].map((folder) =>
      lines.filter((line) => line.startsWith(`remove ${folder}`)),
    );
    assertBefore(lines, [`sync ${journal}`], ['remove renewal/a.example.conf']);
    assertBefore(lines, ['remove renewal/a.example.conf'], ['sync renewal']);
    assertBefore(lines, ['sync renewal'], links ?? []);
    assertBefore(lines, links ?? [], ['sync live/a.example']);
    assertBefore(lines, ['sync live/a.example'], files ?? []);
    assert.equal(lines.at(-1), `sync ${journal}`);
  });
});

describe('an interrupted save', () => {
  /** As a kill leaves it: version 2 is in the journal and in part on the disk. */
  async function interrupted(context: TestContext, complete: boolean, linked: readonly string[]): Promise<string> {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest(name, old));
    const renewalConf = readFileSync(join(configDir, 'renewal/a.example.conf'), 'utf8');
    await store.save(saveRequest(name, fresh));
    const archive = join(configDir, 'archive', name);
    const digests = Object.fromEntries(
      kinds.map((kind) => [
        kind,
        createHash('sha256')
          .update(readFileSync(join(archive, `${kind}2.pem`)))
          .digest('hex'),
      ]),
    ) as Record<'cert' | 'chain' | 'fullchain' | 'privkey', string>;
    if (!complete) writeFileSync(join(archive, 'chain2.pem'), 'torn');
    const target = (kind: string, version: number) => `../../archive/${name}/${kind}${version}.pem`;
    for (const kind of kinds) {
      const link = join(configDir, 'live', name, `${kind}.pem`);
      rmSync(link);
      symlinkSync(target(kind, linked.includes(kind) ? 2 : 1), link);
    }
    const previous = Object.fromEntries(kinds.map((kind) => [kind, target(kind, 1)])) as typeof digests;
    const entry = {
      kind: 'lineage-switch',
      name,
      version: 2,
      digests,
      previous,
      renewalConf,
      owes: ['pfx'],
      settles: [],
    } as const;
    await store.journal.add(entry);
    return configDir;
  }

  for (const linked of [[], ['cert'], ['cert', 'privkey', 'chain', 'fullchain']])
    it(`is taken back where its set is not complete, with ${linked.length} links moved`, async (context) => {
      const configDir = await interrupted(context, false, linked);
      const settled = await openStore(configDir).settle();
      assert.deepEqual(settled.undone, [name]);
      assert.deepEqual(linkVersions(configDir, name), [1, 1, 1, 1]);
      const files = allPaths(join(configDir, 'archive', name));
      assert.deepEqual(
        files,
        kinds.map((kind) => `${kind}1.pem`),
      );
      const { journal: entries } = openStore(configDir);
      assert.deepEqual([await entries.list('lineage-switch'), await entries.list('owed-step')], [[], []]);
    });

  it('moves the links back, durably, before the files go that they lead to', async (context) => {
    const lines = trace(await interrupted(context, false, ['cert', 'privkey']), 'recover');
    const files = kinds.map((kind) => `remove archive/a.example/${kind}2.pem`);
    assertBefore(lines, ['rename live/a.example/temporary > live/a.example/cert.pem'], ['sync live/a.example']);
    assertBefore(lines, ['sync live/a.example'], files);
    assertBefore(lines, files, ['sync archive/a.example']);
    assertBefore(lines, ['sync archive/a.example'], [`sync ${journal}`]);
  });

  it('is brought to its end where its set is complete', async (context) => {
    const configDir = await interrupted(context, true, ['cert']);
    assert.deepEqual((await openStore(configDir).settle()).finished, [name]);
    assert.deepEqual(linkVersions(configDir, name), [2, 2, 2, 2]);
    const { journal: entries } = openStore(configDir);
    assert.deepEqual(await entries.list('lineage-switch'), []);
    assert.deepEqual(
      (await entries.list('owed-step')).map(({ plugin }) => plugin),
      ['pfx'],
    );
  });

  for (const complete of [true, false])
    it(`is let be where a later version is served, ${complete ? 'complete' : 'torn'} as it is`, async (context) => {
      const configDir = await interrupted(context, complete, []);
      const live = join(configDir, 'live', name);
      const archive = join(configDir, 'archive', name);
      for (const kind of kinds) {
        writeFileSync(join(archive, `${kind}3.pem`), readFileSync(join(archive, `${kind}1.pem`)));
        rmSync(join(live, `${kind}.pem`));
        symlinkSync(`../../archive/${name}/${kind}3.pem`, join(live, `${kind}.pem`));
      }
      const settled = await openStore(configDir).settle();
      assert.deepEqual([settled.finished, settled.undone], [[], []]);
      assert.deepEqual(linkVersions(configDir, name), [3, 3, 3, 3]);
      assert.equal(allPaths(archive).length, 12);
      assert.deepEqual(await openStore(configDir).journal.list('lineage-switch'), []);
    });
});
