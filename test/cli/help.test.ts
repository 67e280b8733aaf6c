import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allVariables } from '../../core/config/plugin-variables.js';
import { eachSettingKey } from '../../core/config/yaml/setting-keys.js';
import { hostedCli } from './command-host.js';

const commands = [
  'run',
  'sync',
  'plan',
  'status',
  'health',
  'check',
  'renew',
  'revoke',
  'delete',
  'providers',
  'demo',
  'help',
];

const variables = allVariables();

describe('help', () => {
  it('has one list of examples for each command, all of that command, at 80 columns', async () => {
    const [whole, ...each] = await Promise.all(
      [['--help'], ...commands.map((name) => [name, '--help'])].map((words) => hostedCli(words)),
    );
    assert.equal(whole?.stdout.match(/^Examples:$/gm)?.length, 1);
    for (const [index, { code, stdout }] of each.entries()) {
      const name = commands[index] ?? '';
      assert.equal(code, 0);
      const [, examples = ''] = stdout.split('Examples:\n');
      const shown = examples.split('\n').filter((line) => line.startsWith('  letsencrypt-dns '));
      assert.ok(shown.length > 0, name);
      for (const line of shown) assert.ok(line.startsWith(`  letsencrypt-dns ${name}`), line);
    }
    for (const { stdout } of [whole, ...each]) {
      for (const line of stdout?.split('\n') ?? []) assert.ok(line.length <= 80, line);
    }
  });

  it('is what --help is', async () => {
    const pairs = [
      [['help'], ['--help']],
      [
        ['help', 'sync'],
        ['sync', '--help'],
      ],
    ];
    for (const [one = [], other = []] of pairs) {
      const [left, right] = await Promise.all([hostedCli(one), hostedCli(other)]);
      assert.deepEqual([left.code, left.stdout], [0, right.stdout]);
    }
  });

  it('knows all variables', async () => {
    const [text, json] = await Promise.all([
      hostedCli(['help', 'variables']),
      hostedCli(['help', 'variables', '--json']),
    ]);
    assert.equal(text.code, 0);
    for (const { name, meaning } of variables) {
      const line = text.stdout.split('\n').find((each) => each.startsWith(`${name} `));
      assert.ok(line?.includes(meaning.replaceAll('`', '').trim()), name);
    }
    assert.deepEqual(
      (json.json() as { name: string }[]).map(({ name }) => name),
      variables.map(({ name }) => name),
    );
    assert.match(text.stdout, /^LOG_FORMAT +text on a terminal, else json /m);
    assert.match(text.stdout, /^DNS_PROPAGATION +authoritative .*recursive/m);
  });

  it('knows the post-issue plugins with their variables and labels', async () => {
    const [text, json] = await Promise.all([hostedCli(['help', 'plugins']), hostedCli(['help', 'plugins', '--json'])]);
    const ids = (json.json() as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 2), ['permissions', 'pfx']);
    for (const id of ids) assert.match(text.stdout, new RegExp(`^${id} `, 'm'));
    assert.match(text.stdout, /^permissions +CERTS_FILES_MODE +0640 +Mode/m);
    assert.match(text.stdout, /^docker-restart +letsencrypt-dns\.restart/m);
  });

  it('knows the keys of the YAML file and what they stand for', async () => {
    const json = await hostedCli(['help', 'yaml', '--json']);
    const keys = json.json() as { key: string; variable?: string }[];
    for (const { path, variable } of eachSettingKey()) {
      assert.equal(keys.find(({ key }) => key === path.join('.'))?.variable, variable, path.join('.'));
    }
    assert.ok(
      keys.some(({ key }) => key === 'profiles[].provider'),
      JSON.stringify(keys),
    );
    assert.match(
      (await hostedCli(['help', 'yaml'])).stdout,
      /^acme\.email_account +list or text +LETSENCRYPT_USER_MAIL /m,
    );
  });

  it('says what there is, where it knows nothing', async () => {
    const near = await hostedCli(['help', 'variabels']);
    assert.equal(near.code, 2);
    assert.match(near.stderr, /there is no help about variabels\. Did you mean `variables`\?/);
    assert.match((await hostedCli(['help', 'qqqq'])).stderr, /one of variables, plugins, yaml/);
  });

  it('fits a terminal of 80 columns', async () => {
    for (const words of [
      ['help', 'variables'],
      ['help', 'plugins'],
      ['help', 'yaml'],
      ['providers'],
      ['providers', 'cloudflare'],
    ]) {
      const { stdout } = await hostedCli(words, { env: { COLUMNS: '80' } });
      const long = stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
      assert.deepEqual(long, [], words.join(' '));
    }
  });
});
