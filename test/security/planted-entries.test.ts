import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { isFailure } from '../../core/sdk/index.js';
import { missing } from '../lab/index.js';
import { listening, run } from '../plugins/support.js';
import { certificate } from '../post-issue/support.js';
import { makeAuthority } from '../store/certificates.js';
import { makeConfigDir, openStore, saveRequest } from '../store/volume.js';
import { makeVictim, stranger } from './exchanging-user.js';

const name = 'www.example.com';
const pem = makeAuthority().issue([name]);
const names = ['cert.pem', 'privkey.pem', 'chain.pem', 'fullchain.pem', 'README', 'cert.pfx', 'cert.pks', 'cert1.pem'];

describe('what the owner of the certificates puts in their place', { skip: missing('root') }, () => {
  /** A lineage in directories of the stranger, and the store of its volume. */
  async function makeVolume(context: TestContext) {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    await store.save(saveRequest(name, pem));
    for (const each of ['live', 'archive', `live/${name}`, `archive/${name}`]) {
      chownSync(join(configDir, each), stranger, stranger);
    }
    return { configDir, store, victim: await makeVictim(context, names) };
  }

  function replaceByLink(path: string, target: string): void {
    renameSync(path, `${path}.moved`);
    symlinkSync(target, path);
  }

  const works = {
    'a renewal': (store) => store.save(saveRequest(name, pem)),
    'an artifact': (store) =>
      store.publication.writeArtifact({ name, fileName: 'cert1.pfx', data: 'pfx', links: [`live/${name}/cert.pfx`] }),
    'a removal': (store) => store.remove(name),
    'a start': (store) => store.recover(),
  } satisfies Record<string, (store: ReturnType<typeof openStore>) => Promise<unknown>>;

  for (const [title, work] of Object.entries(works)) {
    for (const part of ['live', 'archive'] as const) {
      it(`does not lead ${title} out of ${part}/`, async (context) => {
        const { configDir, store, victim } = await makeVolume(context);
        const before = await victim.look();
        replaceByLink(join(configDir, part, name), victim.path);
        await work(store).catch((error: unknown) => assert.ok(isFailure(error, 'STORE', 'LINEAGE'), String(error)));
        assert.deepEqual(await victim.look(), before);
      });
    }
  }

  it('is followed where root alone can have put it there', async (context) => {
    const { configDir, store, victim } = await makeVolume(context);
    chownSync(join(configDir, 'archive'), 0, 0);
    const elsewhere = join(victim.path, 'elsewhere');
    renameSync(join(configDir, 'archive', name), elsewhere);
    symlinkSync(elsewhere, join(configDir, 'archive', name));
    await store.save(saveRequest(name, pem));
    assert.ok(lstatSync(join(elsewhere, 'cert2.pem')).isFile());
  });

  it('keeps mode and owner where it is not plainly a file of the certificate', async (context) => {
    const { configDir, victim } = await makeVolume(context);
    const archive = join(configDir, 'archive', name);
    const foreign = join(configDir, 'foreign');
    writeFileSync(foreign, 'secret', { mode: 0o600 });
    linkSync(foreign, join(archive, 'hard.pem'));
    symlinkSync(join(victim.path, 'README'), join(archive, 'out.pem'));
    execFileSync('mkfifo', [join(archive, 'pipe.pem')]);
    execFileSync('mknod', [join(archive, 'zero.pem'), 'c', '1', '5']);
    mkdirSync(join(archive, 'down'));
    const { log, lines } = listening();
    const owner = String(stranger);
    const event = { kind: 'renewed', certificate: certificate(name, {}, configDir) } as const;
    const [step] = await run(['permissions'], [event], {
      options: { permissions: { user: owner, group: owner } },
      log,
    });
    assert.equal(step?.failure, undefined);
    for (const each of ['hard.pem', 'out.pem', 'pipe.pem', 'zero.pem']) {
      assert.equal(lstatSync(join(archive, each)).uid, 0, each);
    }
    assert.equal(lstatSync(join(archive, 'down')).uid, stranger);
    assert.equal(lstatSync(foreign).mode & 0o777, 0o600);
    assert.equal(lines.filter((line) => line.startsWith('left alone')).length, 4, lines.join('\n'));
  });

  for (const [title, put] of Object.entries({
    'a pipe': (path: string) => execFileSync('mkfifo', [path]),
    'an endless device': (path: string) => symlinkSync('/dev/zero', path),
    'a file without end': (path: string) => {
      writeFileSync(path, '');
      truncateSync(path, 2 ** 40);
    },
    'a socket': (path: string) =>
      execFileSync('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind(${JSON.stringify(path)})`]),
    'a directory': (path: string) => mkdirSync(path),
  })) {
    it(`does not keep anybody waiting: ${title}`, async (context) => {
      const { configDir, store } = await makeVolume(context);
      const path = join(configDir, 'archive', name, 'privkey1.pem');
      rmSync(path);
      put(path);
      const [lineage] = await store.lineages();
      assert.ok(typeof lineage?.health === 'object' && 'broken' in lineage.health, JSON.stringify(lineage?.health));
    });
  }
});
