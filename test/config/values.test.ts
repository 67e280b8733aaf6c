import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editDistance, nearestNames } from '../../core/config/nearest.js';
import { readOptionWords, splitVariable } from '../../core/config/option-words.js';
import { pluginEnvironment, readPluginSettings } from '../../core/config/plugin-settings.js';
import { ConfigurationError, createProblemCollector, renderProblem } from '../../core/config/problems.js';
import type { VariableSpec } from '../../core/config/variable-spec.js';
import { parseVariable, readSeconds } from '../../core/config/variable-values.js';
import type { PluginManifest } from '../../core/sdk/manifest.js';
import { manifests } from './fixtures.js';

describe('the text of a variable', () => {
  it('becomes the value of its kind, or a fault', async () => {
    const minimum = { minimum: 5 };
    const choices = { choices: ['off', 'on'], synonyms: { no: 'off', never: 'off' } };
    const endpoint = (host: string, port: number) => ({ host, port });
    const doh = (host: string, port: number, url: string) => ({ host, port, url });
    const table: readonly [kind: VariableSpec['kind'], text: string, value: unknown, spec?: Partial<VariableSpec>][] = [
      ['boolean', 'true', true],
      ['boolean', 'No', false],
      ['boolean', '2', undefined],
      ['number', ' 1.5 ', 1.5],
      ['number', '-1e3', -1000],
      ['number', 'x', undefined],
      ['number', 'Infinity', undefined],
      ['integer', ' 0 ', 0],
      ['integer', '123456789', 123_456_789],
      ['integer', '1234567890', undefined],
      ['integer', '-1', undefined],
      ['integer', '1.0', undefined],
      ['integer', '5', 5, minimum],
      ['integer', '4', undefined, minimum],
      ['seconds', '0.5', 0.5],
      ['seconds', '.5', 0.5],
      ['seconds', '5.', 5],
      ['seconds', '5', 5, minimum],
      ['seconds', '4.9', undefined, minimum],
      ['seconds', '5s', undefined],
      ['mode', '0640', 0o640],
      ['mode', 'g+w', 0o660, { default: '640' }],
      ['mode', 'wide', undefined],
      ['url', ' https://a.example/ ', 'https://a.example/'],
      ['url', 'a.example', undefined],
      ['binding-key', ' a+b/c== ', 'a-b_c'],
      ['binding-key', 'a b', undefined],
      ['list', ' a, b ,,\nc ', ['a', 'b', 'c']],
      ['enum', 'on', 'on', choices],
      ['enum', ' OFF ', 'off', choices],
      ['enum', 'Never', 'off', choices],
      ['enum', 'maybe', undefined, choices],
      ['enum', 'On', 'On', { choices: ['On', 'on'] }],
      ['mail', 'a@b.example', 'a@b.example'],
      ['mail', 'mailto:a@b.example; c@d.example', 'a@b.example,c@d.example'],
      ['mail', 'a@b', undefined],
      ['mail', 'a@b.example,nobody', undefined],
      ['mail', ',', undefined],
      ['cron', ' 0 3 * * * ', '0 3 * * *'],
      ['cron', '0 3 * *', undefined],
      ['cron', '61 * * * *', undefined],
      ['timezone', 'Europe/Berlin', 'Europe/Berlin'],
      ['timezone', 'Middle/Earth', 'UTC'],
      ['owner', ' 1000 ', 1000],
      ['owner', 'www-data', 'www-data'],
      ['owner', 'a:b', undefined],
      ['owner', '12345678901', '12345678901'],
      ['endpoint', '8080', endpoint('127.0.0.1', 8080)],
      ['endpoint', ':8080', endpoint('127.0.0.1', 8080)],
      ['endpoint', ' 0.0.0.0:1 ', endpoint('0.0.0.0', 1)],
      ['endpoint', '[::]:65535', endpoint('::', 65_535)],
      ['endpoint', 'a.example', undefined],
      ['endpoint', 'a:0', undefined],
      ['endpoint', 'a:65536', undefined],
      [
        'endpoints',
        '192.0.2.1, [2001:db8::1]:5353 2001:db8::2',
        [endpoint('192.0.2.1', 53), endpoint('2001:db8::1', 5353), endpoint('2001:db8::2', 53)],
      ],
      ['endpoints', 'https://dns.example/q', [doh('dns.example', 443, 'https://dns.example/q')]],
      ['endpoints', 'HTTPS://[::1]:8443/q', [doh('::1', 8443, 'https://[::1]:8443/q')]],
      ['endpoints', 'https://u@dns.example/q', undefined],
      ['endpoints', 'https://:p@dns.example/q', undefined],
      ['endpoints', 'https://dns.example/q#x', undefined],
      ['endpoints', 'http://dns.example/q', undefined],
      ['endpoints', '192.0.2.1,a/b', undefined],
    ];
    for (const [kind, text, value, spec] of table) {
      const parsed = await parseVariable(text, { name: 'X', kind, meaning: '', ...spec });
      assert.deepEqual('value' in parsed ? parsed.value : undefined, value, `${kind} ${text}`);
      assert.equal('fault' in parsed, value === undefined, `${kind} ${text}`);
    }
    assert.equal(readSeconds('0'), 0);
  });

  it('may be taken with a warning, or refused with what was meant', async () => {
    const parse = (kind: VariableSpec['kind'], text: string) => parseVariable(text, { name: 'X', kind, meaning: '' });
    const table: readonly [kind: VariableSpec['kind'], text: string, words: RegExp][] = [
      ['cron', '0 0 30 2 *', /never comes/],
      ['timezone', 'Middle/Earth', /so UTC is taken/],
      ['cron', '61 * * * *', /must be a cron pattern: (?!CronPattern)/],
      ['authority', 'letsencript', /letsencrypt/],
    ];
    for (const [kind, text, words] of table) assert.match(JSON.stringify(await parse(kind, text)), words, text);
    for (const text of ['0 3 * * *', '0 0 29 2 *']) assert.ok(!('warning' in (await parse('cron', text))), text);
    assert.ok(!('warning' in (await parse('timezone', 'UTC'))));
  });
});

