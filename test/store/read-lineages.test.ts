import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Health, isGoodLineage } from '../../core/store/lineages/lineage.js';
import { makeAuthority } from './certificates.js';
import { makeConfigDir, openStore, saveRequest, seedConf, writeCertbotLineage } from './volume.js';

const name = 'smtp.example.com';
const authority = makeAuthority();
const older = authority.issue([name, '*.example.com'], { key: 'rsa2048' });
const newer = authority.issue([name, '*.example.com'], { key: 'ecdsa384' });
const stranger = makeAuthority('Another Intermediate').issue([name]);

describe('reading a volume of certbot or the seed image', () => {
  it('takes lineages as they are and skips READMEs and foreign folders', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [older, newer]);
    writeCertbotLineage(configDir, 'old.example.com', [older], (root) =>
      seedConf('old.example.com')(root)
        .replace('acme-v02', 'acme-v01')
        .replace(/version.*\n/, ''),
    );
    mkdirSync(join(configDir, 'live/backup'));
    writeFileSync(join(configDir, 'live/backup/cert.pem'), older.cert);
    mkdirSync(join(configDir, 'archive/leftover'));
    mkdirSync(join(configDir, 'renewal-hooks'));
    writeFileSync(join(configDir, 'renewal/note.txt'), 'x');
    const lineages = await openStore(configDir).lineages();
    assert.deepEqual(
      lineages.map((lineage) => [lineage.name, lineage.health, lineage.version]),
      [
        ['old.example.com', 'good', 1],
        [name, 'good', 2],
      ],
    );
    const [old, lineage] = lineages;
    assert.deepEqual(lineage?.domains, [name, '*.example.com']);
    assert.equal(lineage?.certificate?.keyType, 'ecdsa384');
    assert.equal(lineage?.accountId, '5d2a3a9cf0e5b0a1e1d7a8e4d9b7c6f1');
    assert.equal(lineage?.renewal?.authenticator, 'manual');
    assert.equal(lineage?.managed, undefined);
    assert.equal(old?.certificate?.keyType, 'rsa2048');
    assert.equal(
      old?.server,
      'https://acme-v02.api.letsencrypt.org/directory',
      'the retired server leads to its successor',
    );
  });

  it('records an adoption once and touches nothing else', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [older]);
    const path = join(configDir, `renewal/${name}.conf`);
    const before = readFileSync(path, 'utf8');
    const store = openStore(configDir);
    assert.equal(await store.adopt(name), true);
    assert.equal(await store.adopt(name), false);
    assert.equal(readFileSync(path, 'utf8'), `${before}\n[letsencrypt-dns]\nmanaged = adopted\n`);
    assert.equal((await store.read(name))?.managed, 'adopted');
    await assert.rejects(store.adopt('nobody.example.com'), /there is no certificate named/);
  });

  it('finds a private key that is a link to an earlier one (reuse of the key)', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [older, older]);
    const key = join(configDir, 'archive', name, 'privkey2.pem');
    rmSync(key);
    symlinkSync('privkey1.pem', key);
    assert.equal((await openStore(configDir).read(name))?.health, 'good');
  });

  it('answers for an empty or absent volume, and for a name that does not exist', async (context) => {
    const store = openStore(makeConfigDir(context));
    assert.deepEqual(await store.lineages(), []);
    assert.equal(await store.read(name), undefined);
    assert.equal(await store.read('../etc'), undefined);
  });
});

interface Damage {
  readonly what: string;
  readonly reason: RegExp;
  readonly damage: (live: string, archive: string, renewal: string) => void;
}

function relink(live: string, kind: string, target: string): void {
  rmSync(join(live, `${kind}.pem`));
  symlinkSync(target, join(live, `${kind}.pem`));
}

