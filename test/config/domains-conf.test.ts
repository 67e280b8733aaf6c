import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDomainsConf } from '../../core/config/domains-conf.js';
import { lines } from './fixtures.js';

function names(text: string): string[] {
  return parseDomainsConf(text).certificates.map(
    (certificate) => `${certificate.name}: ${certificate.domains.join(' ')}`,
  );
}

const seed = 'smtp.example.com\nimap.example.com pop.example.com\nldap.example.com\n*.example.com example.com\n';
const seedNames = [
  'smtp.example.com: smtp.example.com',
  'imap.example.com: imap.example.com pop.example.com',
  'ldap.example.com: ldap.example.com',
  'example.com: *.example.com example.com',
];

test("the seed's example gives four certificates, however it was saved", () => {
  const variants = [
    seed,
    seed.trimEnd(),
    `\ufeff${seed}`,
    seed.replaceAll('\n', '\r\n'),
    seed.replaceAll('\n', '\r'),
    seed.replaceAll(' ', '\t \t'),
    seed.replaceAll('\n', '  \n\n'),
    `# first\n\n  # indented\n${seed.replaceAll('\n', ' # after\n')}# last`,
    seed.toUpperCase(),
  ];
  for (const text of variants) {
    const conf = parseDomainsConf(text);
    assert.deepEqual(lines(conf.problems), []);
    assert.deepEqual(names(text), seedNames);
    assert.deepEqual([conf.held.size, conf.unreadableLine, conf.empty], [0, false, false]);
  }
});

test('places count lines and columns from 1, also behind a BOM, tabs and letters of any plane', () => {
  assert.deepEqual(parseDomainsConf(seed).certificates[2]?.place, { file: 'domains.conf', line: 3 });
  const places = (text: string) => parseDomainsConf(text).problems.map((problem) => problem.place);
  assert.deepEqual(places('\ufeffa_b.example.com'), ['domains.conf:1:1']);
  assert.deepEqual(places('\r\n# x\r\n\texample.com\ta_b.example.com\r\n'), ['domains.conf:3:14']);
  assert.deepEqual(places('𝒶.example.com a_b.example.com'), ['domains.conf:1:15']);
  assert.deepEqual(parseDomainsConf('a_b', '/x/y.conf').problems[0]?.place, '/x/y.conf:1:1');
});

test('options are read in any order, as the seed image reads them', () => {
  const texts = [
    'a.example.com autorestart-containers=one,two autocmd-containers=three:nginx -s reload,four:postfix reload now',
    'a.example.com autocmd-containers=three:nginx -s reload,four:postfix reload now autorestart-containers=one,two',
    'a.example.com autocmd-containers= three:nginx  -s reload , four:postfix reload now\tautorestart-containers=one , two # x',
  ];
  for (const text of texts) {
    const { certificates, problems } = parseDomainsConf(text);
    assert.deepEqual(lines(problems), [], text);
    assert.deepEqual(certificates[0]?.domains, ['a.example.com']);
    assert.deepEqual(certificates[0]?.steps['docker-restart'], { containers: ['one', 'two'] }, text);
    assert.deepEqual(certificates[0]?.steps['docker-exec']?.commands, [
      { container: 'three', argv: ['nginx', '-s', 'reload'] },
      { container: 'four', argv: ['postfix', 'reload', 'now'] },
    ]);
  }
});

test('commands are split as by a shell, without one', () => {
  const commands: readonly [string, readonly string[]][] = [
    [`sh -c 'a, b: c'`, ['sh', '-c', 'a, b: c']],
    ['sh -c "a, \\"b\\" autorestart-containers=x"', ['sh', '-c', 'a, "b" autorestart-containers=x']],
    ['echo a\\,b', ['echo', 'a,b']],
    ['curl http://localhost:80/reload', ['curl', 'http://localhost:80/reload']],
    ['env X=$HOME *.txt', ['env', 'X=$HOME', '*.txt']],
    ['echo a#b # comment, and:more', ['echo', 'a#b']],
    [`echo '' "#"`, ['echo', '', '#']],
    ['postfix reload', ['postfix', 'reload']],
  ];
  for (const [command, argv] of commands) {
    const { certificates, problems } = parseDomainsConf(`a.example.com autocmd-containers=box:${command}`);
    assert.deepEqual(lines(problems), [], command);
    assert.deepEqual(certificates[0]?.steps['docker-exec']?.commands, [{ container: 'box', argv }], command);
  }
});

