import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import { type CliResult, createTempDir, type TempDir } from '../lab/index.js';
import { around, saveDated } from '../status/dated-pem.js';
import { hostedCli } from './command-host.js';

const server = 'https://ca.example/directory';
const staging = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const now = Date.now();

interface Row {
  readonly name: string;
  readonly state: string;
  readonly troubles: readonly string[];
}

/** Commands in a shell that knows neither provider nor credential, beside a volume. */
describe('commands without a credential', () => {
  let directory: TempDir;
  beforeEach(async () => {
    directory = await createTempDir('beside');
  });
  afterEach(() => directory.remove());

  const run = (words: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
    hostedCli(words, {
      env: {
        LETSENCRYPT_CONFIG_DIR: directory.path,
        LETSENCRYPT_SERVER: server,
        ...env,
      },
    });
  const store = () => createFileStore({ configDir: directory.path, log: silentLogger });
  const write = (names: readonly string[]) => writeFile(join(directory.path, 'domains.conf'), `${names.join('\n')}\n`);

  /** One certificate in one condition; what `status` and `plan` say of it, and their exit codes. */
  async function said(
    name: string,
  ): Promise<{ codes: (number | null)[]; row: Row | undefined; text: string; plan: string }> {
    await write([name]);
    const json = await run(['status', '--json']);
    const text = await run(['status']);
    const plan = await run(['plan']);
    const { certificates } = json.json() as { certificates: Row[] };
    return {
      codes: [json.code, text.code, plan.code],
      row: certificates.find((row) => row.name === name),
      text: text.stdout,
      plan: plan.stdout,
    };
  }

  const cases: readonly {
    readonly name: string;
    readonly prepare: (name: string) => Promise<unknown>;
    readonly troubles: readonly string[];
    readonly words: RegExp;
    readonly exit: number;
    readonly plan: number;
  }[] = [
    {
      name: 'well.example',
      prepare: (name) => saveDated(directory.path, [name], around(now, 1, 89), server),
      troubles: [],
      words: /well\.example +ok/,
      exit: 0,
      plan: 0,
    },
    {
      name: 'due.example',
      prepare: (name) => saveDated(directory.path, [name], around(now, 80, 10), server),
      troubles: [],
      words: /due\.example +due/,
      exit: 0,
      plan: 10,
    },
    {
      name: 'expired.example',
      prepare: (name) => saveDated(directory.path, [name], around(now, 91, -1), server),
      troubles: ['expired'],
      words: /expired\.example +expired/,
      exit: 1,
      plan: 10,
    },
    {
      name: 'never.example',
      prepare: async () => {},
      troubles: ['missing'],
      words: /never\.example +never issued/,
      exit: 1,
      plan: 10,
    },
    {
      name: 'failing.example',
      prepare: (name) =>
        createMemoryStore(store()).update(name, () => ({
          lastFailure: { at: now, step: 'order', code: 'ACME', message: 'no', status: 403 },
        })),
      troubles: ['failing', 'missing'],
      words: /failing\.example +failing, never issued[\s\S]*at order: no \(HTTP 403\)/,
      exit: 1,
      plan: 10,
    },
    {
      name: 'damaged.example',
      prepare: async (name) => {
        await saveDated(directory.path, [name], around(now, 1, 89), server);
        await writeFile(join(directory.path, 'archive', name, 'privkey1.pem'), 'gone');
      },
      troubles: ['damaged'],
      words: /damaged\.example +damaged/,
      exit: 1,
      plan: 10,
    },
    {
      name: 'owed.example',
      prepare: async (name) => {
        await saveDated(directory.path, [name], around(now, 1, 89), server);
        await store().journal.add({ kind: 'owed-step', certificate: name, version: 1, plugin: 'deploy-hook' });
      },
      troubles: ['owed'],
      words: /owed\.example +owes a step[\s\S]*still owed: deploy-hook/,
      exit: 1,
      plan: 10,
    },
  ];
  for (const { name, prepare, troubles, words, exit, plan } of cases) {
    it(`status and plan of ${name}`, async () => {
      await prepare(name);
      const found = await said(name);
      assert.deepEqual(found.row?.troubles, troubles);
      assert.match(found.text, words);
      assert.deepEqual(found.codes, [exit, exit, plan], found.plan);
      if (troubles.includes('owed')) assert.match(found.plan, /^run +owed\.example .*: deploy-hook$/m);
    });
  }

  it('a certificate of a staging CA is called so, and is what was asked for', async () => {
    await saveDated(directory.path, ['staging.example'], around(now, 1, 89), staging);
    await write(['staging.example']);
    const status = await run(['status', '--json'], { LETSENCRYPT_SERVER: staging });
    const { certificates } = status.json() as { certificates: Row[] };
    assert.deepEqual(certificates.find(({ name }) => name === 'staging.example')?.troubles, ['staging']);
    assert.equal(status.code, 0);
  });

  it('health judges neither what was never issued nor what is owed', async () => {
    await saveDated(directory.path, ['owed.example'], around(now, 1, 89), server);
    await store().journal.add({ kind: 'owed-step', certificate: 'owed.example', version: 1, plugin: 'pfx' });
    await write(['never.example', 'owed.example']);
    const good = await run(['health']);
    assert.deepEqual([good.code, good.stdout], [0, 'healthy\n']);
    await saveDated(directory.path, ['expired.example'], around(now, 91, -1), server);
    await write(['expired.example']);
    const bad = await run(['health']);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /^unhealthy\nexpired\.example: expired /);
    const { healthy } = (await run(['health', '--json'])).json() as { healthy: boolean };
    assert.equal(healthy, false);
  });

  it('status tells of a pass that is at work', async () => {
    await saveDated(directory.path, ['well.example'], around(now, 1, 89), server);
    await write(['well.example']);
    const lock = await store().lease('directory', { command: 'letsencrypt-dns run' });
    const [text, json] = [await run(['status']), await run(['status', '--json'])];
    await lock.release();
    assert.match(text.stdout, /^a pass is at work, since 20\d\d-/m);
    const { passRunningSince } = json.json() as { passRunningSince: string };
    assert.ok(Math.abs(Date.parse(passRunningSince) - Date.now()) < 600_000);
    assert.doesNotMatch((await run(['status'])).stdout, /a pass is at work/);
  });

  it('delete removes the files of one, and says what it cannot', async () => {
    for (const name of ['other.example', 'well.example']) {
      await saveDated(directory.path, [name], around(now, 1, 89), server);
    }
    await write(['well.example']);
    const unknown = await run(['delete', 'othr.example']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no certificate called othr\.example.*other\.example/);
    const deleted = await run(['delete', 'other.example']);
    assert.deepEqual([deleted.code, deleted.stdout], [0, 'other.example: deleted\n'], deleted.stderr);
    assert.ok(!(await readdir(join(directory.path, 'live'))).includes('other.example'));
    const configured = await run(['delete', 'well.example', '--json']);
    assert.deepEqual(configured.json(), { name: 'well.example', deleted: true });
    assert.match(configured.stderr, /the configuration still names well\.example/);
  });

  it('revoke knows its reasons, and names what it could not ask', async () => {
    await saveDated(directory.path, ['revoke.example'], around(now, 1, 89), 'https://127.0.0.1:1/directory');
    await write(['revoke.example']);
    const reason = await run(['revoke', 'revoke.example', '--reason', 'boredom']);
    assert.equal(reason.code, 2);
    assert.match(reason.stderr, /boredom is no reason for a revocation \(--reason\)\. Take one of .*keyCompromise/);
    assert.equal((await run(['revoke', 'nobody.example'])).code, 2);
    const refused = await run(['revoke', 'revoke.example']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /127\.0\.0\.1:1/);
    assert.ok((await readdir(join(directory.path, 'live'))).includes('revoke.example'));
  });

  it('say nothing of a provider that nobody named', async () => {
    await saveDated(directory.path, ['other.example'], around(now, 1, 89), 'https://127.0.0.1:1/directory');
    await write(['never.example']);
    for (const words of [['status'], ['health'], ['plan'], ['revoke', 'other.example'], ['delete', 'other.example']]) {
      const { stdout, stderr } = await run(words);
      assert.doesNotMatch(stdout + stderr, /cloudflare/i, words.join(' '));
    }
  });
});
