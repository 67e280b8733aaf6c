import assert from 'node:assert/strict';
import { chmod, chown, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type IssuedCertificate, isFailure } from '../../core/sdk/index.js';
import { missing, runCommand } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { certificate } from '../post-issue/support.js';
import { builtIn, listening, type RunOptions, run } from './support.js';

const kinds = ['cert', 'chain', 'fullchain', 'privkey'];

describe('permissions', { skip: missing('root') }, () => {
  let directory: TempDir;
  let root: string;

  beforeEach(async () => {
    directory = await createTempDir('permissions');
    root = directory.path;
  });
  afterEach(() => directory.remove());

  /** Two versions of a lineage, as bare files. */
  async function make(name: string): Promise<IssuedCertificate> {
    const subject = certificate(name, { version: 2 }, root);
    await mkdir(subject.paths.archive, { recursive: true });
    await mkdir(subject.paths.live, { recursive: true });
    for (const kind of kinds) {
      await writeFile(join(subject.paths.archive, `${kind}1.pem`), '');
      await writeFile(join(subject.paths.archive, `${kind}2.pem`), '');
      await symlink(`../../archive/${name}/${kind}2.pem`, join(subject.paths.live, `${kind}.pem`));
    }
    return subject;
  }

  async function apply(subject: IssuedCertificate, options: Record<string, unknown> = {}, more: RunOptions = {}) {
    const event = { kind: 'renewed', certificate: subject } as const;
    const [step] = await run(['permissions'], [event], { options: { permissions: options }, ...more });
    assert.ok(step);
    return step.failure;
  }

  async function look(path: string): Promise<string> {
    const { mode, uid, gid } = await lstat(path);
    return `${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
  }

  async function lookAt(subject: IssuedCertificate) {
    const { archive, live } = subject.paths;
    const files = kinds.flatMap((kind) => [1, 2].map((version) => join(archive, `${kind}${version}.pem`)));
    return {
      directories: await Promise.all([join(root, 'live'), join(root, 'archive'), archive, live].map(look)),
      files: [...new Set(await Promise.all(files.map(look)))],
      links: [...new Set(await Promise.all(kinds.map((kind) => look(join(live, `${kind}.pem`)))))],
    };
  }

  for (const umask of [0o000, 0o077]) {
    it(`gives everything its mode and owner, with a umask of ${umask.toString(8).padStart(3, '0')}`, async () => {
      const before = process.umask(umask);
      try {
        const subject = await make('a.example');
        await writeFile(join(root, 'live', 'README'), '');
        await chown(join(subject.paths.archive, 'privkey2.pem'), 7, 7);
        assert.equal(await apply(subject), undefined);
        assert.deepEqual(await lookAt(subject), {
          directories: ['750 0:0', '750 0:0', '750 0:0', '750 0:0'],
          files: ['640 0:0'],
          links: ['777 0:0'],
        });
        assert.equal(await look(join(root, 'live', 'README')), '640 0:0');

        const own = { dirsMode: '2755', filesMode: '0444', user: 'daemon', group: '54321' };
        assert.equal(await apply(subject, own), undefined);
        assert.deepEqual(await lookAt(subject), {
          directories: ['2755 1:54321', '2755 1:54321', '2755 1:54321', '2755 1:54321'],
          files: ['444 1:54321'],
          links: ['777 1:54321'],
        });
      } finally {
        process.umask(before);
      }
    });
  }

  it('touches one certificate only, and nothing outside of live/ and archive/', async () => {
    const [subject, other] = [await make('a.example'), await make('b.example')];
    await chmod(root, 0o711);
    await writeFile(join(root, 'domains.conf'), '', { mode: 0o604 });
    const untouched = (await lookAt(other)).files;
    assert.equal(await apply(subject, { user: '99', group: '99' }), undefined);
    assert.deepEqual((await lookAt(other)).files, untouched);
    assert.equal(await look(join(root, 'domains.conf')), '604 0:0');
    assert.equal(await look(root), '711 0:0');
  });

  it('follows no link, wherever it leads', async () => {
    const outside = await createTempDir('outside');
    try {
      const victim = join(outside.path, 'shadow');
      await writeFile(victim, '', { mode: 0o600 });
      await mkdir(join(outside.path, 'directory'), { mode: 0o700 });
      const subject = await make('a.example');
      await symlink(victim, join(subject.paths.archive, 'stolen.pem'));
      await symlink(join(outside.path, 'directory'), join(subject.paths.archive, 'down'));
      await symlink(victim, join(root, 'live', 'linked'));
      const { log, lines } = listening();
      assert.equal(await apply(subject, { user: '99', group: '99' }, { log }), undefined);
      assert.equal(await look(victim), '600 0:0');
      assert.equal(await look(join(outside.path, 'directory')), '700 0:0');
      assert.equal(await look(join(subject.paths.archive, 'stolen.pem')), '777 0:0');
      assert.ok(lines.some((line) => line.includes('a link that leads out of the configuration directory')));
    } finally {
      await outside.remove();
    }
  });

  it('leaves alone a certificate directory that is a link out of the configuration directory', async () => {
    const outside = await createTempDir('outside');
    try {
      const subject = await make('a.example');
      await rm(subject.paths.live, { recursive: true });
      await writeFile(join(outside.path, 'file'), '', { mode: 0o600 });
      await symlink(outside.path, subject.paths.live);
      const { log, lines } = listening();
      assert.equal(await apply(subject, { user: '99', group: '99' }, { log }), undefined);
      assert.equal(await look(join(outside.path, 'file')), '600 0:0');
      assert.equal(await look(join(subject.paths.archive, 'cert1.pem')), '640 99:99');
      assert.ok(lines.some((line) => line.includes('left alone: it is a link that')));
    } finally {
      await outside.remove();
    }
  });

  it('passes over pipes and the like', async () => {
    const subject = await make('a.example');
    await runCommand('mkfifo', [join(subject.paths.archive, 'pipe')]);
    assert.equal(await apply(subject), undefined);
  });

  it('says what is wrong with a name or a mode', async () => {
    const subject = await make('a.example');
    const messages = [];
    for (const options of [
      { user: 'nobody-at-all' },
      { group: 'no-such-group' },
      { user: '4294967295' },
      { filesMode: 'rw-r-----' },
      { dirsMode: '0888' },
    ]) {
      const failure = await apply(subject, options);
      assert.ok(isFailure(failure, 'CONFIG'));
      messages.push(`${failure.place}: ${failure.message}`);
    }
    assert.deepEqual(messages, [
      'CERTS_USER_OWNER: there is no user "nobody-at-all" in /etc/passwd',
      'CERTS_GROUP_OWNER: there is no group "no-such-group" in /etc/group',
      'CERTS_USER_OWNER: 4294967295 is no user id',
      'CERTS_FILES_MODE: "rw-r-----" is no mode',
      'CERTS_DIRS_MODE: "0888" is no mode',
    ]);
  });

  it('does for an unprivileged user what that user may do, and says clearly what not', async () => {
    const subject = await make('a.example');
    const own = async (path: string) => chown(path, 12345, 12345);
    for (const path of [join(root, 'live'), join(root, 'archive'), subject.paths.live, subject.paths.archive])
      await own(path);
    for (const kind of kinds) for (const n of [1, 2]) await own(join(subject.paths.archive, `${kind}${n}.pem`));
    for (const kind of kinds) await runCommand('chown', ['-h', '12345:12345', join(subject.paths.live, `${kind}.pem`)]);
    await chmod(root, 0o755);
    const support = pathToFileURL(join(import.meta.dirname, 'support.js')).href;
    const asUser = async (options: object) => {
      const script = `
        process.setgroups([]); process.setgid(12345); process.setuid(12345);
        const event = { kind: 'renewed', certificate: ${JSON.stringify(subject)} };
        const [step] = await run(['permissions'], [event], { options: { permissions: ${JSON.stringify(options)} } });
        console.log(step.failure ? step.failure.message + '. ' + step.failure.hint : 'done');`;
      // Everything is loaded before the rights go: the code may lie where that user cannot read.
      const plugin = builtIn.find(({ manifest }) => manifest.id === 'permissions')?.moduleUrl;
      const source = `import { run } from ${JSON.stringify(support)};\nimport ${JSON.stringify(plugin)};${script}`;
      const { stdout } = await runCommand(process.execPath, ['--input-type=module', '-e', source]);
      return stdout.trim();
    };
    assert.equal(await asUser({}), 'done');
    assert.deepEqual((await lookAt(subject)).files, ['640 12345:12345']);
    assert.equal(await asUser({ user: '12345', group: '12345' }), 'done');
    assert.match(
      await asUser({ user: '0' }),
      /^no permission to set the mode or the owner\. Run as root, or set CERTS_USER_OWNER/,
    );
  });
});
