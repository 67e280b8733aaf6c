import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { chooseProfile } from '../../core/config/choose-profile.js';
import { type DesiredState, mayRemove, type ProviderProfile } from '../../core/config/desired-state.js';
import { loadConfiguration } from '../../core/config/load.js';
import { readPluginSettings } from '../../core/config/plugin-settings.js';
import { ConfigurationError, isConfigurationError } from '../../core/config/problems.js';
import { secretParts } from '../../core/config/setting-secrets.js';
import { sourcesGone } from '../../core/config/sources-gone.js';
import { findYamlFile } from '../../core/config/yaml/find.js';
import { eachSettingKey, settingKeys, settingKeysWith } from '../../core/config/yaml/setting-keys.js';
import type { PluginManifest } from '../../core/sdk/manifest.js';
import { createTempDir } from '../lab/index.js';
import { demoCatalog } from './demo-plugin.js';
import { catalog, type Files, load, told } from './fixtures.js';

const none: Files = { '/conf/domains.conf': '# none' };

describe('the configuration', () => {
  it('lies where the command line says, else where the environment does, with its YAML file', async (context) => {
    const directory = await createTempDir('edges');
    context.after(() => directory.remove());
    const file = join(directory.path, 'letsencrypt-dns.yml');
    await writeFile(file, 'acme: {ca: actalis}\n');
    const env = { LETSENCRYPT_CONFIG_DIR: directory.path };
    for (const [more, configDir] of [
      [{}, directory.path],
      [{ configDir: '/nowhere/at/all' }, '/nowhere/at/all'],
    ] as const) {
      const { state, files } = await loadConfiguration({ env, manifests: catalog, ...more });
      assert.deepEqual([state.settings.configDir, files.includes(file)], [configDir, configDir === directory.path]);
    }
  });

  it('finds a file that cannot be read as well, which is then told of, and takes the first of several', async (context) => {
    const directory = await createTempDir('edges');
    context.after(() => directory.remove());
    assert.equal(await findYamlFile(directory.path), undefined);
    const names = ['letsencrypt-dns', '.letsencrypt-dnsrc'].flatMap((name) =>
      ['.yaml', '.yml', '.json'].map((end) => `${name}${end}`),
    );
    for (const name of [...names.slice(0, 3), '.letsencrypt-dnsrc', ...names.slice(3)].reverse()) {
      const path = join(directory.path, name);
      if (name.endsWith('rc.json')) await mkdir(path);
      else await writeFile(path, '');
      assert.equal(await findYamlFile(directory.path), path);
    }
  });

  it('takes zones of the system, paths from here, and no second fault for a key that is wrong', async () => {
    const zone = async (TZ: string) => (await load({ TZ }, none)).state.settings.timeZone;
    assert.deepEqual([await zone(':/etc/localtime'), await zone('Europe/Rome')], [undefined, 'Europe/Rome']);
    const binding = await load({ LETSENCRYPT_EAB_KID: 'k', LETSENCRYPT_EAB_HMAC_KEY: '!' }, none);
    assert.deepEqual(told(binding.problems), ['LETSENCRYPT_EAB_HMAC_KEY !']);
    assert.equal(binding.state.settings.eab, undefined);
    const lexicon = await load(
      { LEXICON_PROVIDER: 'powerdns', LEXICON_OPTIONS: '--config-dir=lex' },
      { ...none, [resolve('lex/lexicon.yml')]: 'ttl: 77\npowerdns: {auth_token: t, pdns_server: s}\n' },
    );
    assert.deepEqual([told(lexicon.problems), lexicon.state.profiles.environment?.ttl], [[], 77]);
  });

  it('takes what is blank for nothing, in variables and in files that they name', async () => {
    const { state, problems } = await load(
      { LETSENCRYPT_USER_MAIL_FILE: '/mail', LETSENCRYPT_STAGGING: '  ', LETSENCRYPT_KEY_TYPE: ' \n' },
      { ...none, '/mail': '\ufeff \n' },
    );
    assert.deepEqual(told(problems), []);
    assert.deepEqual([state.settings.mail, state.settings.keyType], [undefined, 'ecdsa']);
  });

  it('warns at its place of what is odd in the file', async () => {
    const file = '/conf/x.yml';
    const text = 'acme: {crontab_renew: "0 0 30 2 *"}\ntime_zone: Mars/X\n';
    const { problems, state } = await load({}, { ...none, [file]: text }, file);
    assert.deepEqual(told(problems, file), ['1:23 ? acme.crontab_renew', '2:12 ? time_zone']);
    const wrong = await load({}, { ...none, [file]: 'acme: {ca: zerosl, staging: maybe}\n' }, file);
    assert.deepEqual(told(wrong.problems, file), ['1:29 ! acme.staging', '1:12 ! acme.ca → zerossl']);
    assert.deepEqual([state.settings.cron, state.settings.timeZone], ['0 0 30 2 *', 'UTC']);
  });
});