describe('names that are nearly right', () => {
  it('are as far apart as letters must be changed', () => {
    for (const [one, other, distance] of [
      ['ab', 'ba', 1],
      ['abcd', 'badc', 2],
      ['aab', 'aba', 1],
      ['abc', 'xbc', 1],
      ['abcdef', 'abcxef', 1],
      ['aXbc', 'aYcb', 2],
    ] as const)
      assert.equal(editDistance(one, other), distance, `${one} ${other}`);
  });

  it('are within a third, no farther than one more than the best, and three at most', () => {
    const table: readonly [word: string, known: readonly string[], found: readonly string[]][] = [
      ['abcdef', ['abcdxx'], ['abcdxx']],
      ['abcdef', ['abcxxx'], []],
      ['abcdefghi', ['abcdefxxx'], ['abcdefxxx']],
      ['abcdefghi', ['abcdexxxx'], []],
      ['abc', ['axx', 'xxx'], ['axx']],
      ['ab', ['xy', 'ax'], ['ax']],
      ['abcdefghi', ['abcdefghi', 'abcdefghx', 'abcdefgxx'], ['abcdefghi', 'abcdefghx']],
      ['name', ['namd', 'namc', 'nama', 'namb'], ['nama', 'namb', 'namc']],
      ['PFX_PASSPHRASE', ['PFX_EXPORT_PASSPHRASE'], ['PFX_EXPORT_PASSPHRASE']],
      ['PASSPHRASE', ['PFX_EXPORT_PASSPHRASE'], []],
      ['x'.repeat(200), ['x'.repeat(200)], ['x'.repeat(200)]],
      ['x'.repeat(201), ['x'.repeat(201)], []],
    ];
    for (const [word, known, found] of table) assert.deepEqual(nearestNames(word, known), found, word.slice(0, 20));
  });
});

