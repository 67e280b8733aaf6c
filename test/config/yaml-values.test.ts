import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProblemCollector } from '../../core/config/problems.js';
import { parseYaml } from '../../core/config/yaml/document.js';
import { load, told } from './fixtures.js';

const file = '/conf/letsencrypt-dns.yml';
const profile = 'profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]';

async function read(text: string, env: Readonly<Record<string, string>> = {}) {
  const { state, problems } = await load(env, { [file]: `${profile}\n${text}\n` }, file);
  return { state, problems: told(problems, file) };
}

/** The document as plain values, what was told of it, and where its keys and values stand. */
async function parsed(text: string) {
  const problems = createProblemCollector();
  const document = await parseYaml(text, 'f', problems);
  return { document, json: JSON.stringify(document?.value), problems: told(problems.list(), 'f') };
}

describe('values of the YAML file', () => {
  it('are the text that stands there, whatever YAML makes of it', async () => {
    const table: readonly [text: string, json: string][] = [
      ['a: 0644\nb: yes\nc: 1.0\nd: "1"', '{"a":"0644","b":"yes","c":"1.0","d":"1"}'],
      ['{a: ~, b: null, c: "", d: "null"}', '{"c":"","d":"null"}'],
      ['[~, a]', '[null,"a"]'],
      ['1: a\n? [x]\n: b', '{"1":"a","?":"b"}'],
      ['a: &x {b: c, d: e}\nf: {d: g, <<: *x}', '{"a":{"b":"c","d":"e"},"f":{"d":"g","b":"c"}}'],
      ['<<: [{a: 1, b: 2}, {b: 3, c: 4}]\nc: 5', '{"a":"1","b":"2","c":"5"}'],
      ['<<: text\na: b', '{"a":"b"}'],
      ['<<: ~\na: b', '{"a":"b"}'],
      ['__proto__: {a: b}\n', '{"__proto__":{"a":"b"}}'],
      ['<<: {__proto__: {a: b}}', '{"__proto__":{"a":"b"}}'],
      ['a: &x b\nc: &x d\ne: *x', '{"a":"b","c":"d","e":"d"}'],
      ['', 'null'],
    ];
    for (const [text, json] of table)
      assert.deepEqual(await parsed(text).then((one) => [one.json, one.problems]), [json, []], text);
  });

  it('stand where they are written, or where the nearest around them is', async () => {
    const { document } = await parsed('a: &x\n  - b: c\n  - [d]\ne: *x\n');
    const table: readonly [path: readonly (string | number)[], ofValue: string, ofKey: string][] = [
      [[], '1:1', '1:1'],
      [['a'], '2:3', '1:1'],
      [['a', 0, 'b'], '2:8', '2:5'],
      [['a', 1, 0], '3:6', '3:6'],
      [['a', 0, 'none'], '2:5', '2:5'],
      [['e'], '4:4', '4:1'],
      [['e', 0, 'b'], '2:8', '2:5'],
      [['none'], '1:1', '1:1'],
    ];
    for (const [path, ofValue, ofKey] of table)
      assert.deepEqual(
        [document?.placeOf(path), document?.placeOfKey(path)],
        [`f:${ofValue}`, `f:${ofKey}`],
        path.join(),
      );
    assert.equal((await parsed('')).document?.placeOf(['a']), 'f:1:1');
  });

  it('that grow without bound, or come from nowhere, are refused', async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const bomb = [
      ['a', 'x'],
      ['b', '*a'],
      ['c', '*b'],
      ['d', '*c'],
      ['e', '*d'],
    ]
      .map(([name = '', of = '']) => level(name, of))
      .join('');
    assert.deepEqual(await parsed(bomb), { document: undefined, json: undefined, problems: ['1:1 !'] });
    assert.equal((await parsed(bomb.slice(0, bomb.indexOf('e:')))).document === undefined, false);
    for (const [text, place] of [
      ['a: b: c', '1:4'],
      ['a: "b', '1:6'],
      ['a: 1\nb: 2\na: 3', '3:1'],
      ['a: [b\nc: d', '2:1'],
    ] as const)
      assert.deepEqual(
        (await parsed(text)).problems.map((line) => line.slice(0, 5)),
        [`${place} !`],
        text,
      );
    assert.deepEqual(
      (await parsed('a: *x\nb: &x c')).problems.map((line) => line.slice(0, 5)),
      ['1:4 !'],
    );
  });

  it('that are empty are as if their keys were not there', async () => {
    const text = `acme:
  email_account:
  eab: {kid: ~}
dns:
certificates:
- domains: [a.example.com]
  profile: p
  name: null
  key_type:
  pfx:`;
    const { state, problems } = await read(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      state.certificates.map(({ name, isNameGiven, keyType }) => [name, isNameGiven, keyType]),
      [['a.example.com', false, 'ecdsa']],
    );
    assert.deepEqual([state.settings.mail, state.settings.eab], [undefined, undefined]);
  });

  it('come to nothing where the file does, which its status says', async () => {
    const table: readonly [
      content: string | { code: string } | undefined,
      status: string,
      problems: readonly string[],
    ][] = [
      [undefined, 'missing', [`${file} !`]],
      [{ code: 'EACCES' }, 'unreadable', [`${file} !`]],
      ['', 'empty', [`${file} ?`]],
      ['# none', 'empty', [`${file} ?`]],
      ['""', 'empty', [`${file} ?`]],
      ['a: [', 'invalid', ['1:5 !']],
      ['text', 'invalid', ['1:1 !']],
      ['acme: {}', 'settings', []],
      ['certificates: []', 'empty', []],
      ['draft: true', 'draft', ['1:8 ?']],
      ['draft: false', 'settings', []],
    ];
    for (const [content, status, expected] of table) {
      const files = { '/conf/domains.conf': '#', ...(content !== undefined && { [file]: content }) };
      const { state, problems } = await load({}, files, file);
      const [source] = state.sources.filter(({ kind }) => kind === 'yaml');
      assert.deepEqual(source, { kind: 'yaml', path: file, status, complete: status !== 'invalid' }, status);
      assert.deepEqual(
        told(problems, file).map((line) => line.split(' ').slice(0, 2).join(' ')),
        expected,
        JSON.stringify(content),
      );
    }
  });

  it('may come from what is not there where it is a credential, and nobody asks a provider', async () => {
    const client = (secret: string, more = '') =>
      `doors: {listen: "127.0.0.1:8", ${more}clients: [{name: a, secret: "${secret}", domains: [a.example.com], doors: [acme]}]}`;
    const table: readonly [text: (missing: string) => string, isCredential: boolean][] = [
      [(missing) => `profiles: [{name: q, provider: cloudflare, provider_options: {auth_token: "${missing}"}}]`, true],
      [(missing) => `profiles: [{name: q, provider: cloudflare, zones: ["${missing}"]}]`, false],
      [(missing) => client(missing), true],
      [(missing) => client('A'.repeat(43), `url: "${missing}", `), false],
      [(missing) => `acme: {email_account: "${missing}"}`, false],
    ];
    for (const [text, isCredential] of table) {
      for (const missing of [`\${NOT_THERE}`, `\${file:/not/there}`]) {
        const isTold = async (credentials: 'optional' | 'required') => {
          const { problems } = await load({}, { [file]: text(missing) }, file, undefined, credentials);
          return problems.some(({ message }) => /NOT_THERE is not set|cannot read \/not\/there/.test(message));
        };
        assert.deepEqual([await isTold('required'), await isTold('optional')], [true, !isCredential], text(missing));
      }
    }
  });

  it('may be several names in one variable', async () => {
    const table: readonly [written: string, names: string, domains: readonly string[] | undefined][] = [
      [`[\${N}]`, 'a.example.com', ['a.example.com']],
      [`[\${N}, z.example.com]`, 'a.example.com,b.example.com', ['a.example.com', 'b.example.com', 'z.example.com']],
      [`[\${N}]`, '[a.example.com, b.example.com]', ['a.example.com', 'b.example.com']],
      [`[\${N}]`, ' [a.example.com]', ['a.example.com']],
      [`[\${N}]`, '[a.example.com', undefined],
      [`[\${N}]`, '{a.example.com: b.example.com}', undefined],
      [`["\${N}"]`, 'a.example.com,b.example.com', undefined],
      [`\${N}`, '- a.example.com\n- b.example.com', ['a.example.com', 'b.example.com']],
      [`\${N}`, ' [a.example.com]', ['a.example.com']],
      [`\${N}`, 'a.example.com', undefined],
      [`\${N}`, '-a.example.com', undefined],
    ];
    for (const [written, names, domains] of table) {
      const { state, problems } = await read(`certificates: [{name: c, domains: ${written}, profile: p}]`, {
        N: names,
      });
      const [certificate] = state.certificates;
      assert.deepEqual(certificate?.domains, domains, `${written} ${names}`);
      assert.equal(problems.length === 0, domains !== undefined, `${written} ${names}: ${problems.join(' | ')}`);
    }
  });
});
