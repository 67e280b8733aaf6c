import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, projectRoot, runCli, type TempDir } from '../lab/index.js';

const bins = ['letsencrypt-dns', 'lexicon'] as const;

/** Node as it is, but for the version that it says it has. */
describe('the version of Node', () => {
  let directory: TempDir;
  let oldest: string;
  before(async () => {
    directory = await createTempDir('old-node');
    const { engines } = JSON.parse(await readFile(join(projectRoot(), 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    oldest = engines.node.replace('>=', '');
  });
  after(() => directory.remove());

  async function runAs(version: string, bin: (typeof bins)[number]) {
    const pretend = join(directory.path, `${version}.cjs`);
    const versions = `{ ...process.versions, node: '${version}' }`;
    await writeFile(pretend, `Object.defineProperty(process, 'versions', { value: ${versions} });\n`);
    return runCli(['--version'], { bin, env: { NODE_OPTIONS: `--require=${pretend}` } });
  }

  for (const version of ['0.10.48', '10.24.1', '18.20.8', '19.9.0', '20.9.0', '20.18.3']) {
    it(`${version} is too old, and both commands say which one they need`, async () => {
      for (const bin of bins) {
        const { code, stdout, stderr } = await runAs(version, bin);
        assert.deepEqual({ code, stdout }, { code: 1, stdout: '' }, stderr);
        assert.ok(stderr.startsWith(`letsencrypt-dns needs Node ${oldest} or newer, and this is ${version} (`), stderr);
        assert.match(stderr, /https:\/\/nodejs\.org/);
      }
    });
  }

  for (const version of ['20.19.0', '20.20.2', '21.0.0', '22.0.0', '24.1.0', '26.10.0', '100.0.0']) {
    it(`${version} will do`, async () => {
      for (const bin of bins) assert.equal((await runAs(version, bin)).code, 0);
    });
  }

  it('is looked at by a script that older ones can read', async () => {
    for (const name of [...bins, 'node-version']) {
      const text = await readFile(join(projectRoot(), `core/cli/bin/${name}.cts`), 'utf8');
      assert.doesNotMatch(text, /^\s*(import |export )|\bawait\b|\?\.|\?\?|=>|\basync\b|`/m);
    }
  });
});
