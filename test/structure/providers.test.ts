import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';

interface Module {
  readonly provider: string;
  readonly file: string;
  readonly text: string;
}

/** The providers that the limits were set for; `linode4` and `subreg` are other names of two of them. */
const measured = [
  ...[
    'aurora',
    'cloudflare',
    'cloudns',
    'cloudxns',
    'constellix',
    'digitalocean',
    'dnsimple',
    'dnsmadeeasy',
    'dnspark',
  ],
  ...['dnspod', 'easydns', 'gandi', 'gehirn', 'glesys', 'godaddy', 'gransy', 'linode', 'luadns', 'memset', 'namecheap'],
  ...['namesilo', 'nsone', 'onapp', 'ovh', 'pointhq', 'powerdns', 'rackspace', 'rage4', 'route53', 'sakuracloud'],
  ...['softlayer', 'transip', 'vultr', 'yandex', 'zonomi'],
];
/** A record-by-record provider fits on a page; the rest is signing, paging and shapes of its own. */
const medianLimit = 75;
/** Of all that stands in a provider's folder, so that nothing is made short by putting it next door. */
const folderLimit = 80;
/** From here on the head comment has to say why. */
const lengthLimit = 200;
/** What stands in three providers belongs in the SDK. */
const run = 6;
const tolerated = 2;

/** JSON that is no answer, by file. */
const ownJson: Readonly<Record<string, string>> = {
  'acmedns/accounts.ts': 'a file of accounts',
  'azure/command-line.ts': 'what a program prints',
  'googleclouddns/credentials.ts': 'a key in a file or an option',
  'googleclouddns/token.ts': 'a token in a file, or whose place the user names',
  'families/aws/credentials-process.ts': 'what a program prints',
  'families/aws/credentials-sso.ts': 'a file of the command line tool',
  'yandexcloud/token.ts': 'a key in an option',
};
/** APIs whose answers are words or lines, by file. */
const plainText: Readonly<Record<string, string>> = {
  'artfiles/index.ts': 'the list of domains, lines with tabs',
  'centralnicreseller/index.ts': 'lines of names and values',
  'bookmyname/index.ts': 'good and what was done, or a sentence',
  'ddnss/index.ts': 'a page that says how many hosts were updated',
  'dnshomede/index.ts': 'successfully, or a sentence',
  'duckdns/index.ts': 'OK or KO',
  'families/aliyun/key.ts': 'a token',
  'families/aws/credentials-instance.ts': 'a token, and the name of a role',
  'dyndnsfree/index.ts': 'success or a sentence',
  'freemyip/index.ts': 'OK or ERROR',
  'ispconfigddns/index.ts': 'a sentence',
  'jokersvc/index.ts': 'OK or a sentence',
  'googleclouddns/metadata.ts': 'the name of a project',
  'googleclouddns/token.ts': 'a token of a kind that the user tells',
  'hurricane/index.ts': 'one word and the value',
  'joker/session.ts': 'a header, an empty line, and the lines of a zone file',
  'mgwmedia/index.ts': 'OK or a sentence',
  'myaddr/index.ts': 'nothing, or a sentence',
  'mydnsjp/index.ts': 'a page that says OK',
  'namemaster/index.ts': 'the name of a zone, or Success and a sentence',
  'oci/instance.ts': 'a PEM certificate',
  'selfhostde/index.ts': '200 OK',
  'tele3/index.ts': 'success or a sentence',
  'udreselling/index.ts': 'lines of properties',
  'zoneedit/index.ts': 'a tag that is no XML',
};

/** What a provider must cost less than, module and test with their imports: in the median, and the least third of them. */
const costs = { median: 120, third: 110 };

