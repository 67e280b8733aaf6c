import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { parseConfigDocument } from '../../core/store/certbot/configobj.js';
import { formatConfigValue, parseConfigValue } from '../../core/store/certbot/configobj-value.js';
import { missing } from '../lab/binaries.js';
import { certbotPython } from './volume.js';

describe('a configobj document', () => {
  const text = `\uFEFF# top comment
version = 1.21.0   # the version
"quoted key" = 'a, b'
list = a, "b, c", 'd'
one = dns-01,
none = ,
empty =
hash = 'a # b' # comment
long = """first
second "quoted" 'twice'"""

[renewalparams] # options
server = https://a.example/dir?x=1
[[webroot_map]]
example.com = /srv/www
["other section"]
version = 2
`;

  it('reads every form of value', () => {
    const document = parseConfigDocument(text, 'x.conf');
    assert.equal(document.get([], 'version'), '1.21.0');
    assert.equal(document.get([], 'quoted key'), 'a, b');
    assert.deepEqual(document.get([], 'list'), ['a', 'b, c', 'd']);
    assert.deepEqual(document.get([], 'one'), ['dns-01']);
    assert.deepEqual(document.get([], 'none'), []);
    assert.equal(document.get([], 'empty'), '');
    assert.equal(document.get([], 'hash'), 'a # b');
    assert.equal(document.get([], 'long'), `first\nsecond "quoted" 'twice'`);
    assert.equal(document.get(['renewalparams'], 'server'), 'https://a.example/dir?x=1');
    assert.equal(document.get(['renewalparams', 'webroot_map'], 'example.com'), '/srv/www');
    assert.equal(document.get(['other section'], 'version'), '2');
    assert.equal(document.get(['renewalparams'], 'example.com'), undefined);
  });

  it('changes only what it is asked to, and keeps line ends', () => {
    for (const newline of ['\n', '\r\n']) {
      const document = parseConfigDocument(text.replaceAll('\n', newline), 'x.conf');
      document.set([], 'version', '2.0.0');
      document.set([], 'added', 'at the end of its section');
      document.set(['renewalparams'], 'account', 'abc');
      document.set(['renewalparams'], 'server', 'https://a.example/dir?x=1');
      document.remove([], 'empty');
      document.set(['new'], 'key', ['a']);
      const expected = text
        .replace('\uFEFF', '')
        .replace('version = 1.21.0   # the version', 'version = 2.0.0 # the version')
        .replace('empty =\n', '')
        .replace(`'twice'"""\n`, `'twice'"""\nadded = at the end of its section\n`)
        .replace('dir?x=1\n', 'dir?x=1\naccount = abc\n');
      assert.equal(document.toString(), `${expected}\n[new]\nkey = a,\n`.replaceAll('\n', newline));
    }
  });

  it('puts a first key of the top before the first section', () => {
    const long = parseConfigDocument('a = """b"""   # c  \n', 'x.conf');
    long.set([], 'a', 'd');
    assert.equal(long.toString(), 'a = d # c\n');
    const bare = parseConfigDocument('# about\n', 'x.conf');
    bare.set([], 'version', '1');
    bare.set([], 'none', []);
    bare.set([], 'one', ['']);
    assert.equal(bare.toString(), '# about\nversion = 1\nnone = ,\none = "",\n');
    const document = parseConfigDocument('# about\n\n# of the section\n[a]\nb = c\n', 'x.conf');
    document.set([], 'version', '1');
    assert.equal(document.toString(), 'version = 1\n# about\n\n# of the section\n[a]\nb = c\n');
  });

  it('names file and line of what makes no sense', () => {
    for (const [bad, line] of [
      ['a = "open\n', 1],
      ['\n\nno sense\n', 3],
      ['[[deep]]\n', 1],
      ['[a]]\n', 1],
      ['a = """never\nends\n', 1],
    ] as const) {
      assert.throws(
        () => parseConfigDocument(bad, 'renewal/x.conf'),
        (error) => isFailure(error, 'LINEAGE') && error.place === `renewal/x.conf:${line}`,
        bad,
      );
    }
  });
});

/** Numbers without luck: the same in every run. */
function makeRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function randomTexts(count: number): string[] {
  const random = makeRandom(7);
  const letters = ['a', 'b', '/', '=', ' ', ',', '#', '"', "'", '[', ']', '%', '\\', 'é', ';'];
  return Array.from({ length: count }, () => {
    const length = 1 + random(8);
    return Array.from({ length }, () => letters[random(letters.length)]).join('');
  });
}

/** What configobj itself cannot write in a way that it reads back. */
function isPossible(text: string): boolean {
  return (
    !text.includes('"""') && !text.endsWith('"') && !/^\s|\s$/.test(text) && !(text.includes('"') && text.includes("'"))
  );
}

describe("values as certbot's own configobj sees them", { skip: missing('certbot') }, () => {
  const values = [...randomTexts(400).filter(isPossible), '', 'two words', 'https://a.example:14000/dir'];

  it('reads what we write', (context) => {
    const directory = mkdtempSync(join(tmpdir(), 'store-ini-'));
    context.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, 'x.conf');
    const lines = values.map((value, index) => `key${index} = ${formatConfigValue(value)}`);
    const lists = values.map((value, index) => `list${index} = ${formatConfigValue([value, 'end'])}`);
    writeFileSync(path, `${[...lines, ...lists].join('\n')}\n`);
    const script =
      'import sys, json, configobj; print(json.dumps(dict(configobj.ConfigObj(sys.argv[1], encoding="utf-8", interpolation=False))))';
    const read: Record<string, unknown> = JSON.parse(certbotPython(script, path));
    for (const [index, value] of values.entries()) {
      assert.equal(read[`key${index}`], value);
      assert.deepEqual(read[`list${index}`], [value, 'end']);
    }
  });

  it('writes what we read', (context) => {
    const directory = mkdtempSync(join(tmpdir(), 'store-ini-'));
    context.after(() => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, 'values.json'), JSON.stringify(values));
    const script = `import sys, json, configobj
values = json.load(open(sys.argv[1] + "/values.json"))
conf = configobj.ConfigObj(encoding="utf-8", interpolation=False)
conf.filename = sys.argv[1] + "/x.conf"
for index, value in enumerate(values):
    conf[f"key{index}"] = value
    conf[f"list{index}"] = [value, "end"]
conf.write()`;
    certbotPython(script, directory);
    const document = parseConfigDocument(readFileSync(join(directory, 'x.conf'), 'utf8'), 'x.conf');
    for (const [index, value] of values.entries()) {
      assert.equal(document.get([], `key${index}`), value);
      assert.deepEqual(document.get([], `list${index}`), [value, 'end']);
    }
  });

  it('agrees on three quotes', () => {
    const written = formatConfigValue(`both " and ' of them`);
    assert.equal(written, `"""both " and ' of them"""`);
    assert.deepEqual(parseConfigValue('a#b'), { value: 'a', comment: '#b' });
  });
});
