import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type FakePowerDns, startFakePowerDns } from '../faults/fake-powerdns.js';
import { type CliResult, createTempDir, type TempDir } from '../lab/index.js';
import { hostedCli } from './command-host.js';

/** `letsencrypt-dns [options] lexicon …`: the options of the program stand before, as for any command. */
describe('lexicon behind options of letsencrypt-dns', () => {
  let fake: FakePowerDns;
  let directory: TempDir;

  before(async () => {
    fake = await startFakePowerDns(['example.com']);
    directory = await createTempDir('words');
    const text = `powerdns:\n  pdns_server: ${fake.apiUrl}\n  auth_token: ${fake.apiKey}\n`;
    await writeFile(join(directory.path, 'lexicon.yml'), text);
  });
  after(async () => {
    await fake.stop();
    await directory.remove();
  });

  /** Lists a zone; nothing but a lexicon.yml tells where the API is. */
  function list(before: readonly string[], after: readonly string[] = []): Promise<CliResult> {
    return hostedCli([...before, 'lexicon', 'powerdns', 'list', 'example.com', 'TXT', ...after]);
  }

  it('--config-dir is where lexicon.yml is looked for, in both of its forms', async () => {
    for (const words of [['--config-dir', directory.path], [`--config-dir=${directory.path}`]]) {
      const result = await list(words, ['--output=JSON']);
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual(result.json(), []);
    }
  });

  it('--json asks for JSON, and what stands behind `lexicon` wins', async () => {
    const json = await list(['--json', '--config-dir', directory.path]);
    assert.deepEqual(json.json(), [], json.stderr);
    const table = await list(
      ['--json', '--config-dir', '/nowhere'],
      ['--output', 'TABLE', '--config-dir', directory.path],
    );
    assert.equal(table.code, 0, table.stderr);
    assert.match(table.stdout, /ID +TYPE +NAME/i);
  });

  it('--log-level has the names of this program', async () => {
    const quiet = await list(['--log-level', 'error', '--config-dir', directory.path]);
    assert.equal(quiet.stderr, '');
    const wrong = await list(['--log-level=loud', '--config-dir', directory.path]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--log-level.*loud.*fatal, error, warn/s);
  });

  it('does not take the value of an option for the command', async () => {
    const { code, stdout } = await hostedCli(['--config-dir', 'lexicon', 'providers']);
    assert.equal(code, 0);
    assert.match(stdout, /^ID +TITLE/);
  });

  it('--help shows the help of lexicon', async () => {
    const [before, behind] = await Promise.all([hostedCli(['--help', 'lexicon']), hostedCli(['lexicon', '--help'])]);
    assert.equal(before.code, 0);
    assert.equal(before.stdout, behind.stdout);
  });
});
