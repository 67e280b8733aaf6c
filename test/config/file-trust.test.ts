import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { distrustOf, type FileFacts } from '../../core/config/file-trust.js';
import { loadConfiguration } from '../../core/config/load.js';
import { catalog, lines } from './fixtures.js';

const root = await mkdtemp(join(tmpdir(), 'trust-'));
after(() => rm(root, { recursive: true }));
const skip = process.geteuid?.() === 0 ? false : 'only root may give files away';

const cases: readonly [string, Partial<FileFacts>, Partial<FileFacts>, number, string | undefined][] = [
  ['of root', {}, {}, 0, undefined],
  ['everybody may write', { mode: 0o666 }, {}, 0, 'error'],
  ['everybody may write, not root', { mode: 0o666, owner: 7 }, {}, 7, 'warning'],
  ['the group may write', { mode: 0o664 }, {}, 0, undefined],
  ['another owner', { owner: 1000 }, { owner: 1000 }, 0, 'warning'],
  ['own, not root', { owner: 1000 }, { owner: 1000 }, 1000, undefined],
  ['of root, not root', {}, {}, 1000, undefined],
  ['planted in a sticky directory', { owner: 1000 }, { mode: 0o1777 }, 0, 'error'],
  ['planted in an open directory', { owner: 1000 }, { mode: 0o777 }, 0, 'error'],
  ['of root in an open directory', {}, { mode: 0o1777 }, 0, undefined],
];

test('who could have written a file', async () => {
  for (const [title, file, directory, user, wanted] of cases) {
    const usual = { mode: 0o644, owner: 0, links: 1 };
    const inspect = async (path: string) =>
      path === '/x/file' ? { ...usual, ...file } : { ...usual, mode: 0o755, ...directory };
    assert.equal((await distrustOf('/x/file', inspect, user))?.severity, wanted, title);
  }
  assert.equal(await distrustOf('/x/none', async () => undefined, 0), undefined);
});

test('root refuses files that everybody may write and that name code or credentials', { skip }, async () => {
  const directory = await mkdtemp(join(root, 'conf-'));
  const read = async (names: readonly string[], env: Record<string, string> = {}) => {
    const { problems, state } = await loadConfiguration({ env, configDir: directory, manifests: catalog });
    return { found: lines(problems).filter((line) => names.some((name) => line.includes(name))), state };
  };
  const yaml = join(directory, 'letsencrypt-dns.yml');
  await writeFile(yaml, 'plugins: [/shared/x]');
  await chmod(yaml, 0o666);
  const refused = await read(['letsencrypt-dns.yml']);
  assert.match(refused.found.join(), /error: cannot read the file: everybody may write to it.*chmod o-w/);
  assert.deepEqual(refused.state.settings.plugins, []);
  await chmod(yaml, 0o644);
  await chown(yaml, 12345, 12345);
  const warned = await read(['letsencrypt-dns.yml']);
  assert.match(warned.found.join(), /warning: it belongs to uid 12345/);
  assert.deepEqual(warned.state.settings.plugins, ['/shared/x']);
  await rm(yaml);

  const options = join(directory, 'lexicon.yml');
  await writeFile(options, 'auth_token: t');
  await chmod(options, 0o666);
  const { found } = await read(['lexicon.yml'], { LEXICON_PROVIDER: 'cloudflare' });
  assert.match(found.join(), /error: cannot read lexicon.yml: everybody may write/);
  await rm(options);

  const conf = join(directory, 'domains.conf');
  await writeFile(conf, 'a.example.com');
  await chmod(conf, 0o666);
  assert.deepEqual((await read(['domains.conf'])).found, []);
  await writeFile(conf, 'a.example.com autocmd-containers=c:reload\nb.example.com');
  assert.match((await read(['domains.conf'])).found.join(), /error: everybody may write to it/);
});

test('a folder that Docker made in place of a file is called so', async () => {
  const directory = await mkdtemp(join(root, 'folder-'));
  await mkdir(join(directory, 'domains.conf'));
  const { problems } = await loadConfiguration({ env: {}, configDir: directory, manifests: catalog });
  assert.match(lines(problems).join('\n'), /domains.conf: error: .*it is a directory. Docker makes such a folder/);
});

test('a file that was replaced outside of its mount is told of', async () => {
  const { problems } = await loadConfiguration({
    env: {},
    configDir: '/conf',
    manifests: catalog,
    readFile: async () => '# none',
    inspectFile: async () => ({ mode: 0o644, owner: 0, links: 0 }),
  });
  assert.match(
    lines(problems).join('\n'),
    /domains.conf: warning: the file was replaced on the host.*Mount its folder/,
  );
});