const damages: readonly Damage[] = [
  {
    what: 'a dangling link',
    reason: /^archive\/smtp\.example\.com\/chain2\.pem is missing: its link dangles$/,
    damage: (_live, archive) => rmSync(join(archive, 'chain2.pem')),
  },
  {
    what: 'a link into a gap of the archive',
    reason: /^archive\/smtp\.example\.com\/cert7\.pem is missing/,
    damage: (live) => {
      for (const kind of ['cert', 'chain', 'fullchain', 'privkey'])
        relink(live, kind, `../../archive/${name}/${kind}7.pem`);
    },
  },
  {
    what: 'an empty file',
    reason: /^archive\/smtp\.example\.com\/privkey2\.pem is empty$/,
    damage: (_live, archive) => writeFileSync(join(archive, 'privkey2.pem'), ''),
  },
  {
    what: 'a truncated chain',
    reason: /^archive\/smtp\.example\.com\/fullchain2\.pem is not .*cert2\.pem with .*chain2\.pem$/,
    damage: (_live, archive) => writeFileSync(join(archive, 'chain2.pem'), ''),
  },
  {
    what: 'a chain cut off in both files that hold it',
    reason: /chain2\.pem cannot be read as certificates$/,
    damage: (_live, archive) => {
      writeFileSync(join(archive, 'chain2.pem'), newer.chain.slice(0, 300));
      writeFileSync(join(archive, 'fullchain2.pem'), newer.cert + newer.chain.slice(0, 300));
    },
  },
  {
    what: 'a truncated certificate',
    reason: /cert2\.pem cannot be read as a certificate$/,
    damage: (_live, archive) => writeFileSync(join(archive, 'cert2.pem'), newer.cert.slice(0, 300)),
  },
  {
    what: 'a missing link',
    reason: /^live\/smtp\.example\.com\/privkey\.pem is missing$/,
    damage: (live) => rmSync(join(live, 'privkey.pem')),
  },
  {
    what: 'links to different versions',
    reason: /the links point to different versions \(cert 2, privkey 1, chain 2, fullchain 2\)$/,
    damage: (live) => relink(live, 'privkey', `../../archive/${name}/privkey1.pem`),
  },
  {
    what: 'a new certificate beside the old key',
    reason: /privkey2\.pem does not belong to .*cert2\.pem$/,
    damage: (_live, archive) => cpSync(join(archive, 'privkey1.pem'), join(archive, 'privkey2.pem')),
  },
  {
    what: 'a chain of another CA',
    reason: /chain2\.pem did not issue .*cert2\.pem$/,
    damage: (_live, archive) => {
      writeFileSync(join(archive, 'chain2.pem'), stranger.chain);
      writeFileSync(join(archive, 'fullchain2.pem'), newer.cert + stranger.chain);
    },
  },
  {
    what: 'a file in the place of a link',
    reason: /^live\/smtp\.example\.com\/cert\.pem is no link into archive/,
    damage: (live) => {
      rmSync(join(live, 'cert.pem'));
      writeFileSync(join(live, 'cert.pem'), newer.cert);
    },
  },
  {
    what: 'a link out of the archive',
    reason: /privkey\.pem points to \/etc\/hostname, which is no privkey file/,
    damage: (live) => relink(live, 'privkey', '/etc/hostname'),
  },
  {
    what: 'a link into the archive of another',
    reason: /outside archive\/smtp\.example\.com$/,
    damage: (live) => relink(live, 'privkey', '../../archive/other/privkey2.pem'),
  },
  {
    what: 'a directory in the place of a file',
    reason: /a directory stands in the way/,
    damage: (_live, archive) => {
      rmSync(join(archive, 'cert2.pem'));
      mkdirSync(join(archive, 'cert2.pem'));
    },
  },
  {
    what: 'a missing live directory',
    reason: /^live\/smtp\.example\.com\/cert\.pem is missing$/,
    damage: (live) => rmSync(live, { recursive: true }),
  },
  {
    what: 'a missing renewal configuration',
    reason: /^renewal\/smtp\.example\.com\.conf is missing$/,
    damage: (_live, _archive, renewal) => rmSync(renewal),
  },
  {
    what: 'an empty renewal configuration',
    reason: /\.conf is empty$/,
    damage: (_live, _archive, renewal) => writeFileSync(renewal, ''),
  },
  {
    what: 'a renewal configuration without a path',
    reason: /does not say where privkey\.pem is$/,
    damage: (_live, _archive, renewal) =>
      writeFileSync(renewal, readFileSync(renewal, 'utf8').replace(/^privkey.*\n/m, '')),
  },
];

