import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

/** Watches a file, and ends once it is told that the file has lost its name, or after some time. */
const watcher = `
const [module, file] = process.argv.slice(1);
const { watchFiles } = await import(module);
await watchFiles({
  files: [file], polling: false, detachedCheckMs: 50, onChange() {}, log: { warn() {} },
  onDetached: (path) => { console.log('detached ' + path); process.exit(0); },
});
console.log('watching');
setTimeout(() => process.exit(1), 20_000);
`;

const hasNamespaces = spawnSync('unshare', ['-m', 'true']).status === 0;

test('a file that is mounted alone and replaced outside is told of', {
  skip: hasNamespaces ? false : 'no mount namespaces here',
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'detached-'));
  const [outside, inside] = [join(directory, 'host.conf'), join(directory, 'mounted')];
  await mkdir(inside);
  await writeFile(outside, 'a.example.com');
  await writeFile(join(inside, 'domains.conf'), '');
  const script = `mount --bind ${outside} ${inside}/domains.conf
printf b.example.com > ${outside}.new
(sleep 1; mv ${outside}.new ${outside}) &
exec "$@"`;
  const module = new URL('../../core/scheduler/watch-files.js', import.meta.url).href;
  const child = spawnSync(
    'unshare',
    [
      '-m',
      'sh',
      '-ec',
      script,
      'sh',
      process.execPath,
      '--input-type=module',
      '-e',
      watcher,
      module,
      `${inside}/domains.conf`,
    ],
    { encoding: 'utf8' },
  );
  assert.equal(child.stdout, `watching\ndetached ${inside}/domains.conf\n`, child.stderr);
  await rm(directory, { recursive: true });
});