const errors: readonly [string, string, RegExp][] = [
  ['a.example.com b_c.example.com', '1:15', /underscore/],
  ['a.example.com localhost', '1:15', /single label/],
  ['a.example.com b.example.com,c.example.com', '1:15', /comma/],
  ['*.example.com www.example.com', '1:15', /`www.example.com` is covered by `\*.example.com`/],
  ['www.example.com example.com *.example.com', '1:1', /covered by `\*.example.com`/],
  ['a.example.com autorestart-containers=', '1:38', /container name is empty/],
  ['a.example.com autorestart-containers=a,', '1:40', /container name is empty/],
  ['a.example.com autorestart-containers=a,,b', '1:40', /container name is empty/],
  ['a.example.com autorestart-containers=a,b!', '1:40', /`b!` is not a container name/],
  ['a.example.com autorestart-containers=a b.example.com', '1:40', /`b.example.com` is unexpected/],
  ['a.example.com autorestart-containers=a autorestart-containers=b', '1:40', /given twice/],
  ['a.example.com autocmd-containers=', '1:34', /container and its command are missing/],
  ['a.example.com autocmd-containers=box', '1:34', /`box` has no command/],
  ['a.example.com autocmd-containers=box:', '1:38', /command is empty/],
  ["a.example.com autocmd-containers=box:''", '1:38', /command is empty/],
  ['a.example.com autocmd-containers=:cmd', '1:34', /container name is empty/],
  ['a.example.com autocmd-containers= b!:x', '1:35', /`b!` is not a container name/],
  ['a.example.com autocmd-containers= autorestart-containers=b', '1:34', /container and its command are missing/],
  ['a.example.com autocmd-containers=a:x,b', '1:38', /`b` has no command/],
  ['a.example.com autocmd-containers=a:x,', '1:38', /container and its command are missing/],
  ['a.example.com autocmd-containers=a:x,:y', '1:38', /container name is empty/],
  ['a.example.com autocmd-containers=a:x,b:', '1:40', /command is empty/],
  ['a.example.com autocmd-containers=a: autorestart-containers=b', '1:36', /command is empty/],
  [`a.example.com autocmd-containers=a:sh -c 'x`, '1:42', /never closed/],
  ['a.example.com autocmd-containers=a:x\\', '1:37', /nothing follows/],
  ['a.example.com autocmd-containers=a:x autorestart-container=b', '1:38', /unknown option `autorestart-container`/],
  ['a.example.com autorestart-container=b', '1:15', /unknown option .*Did you mean `autorestart-containers`\?/],
  ['a.example.com foo=bar', '1:15', /unknown option `foo`/],
];

test('each error of a line has its place, and stops that certificate only', () => {
  for (const [line, place, message] of errors) {
    const conf = parseDomainsConf(`${line}\nother.example.com`);
    const rendered = lines(conf.problems);
    assert.equal(rendered.length, 1, `${line}: ${rendered.join(' | ')}`);
    assert.match(rendered[0] ?? '', new RegExp(`^domains.conf:${place}: error: `), line);
    assert.match(rendered[0] ?? '', message);
    const [problem] = conf.problems;
    const name = line.split(' ')[0]?.replace('*.', '');
    assert.deepEqual([problem?.scope, problem?.certificate], ['certificate', name]);
    assert.deepEqual([...conf.held], [name]);
    assert.deepEqual(
      conf.certificates.map((certificate) => certificate.name),
      ['other.example.com'],
    );
    assert.equal(conf.unreadableLine, false);
  }
});

test('all errors of a line are told, from left to right', () => {
  const conf = parseDomainsConf('a.example.com b_ *.example.com foo=x autocmd-containers=a:,b');
  assert.deepEqual(
    conf.problems.map((problem) => problem.place),
    ['domains.conf:1:1', 'domains.conf:1:15', 'domains.conf:1:32', 'domains.conf:1:59', 'domains.conf:1:60'],
  );
});

