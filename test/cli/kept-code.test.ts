import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { createTempDir, projectRoot, runCommand, type TempDir } from '../lab/index.js';

/** The same length as `text('b')`: V8 looks at no more of it. */
const text = (letter: string) => `exports.said = '${letter}'; exports.where = __filename;\n`;

describe('code of a plain file that was compiled before', () => {
  let directory: TempDir;
  let folder: string;
  let front: string;
  before(async () => {
    directory = await createTempDir('kept');
    await copyFile(join(projectRoot(), 'dist/core/cli/bin/kept-code.cjs'), join(directory.path, 'kept-code.cjs'));
    folder = join(directory.path, 'kept');
    front = join(directory.path, 'front.cjs');
    const script = `const load = require('./kept-code.cjs');
const [front, folder] = process.argv.slice(2);
const first = load(front, folder);
console.log(first.said, first === load(front, folder), first === require(front), first.where === front);`;
    await writeFile(join(directory.path, 'main.cjs'), script);
  });
  beforeEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    await writeFile(front, text('a'));
  });
  after(() => directory.remove());

  async function say({ env = {}, words = [] }: { env?: Record<string, string>; words?: string[] } = {}) {
    const args = [join(directory.path, 'main.cjs'), front, folder, ...words];
    const { stdout } = await runCommand(process.execPath, args, { env: cleanEnvironment(env) });
    return stdout.trim();
  }

  const good = (letter: string) => `${letter} true true true`;

  async function onlyFile(): Promise<string> {
    const [name, ...more] = await readdir(folder);
    assert.deepEqual(more, []);
    return join(folder, name ?? 'none');
  }

  it('is written when the program ends, for its owner alone, and used from then on', async () => {
    assert.equal(await say(), good('a'));
    const file = await onlyFile();
    const { mode, ino, mtimeMs } = await stat(file);
    assert.equal(mode & 0o777, 0o600);
    assert.equal(await say(), good('a'));
    const later = await stat(file);
    assert.deepEqual([later.ino, later.mtimeMs], [ino, mtimeMs]);
  });

  it('is run anew after it has failed: nobody is given a half of it', async () => {
    await writeFile(
      front,
      "exports.said = 'half'; if (!globalThis.again) { globalThis.again = true; throw new Error('once'); }\n",
    );
    const script = `const load = require(process.argv[1]); const [, , front, folder] = process.argv;
try { load(front, folder); } catch (error) { console.log(error.message); }
console.log(require.cache[front] === undefined, load(front, folder).said);`;
    const args = ['-e', script, join(directory.path, 'kept-code.cjs'), front, folder];
    const { stdout } = await runCommand(process.execPath, args, { env: cleanEnvironment() });
    assert.equal(stdout, 'once\ntrue half\n');
  });

  it('is that of the text as it stands now, be another one as long', async () => {
    await say();
    await writeFile(front, text('b'));
    assert.equal(await say(), good('b'));
    await rm(front);
    await writeFile(front, text('c'));
    assert.equal(await say(), good('c'));
    assert.equal(await say(), good('c'));
  });

  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    'a byte in the midst': (bytes) => Buffer.from(bytes.map((byte, index) => (index === 300 ? byte ^ 1 : byte))),
    'its end': (bytes) => bytes.subarray(0, -40),
    'its half': (bytes) => bytes.subarray(0, bytes.length / 2),
    everything: () => Buffer.alloc(0),
    'what it was': (bytes) => Buffer.alloc(bytes.length),
  };
  for (const [what, damage] of Object.entries(damages))
    it(`is left alone and made anew where it lost ${what}`, async () => {
      await say();
      const file = await onlyFile();
      const whole = await readFile(file);
      await writeFile(file, damage(whole));
      assert.equal(await say(), good('a'));
      assert.equal((await readFile(file)).length, whole.length);
      assert.equal(await onlyFile(), file);
    });

  it('is not kept of a process with options of its own, nor of `run`', async () => {
    for (const special of [{ env: { NODE_OPTIONS: '--max-old-space-size=300' } }, { words: ['run'] }]) {
      assert.equal(await say(special), good('a'));
      assert.deepEqual(await readdir(folder), []);
    }
    await say();
    assert.equal(await say({ env: { NODE_OPTIONS: '--max-old-space-size=300' } }), good('a'));
  });

  it('is not missed where it cannot be kept', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    assert.equal(await say(), good('a'));
    await rm(folder);
    await mkdir(folder);
    await chmod(folder, 0o500);
    assert.equal(await say(), good('a'));
  });
});
