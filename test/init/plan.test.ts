import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { type InitAnswers, plain, settingsOf, withSettings } from '../../core/init/answers.js';
import { mergeEnvText } from '../../core/init/env-text.js';
import { optionsFromEnvironment, optionsFromWords } from '../../core/init/given-options.js';
import { credentialChoices, missingOptions, neededOptions } from '../../core/init/option-questions.js';
import { planFiles } from '../../core/init/plan-files.js';
import { renderFiles } from '../../core/init/render-files.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';

function manifestOf(id: string): ProviderManifest {
  const found = builtInRegistry().findProvider(id)?.manifest;
  assert.ok(found);
  return found;
}

const places = {
  configDir: '/etc/letsencrypt',
  domainsConf: '/etc/letsencrypt/domains.conf',
  envFile: '/etc/letsencrypt-dns.env',
  composeFile: '/srv/compose.yaml',
};
const answers: InitAnswers = {
  words: ['www.example.com'],
  provider: manifestOf('cloudflare'),
  options: new Map([['token', { value: 'a$ecret' }]]),
  mail: 'me@example.com',
  target: 'env-file',
};

describe('an env file', () => {
  const settings = settingsOf(answers);
  const cases: readonly (readonly [name: string, before: string | undefined, after: string])[] = [
    [
      'that is new',
      undefined,
      '# Read by letsencrypt-dns. `letsencrypt-dns help variables` tells what else can stand here.\n' +
        'LEXICON_PROVIDER=cloudflare\nLEXICON_CLOUDFLARE_AUTH_TOKEN=a$ecret\nLETSENCRYPT_USER_MAIL=me@example.com\n',
    ],
    [
      'keeps what is no matter of it, comments and the order',
      '# mine\nTZ=UTC\nLEXICON_PROVIDER=ovh\n\nLEXICON_OVH_AUTH_TOKEN=x\n',
      '# mine\nTZ=UTC\nLEXICON_PROVIDER=cloudflare\n\nLEXICON_OVH_AUTH_TOKEN=x\nLEXICON_CLOUDFLARE_AUTH_TOKEN=a$ecret\nLETSENCRYPT_USER_MAIL=me@example.com\n',
    ],
    [
      'has no second name of the same, and no file of it',
      'LEXICON_PROVIDER="cloudflare"\nLEXICON_CLOUDFLARE_TOKEN=old\nexport LEXICON_CLOUDFLARE_AUTH_TOKEN_FILE=/run/x\nLETSENCRYPT_USER_MAIL=me@example.com',
      'LEXICON_PROVIDER="cloudflare"\nLEXICON_CLOUDFLARE_AUTH_TOKEN=a$ecret\nLETSENCRYPT_USER_MAIL=me@example.com\n',
    ],
  ];
  for (const [name, before, after] of cases) {
    it(name, () => {
      assert.equal(mergeEnvText(before, settings), after);
      assert.equal(mergeEnvText(after, settings), after, 'once more changes nothing');
    });
  }

  it('keeps the quotes that are a part of the value', () => {
    assert.equal(mergeEnvText('', [plain('A', { value: '"x"' })]).trim(), 'A=""x""');
  });
});

