import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { createPowerDnsInstallation } from './installation.js';

const token = 'T0ken-that-the-service-repeats';

/** An API that refuses everything, repeats the token and would like to draw on the terminal. */
async function startRefusing(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const words = `the token ${String(request.headers['x-api-key'])} is \x1b[31mwrong\x1b[0m \x9b1A\u202e\nerror: forged`;
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: words }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

describe('a provider that refuses', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  let refusing: Awaited<ReturnType<typeof startRefusing>>;
  let printed = '';
  before(async () => {
    refusing = await startRefusing();
    installation = await createPowerDnsInstallation({
      domains: 'www.example.com',
      env: { LEXICON_POWERDNS_PDNS_SERVER: refusing.url, LEXICON_POWERDNS_AUTH_TOKEN: token },
    });
    const sync = await installation.run(['sync']);
    assert.equal(sync.code, 1, sync.stderr);
    printed = sync.stdout + sync.stderr;
  });
  after(async () => {
    await installation.stop();
    refusing.server.close();
  });

  /** Without the variable that holds the token, as in a shell beside the daemon. */
  async function beside(words: readonly string[]) {
    return installation.hosted(words, { env: { LEXICON_POWERDNS_AUTH_TOKEN: 'another-one' } });
  }

  it('is named with its answer in JSON, by status and by sync', async () => {
    const status = await beside(['status', '--json']);
    assert.equal(status.code, 1);
    const { certificates } = status.json() as { certificates: { state: string; lastError: Record<string, unknown> }[] };
    const { message, at, ...who } = certificates[0]?.lastError ?? {};
    assert.match(String(message), /the token \[secret\] is/);
    assert.deepEqual(who, {
      step: 'records',
      code: 'AUTHENTICATION',
      hint: 'Check the credentials and what they are allowed to do; see docs/providers/powerdns.md',
      place: `${refusing.url}/api/v1/servers/localhost/zones/example.com.`,
      status: 403,
      provider: 'powerdns',
      profile: 'environment',
    });
    assert.match((await beside(['status'])).stdout, /\(powerdns, http:\S+, HTTP 403\)/);
    assert.match(printed, /failed: .*\(powerdns, http:\S+, HTTP 403\)/);
  });

  it('leaves no secret in any file, nor in what a shell without it prints', async () => {
    for (const file of await filesBelow(installation.configDir)) {
      assert.ok(!(await readFile(file, 'latin1')).includes(token), file);
    }
    for (const words of [['status'], ['status', '--json'], ['health'], ['plan']]) {
      const { stdout, stderr } = await beside(words);
      assert.ok(!(stdout + stderr).includes(token), words.join(' '));
    }
    assert.ok(!printed.includes(token));
  });

  it('draws nothing on the terminal, and forges no line', async () => {
    for (const text of [printed, (await beside(['status'])).stdout, (await beside(['status', '--json'])).stdout]) {
      // Nothing but ends of lines.
      assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Cf}/u);
      assert.doesNotMatch(text, /^error: forged/m);
    }
  });
});