describe('options as words', () => {
  function read(words: readonly string[], id: string | undefined = 'powerdns') {
    const problems = createProblemCollector();
    const manifest = manifests.find((each) => each.id === id);
    const { provider, general } = readOptionWords(words, manifest, 'HERE', problems);
    const shown = (layer: ReadonlyMap<string, { value: unknown }>) =>
      [...layer].map(([key, { value }]) => `${key}=${value}`);
    return [shown(provider), shown(general), problems.list().map(renderProblem)];
  }

  it('are those of the provider and of lexicon, with or without an equals sign', () => {
    const table: readonly [
      words: readonly string[],
      provider: string[],
      general: string[],
      problems?: RegExp[],
      id?: string | undefined,
    ][] = [
      [['--auth-token=t', '--pdns-server', 'http://x'], ['token=t', 'server=http://x'], []],
      [['--auth-token='], ['token='], []],
      [['--auth-token=a=b\nc'], ['token=a=b\nc'], []],
      [['--pdns-disable-notify', '--ttl=60'], ['disableNotify=true'], ['ttl=60']],
      [['--pdns-disable-notify=false'], ['disableNotify=false'], []],
      [['--resolve-zone-name', '--delegated', 'sub'], [], ['resolve-zone-name=true', 'delegated=sub']],
      [['--auth-token'], [], [], [/^HERE: error: --auth-token has no value$/]],
      [['secret', '--ttl', '5'], [], ['ttl=5'], [/holds a word that is no option. Write --option=value/]],
      [['--auth-tokn', 'x', '--ttl=5'], [], ['ttl=5'], [/has no option --auth-tokn. Did you mean `auth-token`\?/]],
      [['--zzzzzz', '--ttl=5'], [], ['ttl=5'], [/has no option --zzzzzz. See `letsencrypt-dns providers powerdns`/]],
      [['--anything', 'x', '--ttl=5'], [], ['ttl=5'], [], 'nobody'],
      [['--ttl=5', '--anything'], [], ['ttl=5'], [], 'nobody'],
      [['--anything', '--ttl', '5'], [], ['ttl=5'], [], 'nobody'],
    ];
    for (const [words, provider, general, problems = [], id = 'powerdns'] of table) {
      const [foundProvider, foundGeneral, found = []] = read(words, id);
      assert.deepEqual(
        [foundProvider, foundGeneral, found.length],
        [provider, general, problems.length],
        words.join(' '),
      );
      for (const [index, problem] of problems.entries()) assert.match(found[index] ?? '', problem);
    }
  });

  it('of a variable are split as a shell does, or a fault says where', () => {
    const problems = createProblemCollector();
    assert.deepEqual(splitVariable(`--a='b c' d\\ e`, 'HERE', problems), ['--a=b c', 'd e']);
    assert.deepEqual(splitVariable(`ab 'c`, 'HERE', problems), []);
    assert.match(problems.list().map(renderProblem).join(), /^HERE: error: HERE, character 4: /);
  });
});

describe('the settings of plugins', () => {
  const manifest: PluginManifest = {
    id: 'demo',
    title: 'Demo',
    options: {
      name: { env: ['DEMO_NAME'], meaning: 'a name', default: 'usual' },
      owner: { env: ['DEMO_OWNER'], meaning: 'an owner', kind: 'owner' },
      key: { env: ['DEMO_KEY'], meaning: 'a key', secret: true },
      keys: { env: ['DEMO_KEYS'], meaning: 'keys', secret: true, kind: 'list' },
    },
  } as never;
  const plugins = [{ manifest }] as never;

  function settings(values: Record<string, unknown>, given = Object.keys(values)) {
    const read = { values, given: new Map(given.map((name) => [name, `at ${name}`])) };
    return readPluginSettings(plugins, read as never);
  }

  it('are what was given, else the default; whom a name means is left to the plugin', () => {
    const { demo } = settings({ DEMO_OWNER: 'root', DEMO_KEYS: ['one', 'two'] });
    assert.deepEqual(demo?.options, { name: 'usual', owner: 'root', key: undefined, keys: 'one,two' });
    assert.deepEqual([...(demo?.secrets ?? [])].sort(), ['one', 'two']);
    assert.equal(demo?.problem, undefined);
    assert.equal(settings({ DEMO_OWNER: 'www' }).demo?.options.owner, 'www');
  });

  it('that cannot be used say where they came from, the first one', () => {
    const { demo } = settings({ DEMO_NAME: undefined, DEMO_KEY: undefined }, ['DEMO_NAME', 'DEMO_KEY']);
    assert.deepEqual(demo?.problem, { place: 'at DEMO_NAME', message: 'the value of DEMO_NAME cannot be used' });
  });

  it('go to programs under the names of their variables, but for secrets and what is empty', () => {
    const all = { demo: { options: { name: 'x', owner: '', key: 'secret', keys: undefined }, secrets: [] } };
    assert.deepEqual(pluginEnvironment(plugins, all), { DEMO_NAME: 'x' });
    assert.deepEqual(pluginEnvironment(plugins, {}), {});
  });
});

it('one error is told as it is, several each on its line, and warnings are not counted', () => {
  const problem = (severity: 'error' | 'warning', message: string, hint?: string) =>
    ({ severity, place: 'here', message, scope: 'configuration', hint }) as const;
  const one = new ConfigurationError([problem('warning', 'w'), problem('error', 'no', 'Do it')]);
  assert.deepEqual([one.message, one.place, one.hint], ['no', 'here', 'Do it']);
  const two = new ConfigurationError([problem('error', 'a', 'Do it'), problem('error', 'b')]);
  assert.equal(two.message, '2 errors in the configuration:\nhere: error: a. Do it\nhere: error: b');
});
