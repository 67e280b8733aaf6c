import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { makeAuthority } from './certificates.js';
import { allPaths, makeConfigDir, modeOf, openStore, saveRequest, writeCertbotLineage } from './volume.js';

const name = 'smtp.example.com';
const pem = makeAuthority().issue([name]);
const pfx = {
  name,
  fileName: 'cert1.pfx',
  data: Buffer.from('first'),
  links: [`live/${name}/cert.pfx`, `${name}/cert.pks`],
};

describe('an artifact of a version', () => {
  it('lies beside it in the archive, with relative links from both places', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest(name, pem));
    await store.publication.writeArtifact({ ...pfx, mode: 0o640 });
    assert.equal(readlinkSync(join(configDir, 'live', name, 'cert.pfx')), `../../archive/${name}/cert1.pfx`);
    assert.equal(readlinkSync(join(configDir, name, 'cert.pks')), `../archive/${name}/cert1.pfx`);
    assert.equal(modeOf(join(configDir, 'archive', name, 'cert1.pfx')), 0o640);
    await store.publication.writeArtifact({ ...pfx, data: 'second' });
    assert.equal(readFileSync(join(configDir, name, 'cert.pks'), 'utf8'), 'second');
    assert.equal(modeOf(join(configDir, 'archive', name, 'cert1.pfx')), 0o600, 'a key is private unless it is said');
    await store.publication.writeArtifact({ ...pfx, fileName: 'cert2.pfx', data: 'third' });
    assert.equal(readFileSync(join(configDir, 'live', name, 'cert.pfx'), 'utf8'), 'third');
    assert.equal((await store.read(name))?.health, 'good');
  });

  it('goes nowhere else', async (context) => {
    const store = openStore(makeConfigDir(context));
    for (const fileName of ['../x', 'a/b', '', '.', '.x', 'privkey1.pem']) {
      await assert.rejects(
        store.publication.writeArtifact({ ...pfx, fileName }),
        (error) => isFailure(error, 'STORE'),
        fileName,
      );
    }
    for (const link of ['../x', 'live/other/cert.pfx', '/etc/x', 'cert.pks', `live/${name}/a/b`]) {
      await assert.rejects(
        store.publication.writeArtifact({ ...pfx, links: [link] }),
        (error) => isFailure(error, 'STORE'),
        link,
      );
    }
  });
});

describe('a deletion', () => {
  it('removes all that is ours and nothing else', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save({ ...saveRequest(name, pem), owes: ['pfx'] });
    await store.save({ ...saveRequest('other.example.com', pem), owes: ['pfx'] });
    await store.publication.writeArtifact(pfx);
    await store.remove(name);
    assert.deepEqual(
      allPaths(configDir).filter((path) => path.includes(name)),
      [],
    );
    assert.deepEqual(
      (await store.lineages()).map((lineage) => lineage.name),
      ['other.example.com'],
    );
    assert.deepEqual(
      (await store.journal.list('owed-step')).map((step) => step.certificate),
      ['other.example.com'],
    );
    assert.deepEqual(await store.journal.list('lineage-delete'), []);
    assert.equal(await store.save(saveRequest(name, pem)), 1);
  });

  it('leaves foreign files, and what a link points to', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [pem]);
    writeFileSync(join(configDir, 'live', name, 'haproxy.pem'), 'made by a hook');
    mkdirSync(join(configDir, name));
    writeFileSync(join(configDir, name, 'notes'), 'mine');
    mkdirSync(join(configDir, 'elsewhere'));
    writeFileSync(join(configDir, 'elsewhere/kept'), 'x');
    symlinkSync('../../elsewhere', join(configDir, 'archive', name, 'link'));
    const store = openStore(configDir);
    await store.remove(name);
    assert.deepEqual(readdirSync(join(configDir, 'live', name)), ['haproxy.pem']);
    assert.deepEqual(readdirSync(join(configDir, name)), ['notes']);
    assert.deepEqual(readdirSync(join(configDir, 'elsewhere')), ['kept']);
    assert.ok(!existsSync(join(configDir, 'archive', name)));
    assert.deepEqual(await store.lineages(), []);
  });

  it('does not follow an archive that is a link', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, name, [pem]);
    rmSync(join(configDir, 'archive', name), { recursive: true });
    mkdirSync(join(configDir, 'elsewhere'));
    writeFileSync(join(configDir, 'elsewhere/kept'), 'x');
    symlinkSync('../elsewhere', join(configDir, 'archive', name));
    await openStore(configDir).remove(name);
    assert.deepEqual(readdirSync(join(configDir, 'elsewhere')), ['kept']);
    assert.ok(!existsSync(join(configDir, 'archive', name)));
  });
});
