import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspectAtOnce, inspectOnDisk } from '../../core/config/file-trust.js';
import { readFileAtOnce, readFileFromDisk, tryReadFile } from '../../core/config/read-file.js';

/** What may stand where a file of the configuration is looked for. */
const kinds: Readonly<Record<string, (path: string) => unknown>> = {
  'a file': (path) => writeFile(path, 'example.com\n'),
  'an empty one': (path) => writeFile(path, ''),
  'one that is no UTF-8': (path) => writeFile(path, Buffer.from([0xff, 0xfe, 0x41])),
  'one that is larger than any configuration': async (path) => {
    await writeFile(path, '');
    await truncate(path, 2 ** 28);
  },
  'one that nobody may read': async (path) => {
    await writeFile(path, 'x');
    await chmod(path, 0);
  },
  'a directory': (path) => mkdir(path),
  'a link to a file': async (path) => {
    await writeFile(`${path}.target`, 'there\n');
    await symlink(`${path}.target`, path);
  },
  'a link to nothing': (path) => symlink('nothing', path),
  'a link to itself': (path) => symlink(path, path),
  'a device': (path) => symlink('/dev/zero', path),
  nothing: () => {},
};

describe('a file of the configuration that is read at once', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'at-once-'));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const { signal } = new AbortController();

  for (const [kind, make] of Object.entries(kinds)) {
    it(`is what it is otherwise: ${kind}`, async () => {
      const path = join(directory, kind.replaceAll(' ', '-'));
      await make(path);
      for (const place of [path, join(path, 'below')]) {
        const [atOnce, inTurn] = [readFileAtOnce, readFileFromDisk].map((read) => tryReadFile(read, place, signal));
        assert.deepEqual(await atOnce, await inTurn);
        assert.deepEqual(await inspectAtOnce(place), await inspectOnDisk(place));
      }
    });
  }

  it('may be a pipe, which is read to its end', async () => {
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    const [text] = await Promise.all([readFileAtOnce(path, signal), writeFile(path, 'example.com\n')]);
    assert.equal(text, 'example.com\n');
  });
});
