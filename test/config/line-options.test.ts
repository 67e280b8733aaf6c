import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDomainsConf } from '../../core/config/domains-conf.js';
import { lineGrammar } from '../../core/config/line-grammar.js';
import type { PluginManifest } from '../../core/sdk/manifest.js';
import { demoPlugins } from './demo-plugin.js';
import { told } from './fixtures.js';

function read(options: string) {
  const { certificates, problems } = parseDomainsConf(`a.example.com ${options}`, 'domains.conf', demoPlugins());
  const steps = certificates[0]?.steps;
  return {
    own: steps?.['my-demo'],
    problems: told(problems, 'domains.conf:1').map((line) => line.replace(' (a.example.com)', '@')),
  };
}

describe('options of plugins on a line', () => {
  it('are a word each, of the kind that the manifest says', () => {
    const table: readonly [options: string, own: Readonly<Record<string, unknown>>][] = [
      ['my-demo-a-word=x', { word: 'x' }],
      ['my-demo-a-word= x', { word: 'x' }],
      ['my-demo-a-word=x # not this', { word: 'x' }],
      ['my-demo-a-word=x#y', { word: 'x#y' }],
      [`my-demo-a-word='x # y' my-demo-colour=red`, { word: 'x # y', colour: 'red' }],
      ['my-demo-on=yes demo-names=b,c,b', { on: true, names: ['b', 'c'] }],
      [
        'my-demo-on=False my-demo-runs=b:echo my-demo-a-word=x',
        { on: false, runs: [{ container: 'b', argv: ['echo'] }], word: 'x' },
      ],
    ];
    for (const [options, own] of table) assert.deepEqual(read(options), { own, problems: [] }, options);
  });

  it('that are wrong are told of at their place', () => {
    const table: readonly [options: string, problems: readonly string[]][] = [
      ['my-demo-a-word=', ['30 !@']],
      [`my-demo-a-word=''`, ['30 !@']],
      ['my-demo-a-word=my-demo-colour=red', ['30 !@']],
      ['my-demo-a-word=x y', ['32 !@ y →']],
      ['my-demo-a-word=x y my-demo-on=maybe', ['32 !@ y →', '34 !@ my-demo-on']],
      [`my-demo-a-word=x 'y my-demo-on=maybe`, ['32 !@']],
      ['my-demo-on=maybe', ['15 !@ my-demo-on']],
      ['my-demo-colour=green', ['15 !@ my-demo-colour green']],
      ['my-demo-amount=5', ['15 !@ my-demo-amount → my-demo-again my-demo-on my-demo-runs']],
      ['my-demo-on=yes my-demo-on=yes', ['30 !@ my-demo-on →']],
    ];
    for (const [options, problems] of table) assert.deepEqual(read(options), { own: undefined, problems }, options);
  });

  it('have names of which that of the program counts, then that of the plugin that runs first', () => {
    const plugin = (id: string, order: number, lines: readonly string[]) => {
      const certificate = Object.fromEntries(lines.map((line) => [line, { flag: line, help: 'x', line }]));
      return {
        manifest: { id, title: id, order, options: {}, certificate } as PluginManifest,
        origin: 'package',
      } as const;
    };
    const { known, options } = lineGrammar([
      plugin('late', 9, ['both', 'late']),
      plugin('early', 1, ['follow-cnames', 'both']),
    ]);
    assert.deepEqual(known, ['both=', 'late=', 'follow-cnames=']);
    assert.deepEqual([...options].map(([word, { plugin: of }]) => `${word}${of}`).sort(), ['both=early', 'late=late']);
  });
});