test('a line whose name cannot be told forbids removals', () => {
  for (const line of [
    'exa_mple.com www.example.com',
    'autorestart-containers=a',
    '*',
    'foo=bar',
    'autocmd-containers=a:b c.com',
  ]) {
    const conf = parseDomainsConf(`${line}\nother.example.com`);
    assert.equal(conf.unreadableLine, true, line);
    assert.equal(conf.held.size, 0);
    assert.ok(conf.problems.length > 0);
    assert.deepEqual(names(`${line}\nother.example.com`), ['other.example.com: other.example.com']);
  }
});

test('of several lines with one name the first counts', () => {
  const conf = parseDomainsConf('example.com\n  *.example.com example.com\nother.example.com\nexample.com');
  assert.deepEqual(
    lines(conf.problems),
    ['2:3', '4:1'].map(
      (place) =>
        `domains.conf:${place}: error: the certificate \`example.com\` is named by line 1 already, which is the one that counts. Join the lines, or begin one of them with another domain`,
    ),
  );
  assert.deepEqual(
    conf.certificates.map((certificate) => certificate.domains),
    [['example.com'], ['other.example.com']],
  );
  assert.equal(conf.held.size, 0);
});

test('where the first of two lines with one name is bad, neither counts', () => {
  const conf = parseDomainsConf('example.com a_b.example.com\nexample.com www.example.com');
  assert.deepEqual(conf.certificates, []);
  assert.deepEqual([...conf.held], ['example.com']);
});

test('a domain that stands twice is taken once, with a warning', () => {
  const conf = parseDomainsConf('example.com www.example.com EXAMPLE.com.');
  assert.deepEqual(lines(conf.problems), ['domains.conf:1:29: warning: `example.com` stands twice on this line']);
  assert.deepEqual(conf.certificates[0]?.domains, ['example.com', 'www.example.com']);
});

test('nothing but blanks and comments is empty', () => {
  for (const text of ['', '\ufeff', '\n\n', '# a\n  \t\n#b']) assert.equal(parseDomainsConf(text).empty, true);
});

test('5,000 lines are read, each with its own place', () => {
  const text = Array.from({ length: 5000 }, (_, index) => `host-${index}.example.com www-${index}.example.com`);
  text[4321] = 'host-4321.example.com bad_name.example.com';
  const conf = parseDomainsConf(text.join('\n'));
  assert.equal(conf.certificates.length, 4999);
  assert.deepEqual(
    conf.problems.map((problem) => problem.place),
    ['domains.conf:4322:23'],
  );
  assert.equal(conf.certificates.at(-1)?.place.line, 5000);
});

test('quotes around names mean nothing', () => {
  const { certificates, problems } = parseDomainsConf('"example.com" \'www.example.com\'  # all');
  assert.deepEqual(problems, []);
  assert.deepEqual(certificates[0]?.domains, ['example.com', 'www.example.com']);
  assert.equal(parseDomainsConf('"example.com').problems.length, 1);
});

test('a line may say whether CNAMEs are followed', () => {
  const text =
    'a.example.com follow-cnames=no autorestart-containers=x\nb.example.com follow-cnames=True\nc.example.com';
  const { certificates, problems } = parseDomainsConf(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    certificates.map(({ followCnames, steps }) => [followCnames, steps]),
    [
      [false, { 'docker-restart': { containers: ['x'] } }],
      [true, {}],
      [undefined, {}],
    ],
  );
  assert.match(
    parseDomainsConf('a.example.com follow-cnames=maybe').problems[0]?.message ?? '',
    /neither true nor false/,
  );
});

test('a line with thousands of faults gives some of them, and how many there are', () => {
  for (const line of [
    Array.from({ length: 8_000 }, (_, index) => `bad_${index}.example.com`).join(' '),
    `a.example.com autorestart-containers=${','.repeat(20_000)}`,
    `a.example.com autocmd-containers=${'x:,'.repeat(20_000)}`,
  ]) {
    const { problems, certificates } = parseDomainsConf(line);
    assert.equal(certificates.length, 0);
    assert.equal(problems.length, 21);
    assert.ok(problems.some(({ message }) => /^\d+ more problems on this line/.test(message)));
  }
});
