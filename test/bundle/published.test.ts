import assert from 'node:assert/strict';
import { cp, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, projectRoot, runCommand, type TempDir } from '../lab/index.js';
import { type Bundle, buildBundle } from './build-bundle.js';

/** What goes to npm: the bundle, packed, installed for all users, and linked to where somebody else writes a package in TypeScript. */
describe('the published package', () => {
  let directory: TempDir;
  let bundle: Bundle;
  /** Of the somebody else. */
  let project: string;
  let prefix: string;
  const root = projectRoot();
  const bin = (name: string) => join(prefix, 'bin', name);

  before(async () => {
    directory = await createTempDir('published');
    bundle = await buildBundle(join(directory.path, 'bundle'));
    prefix = join(directory.path, 'prefix');
    // Packed by npm itself. It needs nothing else, so no registry is asked.
    const install = ['install', '--global', '--prefix', prefix, '--silent', '--offline', '--no-audit', '--no-fund'];
    const words = [...install, '--ignore-scripts', '--install-links', bundle.folder];
    await runCommand('npm', words, { timeoutMs: 120_000 });
    assert.equal((await lstat(installed('.'))).isSymbolicLink(), false);
    project = join(directory.path, 'project');
    await cp(join(root, 'test/fixtures/typescript-package'), project, { recursive: true });
    await mkdir(join(project, 'node_modules'));
    await symlink(installed('.'), join(project, 'node_modules/letsencrypt-dns'));
    for (const name of ['@types', 'undici-types'])
      await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name));
  });
  after(() => directory.remove());

  const installed = (path: string) => join(prefix, 'lib/node_modules/letsencrypt-dns', path);

  function compile(folder: string, words: readonly string[] = []) {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = { cwd: folder, accept: [0, 1, 2], timeoutMs: 120_000 };
    return runCommand(process.execPath, [tsc, '--pretty', 'false', ...words], options);
  }

  it('has its README, its license, and those of what is in it', async () => {
    assert.match(await readFile(installed('README.md'), 'utf8'), /^# letsencrypt-dns/);
    assert.match(await readFile(installed('LICENSE'), 'utf8'), /MIT/);
    assert.match(await readFile(installed('THIRD-PARTY-LICENSES'), 'utf8'), /^zod /m);
  });

  it('asks for no other package, and holds none that runs scripts when it is installed', async () => {
    const own = JSON.parse(await readFile(installed('package.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual(
      ['dependencies', 'optionalDependencies', 'peerDependencies', 'scripts', 'private'].filter((key) => key in own),
      [],
    );
    assert.deepEqual(bundle.asked, []);
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const scripted = bundle.packages.filter((path) => lock.packages[path]?.hasInstallScript === true);
    const unwanted = ['ssh2', 'cpu-features', 'nan', 'protobufjs', '@grpc/grpc-js', '@grpc/proto-loader'];
    const present = unwanted.filter((name) => bundle.packages.some((path) => path.endsWith(`node_modules/${name}`)));
    assert.deepEqual([...scripted, ...present], []);
    const files = await readdir(bundle.folder, { recursive: true });
    assert.deepEqual(
      files.filter((file) => file.endsWith('.node')),
      [],
    );
  });

  it('weighs no more than the image may have of ours', async () => {
    const entries = await readdir(bundle.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.compile-cache'));
    const sizes = await Promise.all(
      files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes < 6_000_000, `${bytes} bytes`);
  });

  it('has types that know the options of a manifest, against which a provider and a plugin compile, and then run', async () => {
    const text = await readFile(join(project, 'src/provider.ts'), 'utf8');
    await writeFile(join(project, 'src/misspelt.ts'), text.replace('options.apiUrl', 'options.apiURL'));
    const { stdout: told } = await compile(project);
    const [fault, ...others] = told.trim().split('\n');
    assert.match(fault ?? '', /misspelt\.ts.*error TS\d+: Property 'apiURL' does not exist/, told);
    assert.deepEqual(
      others.filter((line) => !line.startsWith(' ')),
      [],
    );
    const env = { LETSENCRYPT_PLUGINS: project, HOME: directory.path };
    const { stdout } = await runCommand(bin('letsencrypt-dns'), ['providers', '--json'], { env });
    const entry = (JSON.parse(stdout) as { id: string; origin: string }[]).find(({ id }) => id === 'examplerest');
    assert.equal(entry?.origin, 'letsencrypt-dns-typescript-example');
    const words = ['examplerest', 'list', 'locked.example.com', 'TXT', '--auth-token', 't', '--delegated'];
    const listed = await runCommand(bin('lexicon'), [...words, 'locked.example.com'], { env, accept: [1, 2] });
    assert.match(listed.stderr, /the zone is locked/);
  });

  it('has what the template for a provider is made of and tried with: its types compile and its test passes', async () => {
    const folder = join(directory.path, 'template');
    await runCommand(bin('letsencrypt-dns'), ['providers', 'new', 'my-dns', '--title', 'My & DNS', '--dir', folder]);
    await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
    await symlink(join(root, 'node_modules/zod'), join(project, 'node_modules/zod'));
    const types = await compile(folder, ['--skipLibCheck', 'false']);
    assert.equal(types.code, 0, types.stdout);
    const test = ['--test', '--test-reporter=tap', 'dist/test/my-dns.test.js'];
    const run = () => runCommand(process.execPath, test, { cwd: folder, accept: [0, 1], timeoutMs: 120_000 });
    const tested = await run();
    assert.equal(tested.code, 0, tested.stdout);
    for (const name of ['keeps two values at one name apart', 'removes by the id of the record'])
      assert.match(tested.stdout, new RegExp(`^ *ok \\d+ - ${name}`, 'm'));
    const passed = Number(/^# pass (\d+)$/m.exec(tested.stdout)?.[1]);
    assert.ok(passed >= 18, `only ${passed} cases of the suite ran`);
    assert.match(tested.stdout, /^# skipped 0$/m);
    // It notices a provider that does not do what it must: a list that gives no values.
    const file = join(folder, 'dist/src/index.js');
    await writeFile(file, (await readFile(file, 'utf8')).replace("content: 'value'", "content: 'data'"));
    const spoilt = await run();
    assert.equal(spoilt.code, 1);
    assert.match(spoilt.stdout, /not ok \d+ - keeps two values at one name apart/);
    const schema = JSON.parse(await readFile(installed('schemas/provider.json'), 'utf8')) as { title: string };
    assert.match(schema.title, /manifest of a provider/);
  });

  it('is installed with its commands, its manual pages and its completion', async () => {
    const env = { HOME: directory.path };
    for (const name of ['letsencrypt-dns', 'lexicon']) {
      assert.notEqual((await stat(bin(name))).mode & 0o111, 0);
      assert.match((await runCommand(bin(name), ['--version'], { env })).stdout, /\d+\.\d+\.\d+/);
    }
    const page = await readFile(join(prefix, 'share/man/man1/letsencrypt-dns.1'), 'utf8');
    assert.match(page, /^\.TH LETSENCRYPT/);
    assert.ok(page.includes('LETSENCRYPT_STAGING'));
    assert.match(await readFile(join(prefix, 'share/man/man1/lexicon.1'), 'utf8'), /^\.TH LEXICON/);
    const completion = await runCommand(bin('letsencrypt-dns'), ['completion', 'bash'], { env });
    assert.match(completion.stdout, /complete -F _letsencrypt_dns letsencrypt-dns/);
  });
});