describe('the files of a set-up', () => {
  it('are those that change, credentials first', () => {
    const written = new Map([[places.domainsConf, 'mail.example.com']]);
    const files = planFiles(answers, places, (path) => written.get(path));
    assert.deepEqual(
      files.map(({ path, mode }) => [path, mode.toString(8)]),
      [
        [places.envFile, '600'],
        [places.domainsConf, '644'],
      ],
    );
    assert.equal(files[1]?.after, 'mail.example.com\nwww.example.com\n');
    for (const { path, after } of files) written.set(path, after);
    assert.deepEqual(
      planFiles({ ...answers, words: [] }, places, (path) => written.get(path)),
      [],
    );
  });

  it('refuse a line that is wrong or there', () => {
    for (const words of [['no name'], ['www.example.com']]) {
      assert.throws(() => planFiles({ ...answers, words }, places, () => 'www.example.com\n'), /nothing was added/);
    }
  });

  it('keep secrets out of the compose file, and dollars in it', () => {
    const compose = { ...answers, mail: 'm$x@example.com', target: 'compose' as const };
    const files = planFiles(compose, places, () => undefined);
    assert.deepEqual(
      files.map(({ path, mode }) => [path, mode.toString(8)]),
      [
        ['/srv/secrets/lexicon-cloudflare-auth-token', '600'],
        ['/srv/compose.yaml', '644'],
        [places.domainsConf, '644'],
      ],
    );
    assert.equal(files[0]?.after, 'a$ecret\n');
    const { services, secrets } = parse(files[1]?.after ?? '');
    assert.deepEqual(services['letsencrypt-dns'].environment, {
      LEXICON_PROVIDER: 'cloudflare',
      LEXICON_CLOUDFLARE_AUTH_TOKEN_FILE: '/run/secrets/lexicon-cloudflare-auth-token',
      LETSENCRYPT_USER_MAIL: 'm$$x@example.com',
    });
    assert.deepEqual(secrets, {
      'lexicon-cloudflare-auth-token': { file: './secrets/lexicon-cloudflare-auth-token' },
    });
  });

  it('are shown without secrets, old or new', () => {
    const before = 'LEXICON_CLOUDFLARE_TOKEN=former\n';
    const files = planFiles(answers, places, (path) => (path === places.envFile ? before : undefined));
    const shown = renderFiles(files, settingsOf(answers));
    assert.doesNotMatch(shown, /former|a\$ecret/);
    assert.match(
      shown,
      /- LEXICON_CLOUDFLARE_TOKEN=\(hidden\)\n {2}\+ LEXICON_CLOUDFLARE_AUTH_TOKEN=\(hidden\)|\(hidden\)/,
    );
  });

  it('hold in an environment in place of what means the same', () => {
    const env = withSettings({ LEXICON_CLOUDFLARE_TOKEN: 'old', HOME: '/root' }, settingsOf(answers));
    assert.deepEqual(env, {
      HOME: '/root',
      LEXICON_PROVIDER: 'cloudflare',
      LEXICON_CLOUDFLARE_AUTH_TOKEN: 'a$ecret',
      LETSENCRYPT_USER_MAIL: 'me@example.com',
    });
  });
});

describe('the options of a provider', () => {
  it('are asked for by the way to log in', () => {
    const ovh = manifestOf('ovh');
    const choices = credentialChoices(ovh);
    assert.deepEqual(
      choices.map((choice) => neededOptions(ovh, choice).map(({ key }) => key)),
      [['applicationKey', 'applicationSecret', 'consumerKey'], ['clientId', 'clientSecret'], ['accessToken']],
    );
    const begun = new Map([['clientId', { value: 'id' }]]);
    assert.deepEqual(
      missingOptions(ovh, begun).map(({ key }) => key),
      ['clientSecret'],
    );
    assert.deepEqual(missingOptions(ovh, new Map([['accessToken', { file: '/x' }]])), []);
  });

  it('of every provider can be told from its manifest', () => {
    for (const { manifest } of builtInRegistry().providers) {
      const choices = credentialChoices(manifest);
      for (const choice of choices.length === 0 ? [undefined] : choices) {
        const given = new Map(neededOptions(manifest, choice).map(({ key }) => [key, { value: '1' }]));
        assert.deepEqual(missingOptions(manifest, given), [], manifest.id);
      }
    }
  });

  it('come from words and from the environment', () => {
    const cloudflare = manifestOf('cloudflare');
    assert.deepEqual(
      optionsFromWords(cloudflare, ['auth-token-file=/run/t', '--zone_id=1']),
      new Map<string, unknown>([
        ['token', { file: '/run/t' }],
        ['zoneId', { value: '1' }],
      ]),
    );
    const refused: readonly (readonly [string, RegExp])[] = [
      ['auth-token=x', /is a secret/],
      ['auth-tokn=x', /has no option auth-tokn/],
      ['zone-id', /NAME=VALUE/],
    ];
    for (const [word, reason] of refused) assert.throws(() => optionsFromWords(cloudflare, [word]), reason);
    assert.deepEqual(
      optionsFromEnvironment(cloudflare, { CF_API_KEY: 'foreign', LEXICON_CLOUDFLARE_ZONE_ID_FILE: '/z' }),
      new Map<string, unknown>([
        ['token', { value: 'foreign' }],
        ['zoneId', { file: '/z' }],
      ]),
    );
  });
});
