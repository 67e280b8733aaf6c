import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createLayout, fileKinds, forEachKind } from '../../core/store/layout.js';
import {
  digestsOf,
  isSetComplete,
  nextVersion,
  removeArchiveFiles,
  writeArchiveFiles,
} from '../../core/store/lineages/archive-files.js';
import { inspectLineage } from '../../core/store/lineages/inspect-lineage.js';
import { finishSwitch, revertLinks, settleSwitch } from '../../core/store/lineages/lineage-switch.js';
import { findPemDamage } from '../../core/store/lineages/verify-files.js';
import { makeAuthority, makeKey } from './certificates.js';
import { makeConfigDir, writeCertbotLineage } from './volume.js';

const pem = { cert: 'c', privkey: 'k', chain: 'h', fullchain: 'f' };

function put(path: string, text = ''): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A journal that notes what it is asked for; an entry of an owed step takes its time, or fails. */
function noting(fails = false) {
  const calls: string[] = [];
  const journal = {
    async add({ plugin }: { plugin: string }) {
      await turn();
      if (fails) throw new Error('the disk is full');
      calls.push(`owe ${plugin}`);
      return 'id';
    },
    async remove(id: string) {
      calls.push(`remove ${id}`);
    },
  };
  return { calls, journal: journal as never };
}

function entryOf(more: object = {}) {
  const entry = {
    ...{ id: 'switch', kind: 'lineage-switch', name: 'a', version: 2, digests: digestsOf(pem), renewalConf: 'x = 1\n' },
    ...{ previous: { ...forEachKind(() => null) }, owes: ['one', 'two'], settles: ['order'] },
    ...more,
  };
  return entry as unknown as Parameters<typeof finishSwitch>[2];
}

describe('a switch', () => {
  function open(context: TestContext) {
    const layout = createLayout(makeConfigDir(context));
    const links = () =>
      fileKinds.map((kind) => {
        try {
          return readlinkSync(layout.livePaths('a')[kind]);
        } catch {
          return 'none';
        }
      });
    return { layout, links };
  }

  it('is recorded as done only when its steps are owed', async (context) => {
    const { layout, links } = open(context);
    const { calls, journal } = noting();
    await finishSwitch(layout, journal, entryOf());
    assert.deepEqual(calls, ['owe one', 'owe two', 'remove order', 'remove switch']);
    assert.deepEqual(
      links(),
      fileKinds.map((kind) => `../../archive/a/${kind}2.pem`),
    );
    assert.equal(readFileSync(layout.renewalConf('a'), 'utf8'), 'x = 1\n');
    const failing = noting(true);
    await assert.rejects(finishSwitch(layout, failing.journal, entryOf()), /the disk is full/);
    assert.deepEqual(failing.calls, []);
  });

  it('that is taken back puts each link where it was, and leaves others alone', async (context) => {
    const { layout, links } = open(context);
    mkdirSync(layout.liveDirectory('a'), { recursive: true });
    const at = layout.livePaths('a');
    symlinkSync('../../archive/a/cert2.pem', at.cert);
    symlinkSync('../../archive/a/privkey2.pem', at.privkey);
    symlinkSync('../../archive/a/chain1.pem', at.chain);
    writeFileSync(at.fullchain, 'a file');
    const previous = {
      cert: '../../archive/a/cert1.pem',
      privkey: null,
      chain: '../../archive/a/chain0.pem',
      fullchain: '../x',
    };
    await revertLinks(layout, entryOf({ previous }));
    assert.deepEqual(links(), ['../../archive/a/cert1.pem', 'none', '../../archive/a/chain1.pem', 'none']);
    assert.equal(readFileSync(at.fullchain, 'utf8'), 'a file');
  });

  it('is settled by what there is: forward, back, or not at all where another came later', async (context) => {
    const { layout, links } = open(context);
    const settle = async (version: number) => {
      const { calls, journal } = noting();
      const outcome = await settleSwitch(layout, journal, entryOf({ version, owes: [], settles: [] }));
      return [outcome, ...calls];
    };
    await writeArchiveFiles(layout, 'a', 2, pem);
    assert.deepEqual(await settle(2), ['finished', 'remove switch']);
    assert.deepEqual(await settle(2), ['finished', 'remove switch']);
    assert.deepEqual(await settle(1), ['overtaken', 'remove switch']);
    assert.equal(links()[0], '../../archive/a/cert2.pem');
    await writeArchiveFiles(layout, 'a', 3, { ...pem, chain: 'another' });
    assert.deepEqual(await settle(3), ['undone', 'remove switch']);
    assert.deepEqual(readdirSync(layout.archiveDirectory('a')).sort(), fileKinds.map((kind) => `${kind}2.pem`).sort());
  });
});

