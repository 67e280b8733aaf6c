import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hostedCli } from '../cli/command-host.js';
import { type CliResult, createTempDir, type TempDir } from '../lab/index.js';

describe('check of the options of plugins', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('check');
    await writeFile(join(directory.path, 'domains.conf'), 'www.example.com\n');
  });
  after(() => directory.remove());

  function check(env: Readonly<Record<string, string>>, words: readonly string[] = []): Promise<CliResult> {
    return hostedCli(['check', '--config-dir', directory.path, ...words], {
      env: { LEXICON_CLOUDFLARE_TOKEN: 'a-token-for-nothing', ...env },
    });
  }

  it('tells each bad address of NOTIFY_URLS by its position, and what to write, and shows none', async () => {
    const urls = [
      'https://fine.example/hunter2',
      'nonesuch+https://hunter2.example',
      'hunter2',
      'smtp://hunter2@m.example',
    ];
    const { code, stdout, stderr } = await check({ NOTIFY_URLS: urls.join(',') });
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /^NOTIFY_URLS: error: entry 2 of NOTIFY_URLS has an unknown kind, "nonesuch"\. Write an https, smtp or smtps URL, with webhook\+, .*gotify\+, .* before it/m,
    );
    assert.match(stderr, /^NOTIFY_URLS: error: entry 3 .*no URL/m);
    assert.match(stderr, /^NOTIFY_URLS: error: entry 4 .*no recipient: add \?to=/m);
    assert.doesNotMatch(stderr, /entry 1/);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
    assert.match(stdout, /3 errors/);
    const live = await check({ NOTIFY_URLS: 'hunter2' }, ['--json']);
    assert.equal(live.code, 2);
    const { problems } = live.json() as { problems: readonly { place: string; severity: string }[] };
    assert.deepEqual(
      problems.map(({ place, severity }) => `${severity} ${place}`),
      ['error NOTIFY_URLS'],
    );
  });

  it('tells other options that are wrong', async () => {
    const { code, stderr } = await check({ NOTIFY_AFTER_FAILURES: 'often' });
    assert.equal(code, 2);
    assert.match(stderr, /^error: NOTIFY_AFTER_FAILURES must be a number, not `often`/m);
  });

  it('is content with those that are right', async () => {
    const { code, stderr } = await check({ NOTIFY_URLS: 'https://fine.example/x,ntfy+https://ntfy.sh/topic' });
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
  });
});
