import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configurationToYaml } from '../../core/config/in-yaml.js';
import { allVariables } from '../../core/config/plugin-variables.js';
import { configurationJsonSchema } from '../../core/config/yaml/json-schema.js';
import { eachSettingKey, settingKeysWith } from '../../core/config/yaml/setting-keys.js';
import { stepShape } from '../../core/config/yaml/step-schema.js';
import { demoCatalog, demoPlugins } from './demo-plugin.js';
import { load, told } from './fixtures.js';

const file = '/conf/letsencrypt-dns.yml';

function loadWith(more: string) {
  const text = `profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]
certificates: [{domains: [a.example.com], profile: p, ${more}}]
`;
  return load({}, { [file]: text }, file, demoCatalog());
}

describe('the options of a plugin', () => {
  it('are variables, of a package with the scope of a certificate', () => {
    const own = new Set(allVariables([]).map(({ name }) => name));
    const added = (origin: string) => allVariables(demoPlugins(origin)).filter(({ name }) => !own.has(name));
    const variables = [
      { name: 'MY_DEMO_A_WORD', kind: 'string', default: 'usual', meaning: 'some word' },
      { name: 'MY_DEMO_EMPTY', kind: 'string', without: 'nothing', meaning: 'ID of nothing' },
      { name: 'MY_DEMO_AMOUNT', kind: 'number', default: '3', meaning: 'how much' },
      {
        name: 'DEMO_ON',
        kind: 'boolean',
        default: 'false',
        aliases: ['DEMO_ACTIVE', 'DEMO_YES'],
        meaning: 'whether',
      },
      { name: 'DEMO_COLOUR', kind: 'enum', choices: ['red', 'blue'], meaning: 'which' },
      {
        name: 'MY_DEMO_KEY',
        kind: 'string',
        multiline: true,
        secret: true,
        withheld: true,
        meaning: 'key',
      },
      { name: 'MY_DEMO_URLS', kind: 'list', meaning: 'where to' },
      {
        name: 'MY_DEMO_MODE',
        kind: 'mode',
        default: '0600',
        others: { write: { severity: 'error', message: 'no' }, hint: 'x' },
        meaning: 'mode',
      },
      { name: 'MY_DEMO_TAKEN', kind: 'string', meaning: 'stands elsewhere already' },
      { name: 'MY_DEMO_UNDER', kind: 'string', meaning: 'stands below a value' },
      { name: 'MY_DEMO_ENTRIES', kind: 'string', meaning: 'would be in the way' },
    ];
    assert.deepEqual(added('built in'), variables);
    const scoped = variables.map((spec) => ({ ...spec, scope: 'certificate' }));
    assert.deepEqual(added('package'), scoped);
    const [first] = demoPlugins();
    assert.ok(first !== undefined);
    const twice = allVariables([first, { ...first, origin: 'built in' }]).filter(({ name }) => !own.has(name));
    assert.deepEqual(twice, variables);
  });

  it('are keys of the file where nothing else stands', () => {
    const keys = [...eachSettingKey(settingKeysWith(demoPlugins()))].map(({ path, variable }) => [
      path.join('.'),
      variable,
    ]);
    const own = [...eachSettingKey(settingKeysWith([]))].length;
    assert.deepEqual(keys.slice(own), [
      ['my_demo.a_word', 'MY_DEMO_A_WORD'],
      ['my_demo.empty', 'MY_DEMO_EMPTY'],
      ['my_demo.amount', 'MY_DEMO_AMOUNT'],
      ['my_demo.on', 'DEMO_ON'],
      ['my_demo.key', 'MY_DEMO_KEY'],
      ['my_demo.mode', 'MY_DEMO_MODE'],
      ['paint.colour', 'DEMO_COLOUR'],
      ['demo_urls', 'MY_DEMO_URLS'],
    ]);
    assert.deepEqual(Object.keys(stepShape(demoPlugins(), ['shelf', 'deep'])), ['my_demo', 'more_names']);
  });

  it('have their place in the schema', () => {
    const text = JSON.stringify(configurationJsonSchema(demoPlugins()));
    const { properties } = JSON.parse(text).properties.certificates.items;
    const { my_demo, deep, shelf, more_names } = properties;
    assert.deepEqual(
      { my_demo, deep, shelf, more_names },
      {
        my_demo: {
          type: 'object',
          properties: {
            a_word: { description: 'some word', type: ['string', 'number', 'boolean'] },
            amount: { description: 'how much', type: ['number', 'string'], pattern: '\\$\\{' },
            colour: { description: 'which', type: 'string', enum: ['red', 'blue'] },
          },
          additionalProperties: false,
        },
        deep: {
          description: 'deeper',
          type: 'object',
          properties: {
            er: {
              type: 'object',
              properties: { on: { description: 'IDs first', type: ['boolean', 'string'], pattern: '\\$\\{' } },
              required: ['on'],
              additionalProperties: false,
            },
          },
          additionalProperties: false,
        },
        shelf: {
          description: 'A shelf',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              names: { description: 'some', type: 'array', items: { type: ['string', 'number', 'boolean'] } },
              runs: {
                description: 'runs',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    cmd: {
                      anyOf: [
                        { type: ['string', 'number', 'boolean'] },
                        { type: 'array', items: { type: ['string', 'number', 'boolean'] } },
                      ],
                      description: 'text is split as by a shell, and run without one',
                    },
                    containers: {
                      description: 'the containers in which it is run',
                      type: 'array',
                      items: { type: ['string', 'number', 'boolean'] },
                    },
                  },
                  required: ['cmd'],
                  additionalProperties: false,
                },
              },
            },
            additionalProperties: {},
          },
        },
        more_names: { description: 'more', type: 'array', items: { type: ['string', 'number', 'boolean'] } },
      },
    );
  });

  it('are read from an entry, and written so that they are read again', async () => {
    const usual = {
      word: 'usual',
      amount: 1,
      on: false,
      colour: undefined,
      names: [],
      runs: [],
      again: undefined,
      inside: undefined,
    };
    const table: readonly [more: string, options: object, written: string][] = [
      [
        'my_demo: {a_word: x}',
        { word: 'x' },
        '    my_demo:\n      a_word: x\n    deep:\n      er:\n        on: false\n',
      ],
      [
        'deep: {er: {on: no}}, my_demo: {amount: 5, colour: red}',
        { amount: 5, colour: 'red' },
        '    my_demo:\n      amount: 5\n      colour: red\n    deep:\n      er:\n        on: false\n',
      ],
      [
        'deep: {er: {on: yes}}, my_demo: {a_word: usual, amount: 1}',
        { on: true },
        '    deep:\n      er:\n        on: true\n',
      ],
      ['deep: {er: {on: no}}', {}, '    deep:\n      er:\n        on: false\n'],
      [
        'deep: {er: {on: yes}}, shelf: [{names: [a, b], runs: [{cmd: x y, containers: [c, d]}]}, {names: [b, c]}], more_names: [e]',
        {
          on: true,
          names: ['e', 'a', 'b', 'c'],
          runs: [
            { container: 'c', argv: ['x', 'y'] },
            { container: 'd', argv: ['x', 'y'] },
          ],
        },
        '    deep:\n' +
          '      er:\n' +
          '        on: true\n' +
          '    shelf:\n' +
          '      - names:\n' +
          '          - e\n' +
          '          - a\n' +
          '          - b\n' +
          '          - c\n' +
          '      - runs:\n' +
          '          - cmd:\n' +
          '              - x\n' +
          '              - y\n' +
          '            containers:\n' +
          '              - c\n' +
          '          - cmd:\n' +
          '              - x\n' +
          '              - y\n' +
          '            containers:\n' +
          '              - d\n',
      ],
    ];
    for (const [more, options, written] of table) {
      const { state, variables, problems } = await loadWith(more);
      assert.deepEqual([problems, state.certificates[0]?.steps], [[], { 'my-demo': { ...usual, ...options } }], more);
      const text = await configurationToYaml({ state, variables, manifests: demoCatalog() });
      assert.equal(text.split('follow_cnames: true\n')[1], written, more);
    }
  });

  it('that are wrong are told of at their place', async () => {
    const table: readonly [more: string, expected: readonly string[]][] = [
      ['deep: {er: {on: off}, xx: 1}', ['77 !@ xx →']],
      ['deep: {er: {}}', ['66 !@ deep.er.on']],
      ['shelf: [{name: [a]}, {zzz: 1}]', ['64 !@ name → names', '77 ?@ zzz →']],
      ['deep: 1, shelf: 2, more_names: 3', ['61 !@ deep', '71 !@ shelf', '86 !@ more_names']],
      ['deep: {er: 1}, shelf: [1], my_demo: []', ['91 !@ my_demo', '66 !@ deep.er', '78 !@ shelf.0']],
      ['shelf: [{runs: 1, names: {}}]', ['80 !@ shelf.0.names', '70 !@ shelf.0.runs']],
      [
        'shelf: [{runs: [{cmd: {}}, {containers: [a]}, 1, {cmd: a, more: 1}]}]',
        ['77 !@ shelf.0.runs.0.cmd', '82 !@ shelf.0.runs.1.cmd', '101 !@ shelf.0.runs.2', '113 !@ more →'],
      ],
      [
        `shelf: [{runs: [{cmd: "", containers: ["", "a b"]}, {cmd: "x '", containers: [a]}, {cmd: [], containers: [a]}, {cmd: ["", b]}]}]`,
        ['77 !@', '94 !@', '98 !@ a b', '113 !@', '144 !@', '172 !@'],
      ],
      ['my_demo: {amount: x, colour: green}, deep: {er: {on: y}}', ['84 !@ my_demo.colour', '108 !@ deep.er.on']],
      ['my_demo: {colour: Red}', ['73 !@ my_demo.colour']],
    ];
    for (const [more, expected] of table) {
      const { problems } = await loadWith(more);
      assert.deepEqual(
        told(problems, `${file}:2`).map((line) => line.replace(' (a.example.com)', '@')),
        expected,
        more,
      );
    }
  });
});