describe('a damaged lineage is reported, not thrown and not trusted', () => {
  for (const { what, reason, damage } of damages) {
    it(what, async (context) => {
      const configDir = makeConfigDir(context);
      writeCertbotLineage(configDir, name, [older, newer]);
      writeCertbotLineage(configDir, 'whole.example.com', [newer]);
      const store = openStore(configDir);
      // Once before, so that the cache knows the good state.
      await store.lineages({ updateCache: true });
      damage(join(configDir, 'live', name), join(configDir, 'archive', name), join(configDir, `renewal/${name}.conf`));
      const [lineage, whole] = await store.lineages({ updateCache: true });
      const health: Health | undefined = lineage?.health;
      assert.ok(typeof health === 'object' && 'broken' in health, JSON.stringify(health));
      assert.match(health.broken, reason);
      assert.deepEqual([whole?.name, whole?.health], ['whole.example.com', 'good']);
      const version = await store.save(saveRequest(name, newer));
      assert.ok(version >= 3);
      assert.equal((await store.read(name))?.health, 'good', 'a new version repairs it');
    });
  }
});

const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

describe('what cannot be looked at', () => {
  it('is unreadable, not broken', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [newer]);
    chmodSync(join(configDir, '..'), 0o755);
    chmodSync(join(configDir, 'archive', name, 'privkey1.pem'), 0);
    const index = fileURLToPath(new URL('../../core/store/file-store.js', import.meta.url));
    const script = `const { createFileStore } = await import(${JSON.stringify(index)});
const quiet = () => {};
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const [lineage] = await createFileStore({ configDir: ${JSON.stringify(configDir)}, log }).lineages();
console.log(JSON.stringify(lineage.health));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', ...asNobody });
    assert.match(run.stdout, /"unreadable":"cannot read a file: permission denied/, run.stderr);
  });
});

describe('the cache of lineages', () => {
  it('spares the reading and notices each change', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [older]);
    const fresh = await openStore(configDir).lineages({ updateCache: true });
    const cached = await openStore(configDir).lineages();
    assert.deepEqual(JSON.parse(JSON.stringify(cached)), JSON.parse(JSON.stringify(fresh)));
    assert.ok(cached[0] && isGoodLineage(cached[0]));
    assert.ok(cached[0].certificate.notAfter instanceof Date);
    // The same size and times under the same name: only inode and change time tell.
    const path = join(configDir, 'archive', name, 'cert1.pem');
    const { atime, mtime } = statSync(path);
    writeFileSync(`${path}.new`, older.cert.replace(/[A-Z]/, 'a'));
    utimesSync(`${path}.new`, atime, mtime);
    renameSync(`${path}.new`, path);
    const [after] = await openStore(configDir).lineages();
    assert.notEqual(after?.health, 'good');
  });

  it('is harmless to lose, to damage and to forbid', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [older]);
    await openStore(configDir).lineages({ updateCache: true });
    const path = join(configDir, 'letsencrypt-dns/cache/lineages.json');
    const cache = JSON.parse(readFileSync(path, 'utf8').slice(0, -9));
    for (const text of ['', '{', 'null', '{"format":1}', '{"format":0,"entries":{}}', `{"format":${cache.format}}`]) {
      writeFileSync(path, text);
      assert.equal((await openStore(configDir).lineages())[0]?.health, 'good', text);
    }
    cache.entries[0][1].kept.certificate.domains = ['noted'];
    const domains = async (format: number) => {
      writeFileSync(path, JSON.stringify({ ...cache, format }));
      return (await openStore(configDir).lineages())[0]?.domains;
    };
    assert.deepEqual(await domains(cache.format), ['noted']);
    assert.deepEqual(await domains(cache.format - 1), [name, '*.example.com'], 'what another version noted is nothing');
    rmSync(join(configDir, 'letsencrypt-dns'), { recursive: true });
    writeFileSync(join(configDir, 'letsencrypt-dns'), 'in the way');
    assert.equal((await openStore(configDir).lineages({ updateCache: true }))[0]?.health, 'good');
  });

  it('is not written by those who only look', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [older]);
    await openStore(configDir).lineages();
    assert.throws(() => statSync(join(configDir, 'letsencrypt-dns')), /ENOENT/);
  });
});
