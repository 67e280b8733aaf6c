import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { loadModule } from '../../core/manifest/load-module.js';
import { addPackages } from '../../core/manifest/packages.js';
import { isFailure } from '../../core/sdk/index.js';
import { createTempDir, type TempDir } from '../lab/index.js';

const manifest = {
  id: 'thirdparty',
  title: 'Third party',
  options: {},
  capabilities: { granularity: 'record', duplicates: 'allowed', types: ['TXT'] },
};
const good = 'export default { sdk: 1, create: () => ({}) };';

describe('third-party packages', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('packages');
  });
  after(() => directory.remove());

  async function makePackage(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
    const folder = join(directory.path, name);
    await mkdir(folder, { recursive: true });
    const defaults = {
      'package.json': {
        name,
        type: 'module',
        'letsencrypt-dns': { providers: [{ manifest: 'manifest.json', module: 'index.js' }] },
      },
      'manifest.json': manifest,
      'index.js': good,
    };
    for (const [file, content] of Object.entries({ ...defaults, ...files })) {
      if (content !== null)
        await writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return folder;
  }

  async function problemOf(folder: string): Promise<string> {
    const { registry, problems } = await addPackages(builtInRegistry(), [folder], directory.path);
    assert.equal(registry.findProvider('thirdparty'), undefined);
    assert.ok(registry.findProvider('cloudflare'), 'the others must go on working');
    assert.equal(problems.length, 1);
    return problems[0] ?? '';
  }

  it('appear with their origin', async () => {
    const folder = await makePackage('sound', {});
    const { registry, problems } = await addPackages(builtInRegistry(), [folder], directory.path);
    assert.deepEqual(problems, []);
    assert.equal(registry.findProvider('thirdparty')?.origin, 'sound');
  });

  it('that are not installed are named', async () => {
    assert.match(
      await problemOf('no-such-package-here'),
      /the package no-such-package-here cannot be used: it is not installed/,
    );
  });

  it('without a declaration', async () => {
    const folder = await makePackage('undeclared', { 'package.json': { name: 'undeclared' } });
    assert.match(await problemOf(folder), /package\.json has no "letsencrypt-dns" key/);
  });

  it('without the manifest that they declare', async () => {
    const folder = await makePackage('no-manifest', { 'manifest.json': null });
    assert.match(await problemOf(folder), /cannot read .*no-manifest\/manifest\.json \(ENOENT\)/);
  });

  it('with a manifest that is wrong: the field is named', async () => {
    const options = { token: { flag: 'Auth Token', help: 'x' } };
    const folder = await makePackage('wrong-field', { 'manifest.json': { ...manifest, options } });
    assert.match(await problemOf(folder), /manifest\.json is wrong: options\.token\.flag: lower-case letters/);
  });

  it('with an id that is taken', async () => {
    const folder = await makePackage('taken', { 'manifest.json': { ...manifest, id: 'cloudflare' } });
    assert.match(await problemOf(folder), /the id cloudflare is taken by a built-in one/);
  });

  it('made for another version of the SDK, or throwing when loaded, fail by name and only when used', async () => {
    const cases: [string, string, RegExp][] = [
      [
        'old-sdk',
        'export default { sdk: 99, create: () => ({}) };',
        /thirdparty \(old-sdk\) was made for version 99 of the SDK/,
      ],
      ['throwing', 'throw new Error("boom");', /cannot load thirdparty \(throwing\): boom/],
      ['empty', 'export const nothing = 1;', /thirdparty \(empty\) exports no provider or plugin/],
    ];
    for (const [name, code, message] of cases) {
      const folder = await makePackage(name, { 'index.js': code });
      const { registry, problems } = await addPackages(builtInRegistry(), [folder], directory.path);
      assert.deepEqual(problems, []);
      const registered = registry.findProvider('thirdparty');
      assert.ok(registered);
      await assert.rejects(
        loadModule(registered),
        (error) => isFailure(error, 'CONFIG') && message.test(error.message),
      );
    }
  });
});
