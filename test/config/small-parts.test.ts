import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemOfDirectory } from '../../core/config/config-directory.js';
import { knownNames, openEnvironment } from '../../core/config/environment.js';
import { calledBy, findProvider } from '../../core/config/manifest-catalog.js';
import { createProblemCollector } from '../../core/config/problems.js';
import { storeUrlSecrets } from '../../core/config/setting-secrets.js';
import { warnOfUnknownVariables } from '../../core/config/unknown-variables.js';
import { parseVariable, readSeconds } from '../../core/config/variable-values.js';
import { variables } from '../../core/config/variables.js';
import { catalog } from './fixtures.js';

describe('small parts of the configuration', () => {
  it('read seconds, and no other form of a number', () => {
    const table: readonly [text: string, minimum: number | undefined, seconds: number | undefined][] = [
      [' 5 ', undefined, 5],
      ['0', undefined, 0],
      ['0.5', undefined, 0.5],
      ['.5', undefined, 0.5],
      ['5.', undefined, 5],
      ['999999999', undefined, 999_999_999],
      ['1000000000', undefined, undefined],
      ['-1', undefined, undefined],
      ['1e3', undefined, undefined],
      ['', undefined, undefined],
      ['.', undefined, undefined],
      ['0x10', undefined, undefined],
      ['2', 2, 2],
      ['1.9', 2, undefined],
    ];
    for (const [text, minimum, seconds] of table) assert.equal(readSeconds(text, minimum), seconds, text);
  });

  it('tell what is wrong with the directory, and whose word it was', () => {
    const table: readonly [path: string, place: string | undefined, message: RegExp | undefined, hint: RegExp][] = [
      ['/tmp', undefined, undefined, /./],
      ['/tmp', 'CONFIG_PATH', undefined, /./],
      ['/nowhere/at/all', undefined, undefined, /./],
      ['/nowhere/at/all', 'CONFIG_PATH', /directory \/nowhere\/at\/all does not exist$/, /^Make it/],
      ['/dev/null', 'CONFIG_PATH', /directory \/dev\/null is not a directory$/, /^Name a directory$/],
      ['/dev/null', undefined, /is not a directory$/, /^Name/],
    ];
    for (const [path, place, message, hint] of table) {
      const problem = problemOfDirectory(path, place);
      assert.equal(problem === undefined, message === undefined, path);
      if (problem === undefined || message === undefined) continue;
      assert.match(problem.message, message);
      assert.match(problem.hint ?? '', hint);
      assert.deepEqual([problem.severity, problem.scope, problem.place], ['error', 'configuration', place ?? path]);
    }
  });

  it('find a provider however its name is written', () => {
    const [id = ''] = catalog.ids();
    for (const word of [id, ` ${id.toUpperCase()} `]) {
      const problems = createProblemCollector();
      assert.equal(findProvider(catalog, word, 'p', problems)?.id, catalog.find(id)?.id);
      assert.deepEqual(problems.list(), []);
    }
    for (const [word, hint] of [
      [' AUTO', /^Give each profile its/],
      ['xyzzy-plugh-nothing', /letsencrypt-dns providers/],
    ] as const) {
      const problems = createProblemCollector();
      assert.equal(findProvider(catalog, word, 'p', problems), undefined);
      const [problem] = problems.list();
      assert.equal(problem?.message, `there is no provider \`${word}\``);
      assert.match(problem?.hint ?? '', hint);
    }
    const manifest = { id: 'route53' } as Parameters<typeof calledBy>[0];
    assert.deepEqual(calledBy(manifest, ' Route53 '), { provider: 'route53' });
    assert.deepEqual(calledBy(manifest, ' AWS '), { provider: 'route53', askedFor: 'aws' });
  });

  it('know what of the address of a store is secret', () => {
    const table: readonly [url: string, secrets: string[]][] = [
      ['postgres://h/db', ['postgres://h/db']],
      ['postgres://me@h/db', ['postgres://me@h/db']],
      ['postgres://me:@h/db', ['postgres://me:@h/db']],
      ['postgres://me:p%20w@h/db', ['postgres://me:p%20w@h/db', 'p%20w', 'p w']],
      ['postgres://:p@h', ['postgres://:p@h', 'p', 'p']],
    ];
    for (const [url, secrets] of table) assert.deepEqual(storeUrlSecrets(url), secrets);
  });

  it('warn of a pattern that never comes, and take others as they are', async () => {
    const cron = { name: 'X', kind: 'cron', meaning: '' } as const;
    assert.deepEqual(await parseVariable(' 0 3 * * * ', cron), { value: '0 3 * * *' });
    const never = await parseVariable('0 0 30 2 *', cron);
    assert.ok('warning' in never && /never comes/.test(never.warning ?? ''));
    const wrong = await parseVariable('often', cron);
    assert.ok('fault' in wrong && wrong.fault.startsWith('must be a cron pattern: '));
  });

  it('read a variable and its file once, and tell once what is wrong with it', async () => {
    const problems = createProblemCollector();
    const asked: string[] = [];
    const environment = openEnvironment({
      env: { A: 'a', A_FILE: '/a', B_FILE: ' /b ', C_FILE: '/c' },
      async readFile(path) {
        asked.push(path);
        if (path === '/b') return ' b\n';
        throw Object.assign(new Error('none'), { code: 'ENOENT' });
      },
      problems,
      signal: undefined,
    });
    for (let turn = 0; turn < 2; turn += 1)
      assert.deepEqual(await Promise.all(['A', 'B', 'C', 'D'].map((name) => environment.lookup(name))), [
        { value: 'a', place: 'A' },
        { value: 'b', place: 'B_FILE' },
        undefined,
        undefined,
      ]);
    assert.deepEqual(
      [asked, problems.list().map(({ place }) => place)],
      [
        ['/b', '/c'],
        ['A', 'C_FILE'],
      ],
    );
    assert.deepEqual([...environment.asked], ['A', 'B', 'C', 'D']);
    assert.equal(environment.isGiven(['D', 'C']), true);
    assert.equal(environment.isGiven(['D', 'E']), false);
  });

  it('put the names of a table of variables together once', () => {
    const names = knownNames(variables);
    assert.ok(names.has('LETSENCRYPT_USER_MAIL') && names.has('TZ'));
    assert.equal(knownNames(variables), names);
  });

  it('take names that everybody has for nobody’s slip', () => {
    const warned = (...names: string[]) => {
      const problems = createProblemCollector();
      const env = Object.fromEntries(names.map((name) => [name, 'x']));
      const environment = openEnvironment({
        env,
        readFile: () => Promise.reject(new Error('none')),
        problems,
        signal: undefined,
      });
      warnOfUnknownVariables(environment, problems);
      return problems.list().map(({ place }) => place);
    };
    const common = [
      'TZ',
      'CONFIG_PATH',
      'CERTS_PATH',
      'TIMEZONE',
      'NODE_EXTRA_CA_CERTS',
      'DOCKER_HOST',
      'HTTPS_PROXY',
      'no_proxy',
    ];
    assert.deepEqual(warned(...common, 'WEB_PORT_80_TCP_ADDR', 'LETSENCRYPT_DNS_TEST_X'), []);
    assert.deepEqual(warned('LETSENCRYPT_USER_MAILX'), ['LETSENCRYPT_USER_MAILX']);
  });
});
