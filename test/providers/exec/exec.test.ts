import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openProvider } from '../../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../../core/dns/record-service.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { isFailure, silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import { createTempDir } from '../../lab/index.js';

const proof = { domain: 'example.com', token: '-token', keyAuthorization: '-token.thumbprint' };
const record = { type: 'TXT', name: '_acme-challenge', content: '-va lue$(id)', ttl: 60 };

describe('exec', () => {
  let directory: Awaited<ReturnType<typeof createTempDir>>;
  let calls: string;

  before(async () => {
    directory = await createTempDir('exec');
  });
  after(() => directory.remove());
  beforeEach(() => {
    calls = join(directory.path, `calls-${Math.random()}`);
  });

  async function script(lines: string): Promise<string> {
    const path = join(directory.path, `script ${Math.random()}.sh`);
    await writeFile(
      path,
      `#!/bin/sh\nfor word; do printf '[%s]' "$word" >> '${calls}'; done\necho >> '${calls}'\n${lines}\n`,
    );
    await chmod(path, 0o700);
    return path;
  }

  async function open(options: Readonly<Record<string, string | number>>): Promise<RecordService> {
    const registered = builtInRegistry().findProvider('exec');
    assert.ok(registered);
    const defaults = { mode: 'default', environment: '', timeout: 20 };
    const provider = await openProvider({
      registered,
      options: { ...defaults, ...options },
      dispatcher: answeringDispatcher(() => undefined),
      log: silentLogger,
      userAgent: 'test',
      environment: () => ({ PATH: process.env.PATH ?? '', PLAIN: 'plain' }),
    });
    const { capabilities, title: providerTitle } = registered.manifest;
    return createRecordService({ provider, capabilities, zoneName: 'example.com', providerTitle });
  }

  it('hands on full name and value, as they are and without a shell', async () => {
    const service = await open({ path: await script('') });
    await service.create(record);
    await service.removeAll([record]);
    const words = '[_acme-challenge.example.com.][-va lue$(id)]';
    assert.equal(await readFile(calls, 'utf8'), `[present]${words}\n[cleanup]${words}\n`);
  });

  it('hands on the proof in the mode RAW, and says so where there is none', async () => {
    const service = await open({ path: await script(''), mode: 'RAW' });
    await service.create({ ...record, proof });
    await service.removeAll([{ ...record, proof }]);
    const words = '[--][example.com][-token][-token.thumbprint]';
    assert.equal(await readFile(calls, 'utf8'), `[present]${words}\n[cleanup]${words}\n`);
    await assert.rejects(service.create(record), (error) => isFailure(error, 'UNSUPPORTED'));
  });

  it('takes an exit code for a failure, and tells the last line that was printed', async () => {
    const service = await open({ path: await script('echo first; echo "no such zone" >&2; exit 3') });
    await assert.rejects(
      service.create(record),
      (error) => isFailure(error, 'API') && /exit code 3: no such zone/.test(error.message),
    );
  });

  it('says how a program ended that printed nothing, and runs the next one all the same', async () => {
    const ends = `case "$3" in quiet) exit 3;; killed) kill -9 $$;; esac`;
    const service = await open({ path: await script(ends) });
    const fails = (content: string, words: RegExp) =>
      assert.rejects(
        service.create({ ...record, content }),
        (error) => isFailure(error, 'API') && words.test(error.message),
      );
    await fails('quiet', /exit code 3(?!:)/);
    await fails('killed', /was ended by SIGKILL/);
    await service.create(record);
  });

  it('shows secrets only where they are named', async () => {
    process.env.EXEC_TEST_TOKEN = 'secret';
    const path = await script(`printf '%s %s' "$PLAIN" "$EXEC_TEST_TOKEN" >> '${calls}'`);
    await (await open({ path })).create(record);
    assert.match(await readFile(calls, 'utf8'), /\nplain $/);
    await (await open({ path, environment: 'EXEC_TEST_TOKEN, OTHER' })).create(record);
    assert.match(await readFile(calls, 'utf8'), /\nplain secret$/);
  });

  it('ends a program that takes too long, with what it started', async () => {
    const service = await open({ path: await script('sleep 60 & wait'), timeout: 1 });
    await assert.rejects(service.create(record), (error) => isFailure(error, 'TIMEOUT'));
  });

  it('says which program cannot be run, and why', async () => {
    for (const path of [join(directory.path, 'none'), directory.path]) {
      const service = await open({ path });
      await assert.rejects(
        service.create(record),
        (error) => isFailure(error, 'CONFIG') && error.message.includes(path),
      );
    }
  });

  it('runs one after the other, and updates by id', async () => {
    const service = await open({ path: await script(`sleep 0.1; echo done >> '${calls}'`) });
    await Promise.all(['a', 'b'].map((content) => service.create({ ...record, content })));
    assert.match(await readFile(calls, 'utf8'), /^\[present\].*\ndone\n\[present\].*\ndone\n$/);
    await service.update('TXT/_acme-challenge/YQ', { ...record, content: 'new' });
    assert.match(await readFile(calls, 'utf8'), /\[cleanup\].*\[a\]\ndone\n\[present\].*\[new\]\ndone\n$/);
  });

  it('says that a program cannot list', async () => {
    const service = await open({ path: await script('') });
    await assert.rejects(service.list({}), (error) => isFailure(error, 'UNSUPPORTED'));
  });
});
