import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { isGoodLineage } from '../../core/store/lineages/lineage.js';
import { missing } from '../lab/binaries.js';
import { makeAuthority } from './certificates.js';
import {
  certbot,
  certbotPython,
  linkVersions,
  makeConfigDir,
  modeOf,
  openStore,
  saveRequest,
  seedConf,
  server,
  writeCertbotLineage,
} from './volume.js';

const authority = makeAuthority();
const first = authority.issue(['smtp.example.com', 'SMTP2.example.com', 'a.example.com']);
const second = authority.issue(['smtp.example.com'], { key: 'rsa2048' });

describe('saving a version', () => {
  it("writes certbot's layout to the letter", async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    assert.equal(await store.save(saveRequest('smtp.example.com', first)), 1);
    const live = join(configDir, 'live/smtp.example.com');
    assert.deepEqual(readdirSync(live).sort(), ['README', 'cert.pem', 'chain.pem', 'fullchain.pem', 'privkey.pem']);
    for (const kind of ['cert', 'chain', 'fullchain', 'privkey']) {
      assert.equal(readlinkSync(join(live, `${kind}.pem`)), `../../archive/smtp.example.com/${kind}1.pem`);
    }
    assert.equal(readFileSync(join(live, 'fullchain.pem'), 'utf8'), first.cert + first.chain);
    assert.equal(readFileSync(join(live, 'privkey.pem'), 'utf8'), first.privkey);
    assert.deepEqual(readdirSync(join(configDir, 'live')).sort(), ['README', 'smtp.example.com']);
    assert.equal(modeOf(join(configDir, 'archive/smtp.example.com/privkey1.pem')), 0o600);
    assert.equal(modeOf(join(configDir, 'archive/smtp.example.com/cert1.pem')), 0o644);
    assert.equal(modeOf(join(configDir, 'live')), 0o700);
    assert.equal(modeOf(join(configDir, 'archive')), 0o700);
    assert.deepEqual(await openStore(configDir).journal.list('lineage-switch'), []);
  });

  it('gives modes exactly, whatever the umask', async (context) => {
    const before = process.umask(0o077);
    context.after(() => process.umask(before));
    const configDir = makeConfigDir(context);
    await openStore(configDir).save(saveRequest('smtp.example.com', first));
    assert.equal(modeOf(join(configDir, 'archive/smtp.example.com/fullchain1.pem')), 0o644);
  });

  it('counts on from the highest number in the archive and overwrites nothing', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest('smtp.example.com', first));
    writeFileSync(join(configDir, 'archive/smtp.example.com/chain4.pem'), 'left by someone');
    writeFileSync(join(configDir, 'archive/smtp.example.com/cert6.pfx'), 'left by someone');
    assert.equal(await store.save(saveRequest('smtp.example.com', second)), 7);
    assert.deepEqual(linkVersions(configDir, 'smtp.example.com'), [7, 7, 7, 7]);
    assert.equal(readFileSync(join(configDir, 'archive/smtp.example.com/chain4.pem'), 'utf8'), 'left by someone');
    assert.equal(readFileSync(join(configDir, 'archive/smtp.example.com/cert1.pem'), 'utf8'), first.cert);
  });

  it('is read back with all facts', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const renewal = {
      server,
      account: 'abc',
      keyType: 'ecdsa256',
      profile: 'tlsserver',
      preferredChain: 'Test Root',
      reuseKey: true,
    };
    await store.save({ name: 'smtp.example.com', pem: first, renewal });
    const [lineage, ...others] = await store.lineages();
    assert.equal(others.length, 0);
    assert.ok(lineage && isGoodLineage(lineage));
    assert.deepEqual(lineage.domains, ['smtp.example.com', 'smtp2.example.com', 'a.example.com']);
    assert.equal(lineage.certificate.serial, '8D3A01');
    assert.equal(lineage.certificate.issuerCommonName, 'Test Intermediate');
    assert.equal(lineage.certificate.keyType, 'ecdsa256');
    const days = (lineage.certificate.notAfter.getTime() - lineage.certificate.notBefore.getTime()) / 86_400_000;
    assert.equal(Math.round(days), 90);
    // RFC 9773 section 4.1: the serial's bytes with their sign, so a leading zero before 8d.
    assert.equal(
      lineage.certificate.ariId,
      `${Buffer.from(lineage.certificate.aki ?? '', 'hex').toString('base64url')}.AI06AQ`,
    );
    assert.deepEqual([lineage.server, lineage.accountId, lineage.managed], [server, 'abc', 'created']);
    assert.deepEqual(
      [lineage.renewal.profile, lineage.renewal.preferredChain, lineage.renewal.reuseKey],
      ['tlsserver', 'Test Root', true],
    );
    assert.equal(lineage.paths.cert, join(configDir, 'live/smtp.example.com/cert.pem'));
    assert.equal(lineage.archivePaths?.privkey, join(configDir, 'archive/smtp.example.com/privkey1.pem'));
  });

  it('refuses names that lead elsewhere, and PEM texts that do not fit', async (context) => {
    const store = openStore(makeConfigDir(context));
    for (const name of [
      '',
      '..',
      '.',
      'a/b',
      '../a',
      'a\\b',
      'a\nb',
      'a\0',
      '-n',
      'live',
      'archive',
      'x'.repeat(251),
    ]) {
      await assert.rejects(store.save(saveRequest(name, first)), (error) => isFailure(error, 'STORE'), name);
      await assert.rejects(store.remove(name), (error) => isFailure(error, 'STORE'), name);
    }
    const mixed = { ...first, privkey: second.privkey };
    await assert.rejects(store.save(saveRequest('a.example.com', mixed)), /privkey does not belong to cert/);
    await assert.rejects(store.save(saveRequest('a.example.com', { ...first, cert: 'nothing' })), /cannot be read/);
    assert.deepEqual(await store.lineages(), []);
  });

  it('takes an empty chain where the CA sends none', async (context) => {
    const store = openStore(makeConfigDir(context));
    await store.save(saveRequest('a.example.com', { ...first, chain: '' }));
    assert.equal((await store.read('a.example.com'))?.health, 'good');
  });

  it('keeps what it does not know of a renewal configuration', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, 'smtp.example.com', [first, first]);
    const store = openStore(configDir);
    assert.equal((await store.read('smtp.example.com'))?.managed, undefined);
    assert.equal(await store.save(saveRequest('smtp.example.com', second)), 3);
    const before = seedConf('smtp.example.com')(configDir).split('\n');
    const after = readFileSync(join(configDir, 'renewal/smtp.example.com.conf'), 'utf8').split('\n');
    const gone = before.filter((line) => !after.includes(line));
    assert.deepEqual(gone, [
      'account = 5d2a3a9cf0e5b0a1e1d7a8e4d9b7c6f1 # of the old host',
      'server = https://acme-v02.api.letsencrypt.org/directory',
    ]);
    const added = after.filter((line) => !before.includes(line));
    assert.deepEqual(added, [
      `account = ${'a'.repeat(32)} # of the old host`,
      `server = ${server}`,
      'key_type = ecdsa',
      '[letsencrypt-dns]',
      'managed = adopted',
    ]);
  });

  it('writes a damaged renewal configuration anew', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, 'smtp.example.com', [first], () => 'this is = "no end\n');
    const store = openStore(configDir);
    assert.deepEqual((await store.read('smtp.example.com'))?.health, {
      broken: 'a quote is not closed (renewal/smtp.example.com.conf:1). Correct the line or remove the file',
    });
    await store.save(saveRequest('smtp.example.com', second));
    assert.equal((await store.read('smtp.example.com'))?.health, 'good');
  });

  it('leaves the old version served when the disk refuses, and says why', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest('smtp.example.com', first));
    // A file in the place of renewal/: writing there fails, whoever runs this.
    rmSync(join(configDir, 'renewal'), { recursive: true });
    writeFileSync(join(configDir, 'renewal'), 'in the way');
    await assert.rejects(store.save(saveRequest('smtp.example.com', second)), (error) => {
      assert.ok(isFailure(error, 'STORE'));
      assert.match(error.message, /a part of the path is no directory/);
      return true;
    });
    assert.deepEqual(linkVersions(configDir, 'smtp.example.com'), [1, 1, 1, 1]);
  });

  it('keeps a complete set that could not be switched to, and switches later', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest('smtp.example.com', first));
    const link = join(configDir, 'live/smtp.example.com/fullchain.pem');
    rmSync(link);
    mkdirSync(link);
    await assert.rejects(store.save(saveRequest('smtp.example.com', second)), /a directory stands in the way/);
    assert.equal(
      readlinkSync(join(configDir, 'live/smtp.example.com/privkey.pem')),
      '../../archive/smtp.example.com/privkey1.pem',
    );
    rmSync(link, { recursive: true });
    symlinkSync('../../archive/smtp.example.com/fullchain1.pem', link);
    assert.deepEqual((await store.settle()).finished, ['smtp.example.com']);
    assert.deepEqual(linkVersions(configDir, 'smtp.example.com'), [2, 2, 2, 2]);
    assert.equal((await store.read('smtp.example.com'))?.health, 'good');
  });
});