describe('an option of a plugin that is wrong', () => {
  it('stops that plugin alone, where it is of a package', async () => {
    const file = '/conf/x.yml';
    for (const [env, text, place] of [
      [{ DEMO_ON: 'maybe' }, 'acme: {}', 'DEMO_ON'],
      [{ DEMO_ON: '' }, 'my_demo: {on: maybe}', `${file}:1:15`],
    ] as const) {
      const { state, problems } = await load({ ...env }, { ...none, [file]: text }, file, demoCatalog());
      assert.deepEqual(
        problems.map((problem) => [problem.place, problem.severity, problem.scope]),
        [[place, 'error', 'certificate']],
      );
      assert.equal(state.plugins['my-demo']?.problem?.place, place);
    }
    const { state, problems } = await load({ DEMO_ON: 'yes' }, none, undefined, demoCatalog());
    assert.deepEqual([problems, state.plugins['my-demo']?.problem], [[], undefined]);
    assert.equal(state.plugins['my-demo']?.options.on, true);
  });

  it('or that would stand in the place of a section, or of another option, has none', () => {
    const options = Object.fromEntries(
      ['acme', 'acme.eab', 'acme.ca', 'acme.ca.own', 'draft', 'own', 'own.more', 'other.more', 'other'].map((yaml) => [
        yaml,
        { flag: yaml, help: 'x', yaml, env: [`DEMO ${yaml}`] },
      ]),
    );
    const manifest: PluginManifest = { id: 'my-demo', title: 'Demo', order: 1, options };
    const keys = eachSettingKey(settingKeysWith([{ manifest, origin: 'package' }]));
    assert.deepEqual(
      [...keys].filter(({ variable }) => variable.startsWith('DEMO ')),
      [
        { path: ['own'], variable: 'DEMO own' },
        { path: ['other', 'more'], variable: 'DEMO other.more' },
      ],
    );
    assert.equal([...eachSettingKey(settingKeysWith([]))].length, [...eachSettingKey(settingKeys)].length);
  });

  it('or that is missing, is told of under both of its names', () => {
    const token = { flag: 'token', help: 'x', required: true } as const;
    const manifest: PluginManifest = { id: 'my-demo', title: 'Demo', order: 1, options: { token } };
    const { 'my-demo': own } = readPluginSettings([{ manifest, origin: 'package' }], {
      values: {} as never,
      given: new Map(),
    });
    assert.equal(own?.problem?.place, 'MY_DEMO_TOKEN');
    assert.match(own?.problem?.hint ?? '', /MY_DEMO_TOKEN, or `my_demo\.token` in the YAML file/);
  });
});

describe('small judgements', () => {
  it('take no account where two would do', () => {
    const profile = (id: string, zones: readonly string[] = []) => ({ id, zones }) as unknown as ProviderProfile;
    const choose = (...profiles: ProviderProfile[]) =>
      chooseProfile(
        { profiles: Object.fromEntries(profiles.map((one) => [one.id, one])) },
        { profile: undefined },
        '_acme-challenge.a.example.com',
        false,
      )?.id;
    assert.equal(choose(), undefined);
    assert.equal(choose(profile('a')), 'a');
    assert.equal(choose(profile('a'), profile('b')), undefined);
    assert.equal(choose(profile('a', ['other.example']), profile('b')), 'b');
    assert.equal(choose(profile('a', ['com']), profile('b', ['example.com']), profile('c', ['com'])), 'b');
    assert.equal(choose(profile('a', ['com']), profile('c', ['com'])), 'a');
  });

  it('know what of an address is secret, however it is written', () => {
    const table: readonly [url: string, secrets: readonly string[]][] = [
      ['no address', ['no address']],
      ['https://h/short', ['https://h/short', '']],
      ['https://h/long-enough', ['https://h/long-enough', '/long-enough', '']],
      ['https://h/long-enoug', ['https://h/long-enoug', '']],
      ['https://h/?token=a&token=b', ['https://h/?token=a&token=b', 'a', 'b', '']],
      ['https://u%20v@h/', ['https://u%20v@h/', 'u v']],
      ['https://u:p%20w@h/', ['https://u:p%20w@h/', 'p w']],
      ['https://u:p%zz@h/', ['https://u:p%zz@h/', 'p%zz']],
    ];
    for (const [url, secrets] of table) assert.deepEqual(secretParts(url), secrets);
  });

  it('know which files asked for something once', () => {
    const source = (status: DesiredState['sources'][number]['status'], path = '/c') =>
      ({ kind: 'yaml', path, status, complete: true }) as const;
    const table: readonly [
      before: ReturnType<typeof source>[] | undefined,
      after: ReturnType<typeof source>,
      told: boolean,
    ][] = [
      [undefined, source('empty'), true],
      [undefined, source('settings'), false],
      [undefined, source('missing'), false],
      [[source('read')], source('settings'), true],
      [[source('read')], source('missing'), true],
      [[source('read')], source('invalid'), false],
      [[source('read')], source('unreadable'), false],
      [[source('settings')], source('settings'), false],
      [[source('read', '/other')], source('empty'), false],
    ];
    for (const [before, after, isTold] of table)
      assert.equal(sourcesGone(before, [after]).length, isTold ? 1 : 0, `${before?.[0]?.status} ${after.status}`);
  });

  it('let a lineage be removed by the file that asked for it alone', async () => {
    const state = (await load({}, { '/conf/domains.conf': 'a.example.com' })).state;
    assert.equal(mayRemove(state, '/conf/domains.conf'), true);
    for (const removalPermitted of [true, false])
      assert.equal(mayRemove({ ...state, removalPermitted }, undefined), removalPermitted);
  });

  it('know a fault of the configuration of another copy of this program', () => {
    const problem = { severity: 'error', place: 'p', message: 'm', scope: 'configuration' } as const;
    const fault = new ConfigurationError([problem]);
    assert.equal(isConfigurationError(fault), true);
    assert.equal(isConfigurationError(Object.assign(fault, { name: 'Failure' })), false);
    assert.equal(isConfigurationError(Object.assign(new Error('x'), { name: 'ConfigurationError' })), false);
  });
});
