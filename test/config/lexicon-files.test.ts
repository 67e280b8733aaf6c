import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLexiconFolder, readLexiconFiles } from '../../core/config/lexicon-files.js';
import { createProblemCollector } from '../../core/config/problems.js';
import type { ReadFile } from '../../core/config/read-file.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';
import { type Files, fakeFiles, manifests, told } from './fixtures.js';

function manifestOf(id: string): ProviderManifest {
  const found = manifests.find((manifest) => manifest.id === id);
  assert.ok(found);
  return found;
}

function folderOf(files: Files) {
  const problems = createProblemCollector();
  const asked: string[] = [];
  const fake = fakeFiles(files);
  const readFile: ReadFile = (path, signal) => {
    asked.push(path);
    return fake(path, signal);
  };
  return { source: { configDir: '/conf', readFile, problems, signal: undefined }, asked, problems };
}

async function read(id: string, files: Files) {
  const { source, problems } = folderOf(files);
  const { layers, general } = await readLexiconFiles({ ...source, manifest: manifestOf(id) });
  const shown = (map: ReadonlyMap<string, { value: unknown; place: string }>) =>
    [...map].map(([key, { value, place }]) => `${key}=${value} ${place}`);
  return { layers: layers.map(shown), general: shown(general), problems: told(problems.list()) };
}

describe("lexicon's files", () => {
  it('are read by id and alias, the shared one last, each option with its place', async () => {
    const found = await read('gransy', {
      '/conf/lexicon_subreg.yml': 'auth_username: of alias\n',
      '/conf/lexicon_gransy.yml': '\nauth-username: own\nttl: 90\n',
      '/conf/lexicon.yml':
        'ttl: 60\ndelegated: sub.example.com\ngransy:\n  auth_password: p\nsubreg:\n  auth_username: u\n',
    });
    assert.deepEqual(found, {
      layers: [
        ['username=own lexicon_gransy.yml:2:1'],
        ['username=of alias lexicon_subreg.yml:1:1'],
        ['password=p lexicon.yml:4:3', 'username=u lexicon.yml:6:3'],
      ],
      general: ['ttl=90 lexicon_gransy.yml:3:1', 'delegated=sub.example.com lexicon.yml:2:1'],
      problems: [],
    });
  });

  it('may hold at their top what means something for one call only', async () => {
    const names = ['provider_name', 'action', 'domain', 'type', 'name', 'content', 'priority', 'identifier'];
    const text = names.map((name) => `${name}: x\n`).join('');
    assert.deepEqual(await read('powerdns', { '/conf/lexicon.yml': text }), {
      layers: [[]],
      general: [],
      problems: [],
    });
    const below = `powerdns:\n${names.map((name) => `  ${name}: x\n`).join('')}`;
    const { problems } = await read('powerdns', { '/conf/lexicon.yml': below });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ').slice(0, 4).join(' ')),
      names.map((name, index) => `lexicon.yml:${index + 2}:3 ? powerdns ${name}`),
    );
  });

  it('warn of what is not known, and of nothing that is meant for another provider', async () => {
    const table: readonly [text: string, problems: readonly string[]][] = [
      ['', []],
      ['# nothing\n', []],
      ['other:\n  auth_tokn: s3cret\n', []],
      ['powerdns:\n', []],
      ['powerdns: {}\n', []],
      ['delegate: s3cret\n', ['lexicon.yml:1:1 ? powerdns delegate → delegated']],
      ['powerdns:\n  ttl: 60\n', ['lexicon.yml:2:3 ? powerdns ttl → letsencrypt-dns providers powerdns']],
      ['zzzzzzzzz: s3cret\n', ['lexicon.yml:1:1 ? powerdns zzzzzzzzz → letsencrypt-dns providers powerdns']],
      ['- a\n', ['lexicon.yml:1:1 !']],
      ['word\n', ['lexicon.yml:1:1 !']],
    ];
    for (const [text, problems] of table) {
      assert.deepEqual((await read('powerdns', { '/conf/lexicon.yml': text })).problems, problems, text);
    }
  });

  it('that cannot be read are told of, each by itself, and those that are not there are nothing', async () => {
    const unreadable = { code: 'EACCES' };
    const files = { '/conf/lexicon_powerdns.yml': unreadable, '/conf/lexicon.yml': 'powerdns:\n  auth_token: t\n' };
    const found = await read('powerdns', files);
    assert.deepEqual(found.layers, [['token=t lexicon.yml:2:3']]);
    assert.deepEqual(found.problems, ['lexicon_powerdns.yml !']);
    assert.deepEqual(await read('powerdns', {}), { layers: [], general: [], problems: [] });
  });

  it('are read once for several providers, none of which the top of the shared file is meant for', async () => {
    const { source, asked, problems } = folderOf({
      '/conf/lexicon.yml': 'auth_token: of nobody\ntoken: x\nttl: 60\npowerdns:\n  auth_token: t\n',
      '/conf/lexicon_ovh.yml': 'auth_key: k\n',
    });
    const folder = openLexiconFolder(source);
    const values = async (id: string) =>
      (await folder.readOwn(manifestOf(id))).layers.map((layer) =>
        [...layer].map(([key, { value }]) => `${key}=${value}`),
      );
    assert.deepEqual(await values('powerdns'), [['token=t']]);
    assert.deepEqual(await values('ovh'), [['key=k'], []]);
    assert.deepEqual(problems.list(), []);
    assert.deepEqual(asked.sort(), ['/conf/lexicon.yml', '/conf/lexicon_ovh.yml', '/conf/lexicon_powerdns.yml']);
  });
});