const folder = join(projectRoot(), 'providers');
const modules: readonly Module[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map(({ parentPath, name }) => {
    const file = join(parentPath, name).slice(folder.length + 1);
    return { file, provider: file.split(/[\\/]/)[0] ?? '', text: readFileSync(join(parentPath, name), 'utf8') };
  });

describe('provider modules', () => {
  it('are all there', () => {
    const folders = new Set(modules.map(({ provider }) => provider));
    assert.deepEqual(
      measured.filter((id) => !folders.has(id)),
      [],
    );
  });

  it(`are under ${medianLimit} lines in the median, those measured and all`, () => {
    const isMain = ({ file }: Module) => /^[^\\/]+[\\/]index\.ts$/.test(file);
    const ofMeasured = modules.filter((module) => isMain(module) && measured.includes(module.provider));
    assert.ok(
      medianOf(ofMeasured.map(length)) < medianLimit,
      `the median is ${medianOf(ofMeasured.map(length))} lines`,
    );
    assert.ok(
      medianOf(modules.map(length)) < medianLimit,
      `the median of all is ${medianOf(modules.map(length))} lines`,
    );
  });

  it(`are under ${folderLimit} lines in the median, all files of a provider together`, () => {
    const lengths = measured.map((id) => {
      const own = modules.filter(({ provider }) => provider === id);
      return own.map(length).reduce((sum, lines) => sum + lines, 0);
    });
    assert.ok(medianOf(lengths) < folderLimit, `the median is ${medianOf(lengths)} lines`);
  });

  it(`cost less than ${costs.median} lines in the median, module and test together, and than ${costs.third} a third of them`, () => {
    const ids = [...new Set(modules.map(({ provider }) => provider))].filter((id) => id !== 'families');
    const tests = join(projectRoot(), 'test/providers');
    const linesOf = (directory: string) =>
      existsSync(directory)
        ? readdirSync(directory)
            .filter((name) => name.endsWith('.ts'))
            .reduce((sum, name) => sum + lineCount(readFileSync(join(directory, name), 'utf8')), 0)
        : 0;
    const sorted = ids.map((id) => linesOf(join(folder, id)) + linesOf(join(tests, id))).sort((a, b) => a - b);
    assert.ok(medianOf(sorted) < costs.median, `the median is ${medianOf(sorted)} lines`);
    const third = sorted[Math.floor(sorted.length / 3)] ?? 0;
    assert.ok(third < costs.third, `a third of them need ${third} lines`);
  });

  it(`say in the head comment why, where they are over ${lengthLimit} lines`, () => {
    const unexplained = modules.filter(({ text }) => lineCount(text) > lengthLimit && !/^\s*\/\*\*?[^/]/.test(text));
    assert.deepEqual(
      unexplained.map(({ file }) => file),
      [],
    );
  });

  it('leave the reading of answers to the HTTP client', () => {
    const using = (words: RegExp, known: Readonly<Record<string, string>>) =>
      modules.filter(({ text, file }) => words.test(text) && !Object.hasOwn(known, file)).map(({ file }) => file);
    assert.deepEqual(using(/JSON\.parse\(/, ownJson), []);
    assert.deepEqual(using(/responseFormat: 'text'/, plainText), []);
    assert.deepEqual(using(/from '(fast-xml-parser|htmlparser2|[^']*core\/http)/, {}), []);
  });

  it(`share no ${run} lines among three`, () => {
    const places = new Map<string, Module[]>();
    for (const module of modules) {
      for (const window of windows(module.text)) places.set(window, [...(places.get(window) ?? []), module]);
    }
    const repeated = [...places].filter(([, users]) => new Set(users.map(({ provider }) => provider)).size > tolerated);
    const told = repeated.map(([window, users]) => `${users.map(({ file }) => file).join(', ')}:\n${window}`);
    assert.deepEqual(told, []);
  });
});

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Imports grow with what the SDK does for a provider, so they do not count. */
function length({ text }: Module): number {
  return lineCount(withoutImports(text));
}

function withoutImports(text: string): string {
  return text.replace(/^import [\s\S]*?;\n/gm, '');
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

/** Every run of lines that say something, without imports: those are alike wherever the same helpers are used. */
function windows(text: string): string[] {
  const lines = withoutImports(text)
    .split('\n')
    .flatMap((line) => (/\w/.test(line) ? [line.trim()] : []));
  return lines.flatMap((_, index) => {
    const part = lines.slice(index, index + run);
    return part.length === run ? [part.join('\n')] : [];
  });
}