describe('the archive', () => {
  it('counts on from whatever is in it', async (context) => {
    const layout = createLayout(makeConfigDir(context));
    assert.equal(await nextVersion(layout, 'a'), 1);
    for (const [name, next] of [
      ['note.txt', 1],
      ['cert1.pem', 2],
      ['privkey4.pem', 5],
      ['chain3.pem', 5],
      ['fullchain10.pem', 11],
      ['cert12.pfx', 13],
    ] as const) {
      put(join(layout.archiveDirectory('a'), name));
      assert.equal(await nextVersion(layout, 'a'), next, name);
    }
  });

  it('has a set only where each file of it is whole, and nobody but the owner reads the key', async (context) => {
    const layout = createLayout(makeConfigDir(context));
    await writeArchiveFiles(layout, 'a', 1, pem);
    const isComplete = () => isSetComplete(layout, 'a', 1, digestsOf(pem));
    assert.equal(await isComplete(), true);
    for (const kind of fileKinds) {
      writeFileSync(layout.archivePaths('a', 1)[kind], `${pem[kind]}x`);
      assert.equal(await isComplete(), false, kind);
      writeFileSync(layout.archivePaths('a', 1)[kind], pem[kind]);
    }
    put(layout.archivePaths('a', 2).cert, 'c');
    assert.equal(await isSetComplete(layout, 'a', 2, digestsOf(pem)), false);
    await removeArchiveFiles(layout, 'a', 1);
    assert.deepEqual(readdirSync(layout.archiveDirectory('a')), ['cert2.pem']);
    await removeArchiveFiles(layout, 'a', 2);
    assert.equal(existsSync(layout.archiveDirectory('a')), false);
  });
});

describe('damage', () => {
  const authority = makeAuthority();
  const name = 'a.example.com';
  const own = authority.issue([name]);
  const other = makeAuthority('Other').issue([name]);
  const texts = { cert: own.cert, privkey: own.privkey, chain: own.chain, fullchain: own.cert + own.chain };
  const shown = { cert: 'CERT', privkey: 'KEY', chain: 'CHAIN', fullchain: 'FULL' };

  it('is found in each of the four texts, and in how they belong together', () => {
    const crlf = texts.fullchain.replaceAll('\n', '\r\n');
    const table: readonly [changes: Partial<typeof texts>, damage: RegExp | undefined][] = [
      [{}, undefined],
      [{ fullchain: crlf }, undefined],
      [{ chain: '', fullchain: own.cert }, undefined],
      [{ cert: 'x' }, /^CERT cannot be read as a certificate$/],
      [{ privkey: 'x' }, /^KEY cannot be read as a private key$/],
      [{ privkey: makeKey('ecdsa256') }, /^KEY does not belong to CERT$/],
      [{ chain: 'x' }, /^CHAIN cannot be read|^FULL/],
      [{ fullchain: 'x' }, /^FULL/],
      [{ fullchain: own.cert }, /^FULL is not CERT with CHAIN$/],
      [{ fullchain: own.cert + other.chain }, /^FULL is not CERT with CHAIN$/],
      [{ chain: other.chain, fullchain: own.cert + other.chain }, /^CHAIN did not issue CERT$/],
    ];
    for (const [changes, damage] of table) {
      for (let time = 0; time < 2; time += 1) {
        const found = findPemDamage({ ...texts, ...changes }, shown);
        if (damage === undefined) assert.equal(found, undefined);
        else assert.match(found ?? '', damage);
      }
    }
  });

  it('of a lineage names the first thing that is wrong, and shows what is left', async (context) => {
    const configDir = makeConfigDir(context);
    const layout = createLayout(configDir);
    writeCertbotLineage(configDir, name, [own, own]);
    const health = async () => {
      const { health: found, version, domains } = await inspectLineage(layout, name);
      return [typeof found === 'string' ? found : Object.entries(found).flat().join(' '), version, domains.length];
    };
    assert.deepEqual(await health(), ['good', 2, 1]);
    const conf = layout.renewalConf(name);
    const good = readFileSync(conf, 'utf8');
    const confs: readonly [text: string, words: RegExp][] = [
      ['', /is empty$/],
      [' \n', /is empty$/],
      ['nonsense\n', /neither a section/],
      [good.replace(/^chain = .*\n/m, ''), /does not say where chain\.pem is$/],
      [good.replace(/^(cert = .*\/)[^/]+(\/cert\.pem)$/m, '$1other$2'), /which is not in live\//],
    ];
    for (const [text, words] of confs) {
      writeFileSync(conf, text);
      const [found, version, domains] = await health();
      assert.match(String(found), words);
      assert.match(String(found), /^broken /);
      assert.deepEqual([version, domains], [2, 1]);
    }
    // What is wrong with the configuration is told before what is wrong with the files.
    writeFileSync(conf, '');
    writeFileSync(layout.archivePaths(name, 2).chain, 'x');
    assert.match(String((await health())[0]), /conf is empty$/);
    writeFileSync(conf, good);
    assert.match(String((await health())[0]), /chain2\.pem/);
    writeFileSync(layout.archivePaths(name, 2).fullchain, '');
    assert.match(String((await health())[0]), /fullchain2\.pem is empty$/);
    chmodSync(conf, 0o644);
  });
});