describe('certbot on a volume of ours', { skip: missing('certbot') }, () => {
  it('lists every certificate without a complaint', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest('smtp.example.com', first));
    await store.save({
      ...saveRequest('second.example.com', second),
      renewal: {
        server,
        account: 'b',
        keyType: 'rsa4096',
        reuseKey: true,
        preferredChain: 'A, "B" #1',
        profile: 'classic',
      },
    });
    const { status, output } = certbot(configDir, 'certificates');
    assert.equal(status, 0, output);
    assert.match(output, /Certificate Name: smtp\.example\.com\s+Serial Number: 8d3a01\s+Key Type: ECDSA/);
    assert.match(output, /Domains: smtp\.example\.com SMTP2\.example\.com a\.example\.com/i);
    assert.match(output, /Certificate Name: second\.example\.com[\s\S]*Key Type: RSA/);
    assert.equal(output.match(/VALID: 89 days/g)?.length, 2);
    assert.doesNotMatch(output, /warn|error|invalid|unexpected|skipping|parse/i);
  });

  it('leaves them alone at its own renewals', async (context) => {
    const configDir = makeConfigDir(context);
    await openStore(configDir).save(
      saveRequest('smtp.example.com', authority.issue(['smtp.example.com'], { days: 1 })),
    );
    const { status, output } = certbot(configDir, 'renew');
    assert.equal(status, 0, output);
    assert.match(output, /not due for renewal|No renewals were attempted/);
    assert.doesNotMatch(output, /warn|broken|unexpected/i);
  });

  it('keeps our section and its other lines when it rewrites the file itself', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest('smtp.example.com', first));
    const path = join(configDir, 'renewal/smtp.example.com.conf');
    const rewrite = `import sys
from certbot._internal import storage
root, path = sys.argv[1:]
targets = {kind: f"{root}/live/smtp.example.com/{kind}.pem" for kind in storage.ALL_FOUR}
storage.write_renewal_config(path, path, f"{root}/archive/smtp.example.com", targets, {"server": "https://other.example/dir", "account": "c"})`;
    certbotPython(rewrite, configDir, path);
    const lineage = await store.read('smtp.example.com');
    assert.deepEqual(
      [lineage?.managed, lineage?.server, lineage?.accountId],
      ['created', 'https://other.example/dir', 'c'],
    );
    assert.equal(lineage?.health, 'good');
  });
});
