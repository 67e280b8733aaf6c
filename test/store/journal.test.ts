import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { asInteger, asObject } from '../../core/disk/parse-json.js';
import { effectCount } from '../../core/effects/effects.js';
import { isFailure } from '../../core/sdk/failure.js';
import type { TxtRecordEntry } from '../../core/store/facts/journal-entries.js';
import { makeAuthority } from './certificates.js';
import { listeningLogger, makeConfigDir, modeOf, openStore, writeCertbotLineage } from './volume.js';

const record: TxtRecordEntry = {
  kind: 'txt-record',
  zone: 'example.com',
  name: '_acme-challenge.smtp',
  content: 'AbC-_',
  provider: 'powerdns',
  createdAt: 1,
};

describe('the journal', () => {
  it('keeps entries of each kind over a restart until they are removed', async (context) => {
    const configDir = makeConfigDir(context);
    const { journal } = openStore(configDir);
    const proof = { domain: 'smtp.example.com', token: 't', keyAuthorization: 't.thumbprint' };
    const id = await journal.add({ ...record, profile: 'two', certificate: 'c', proof });
    const other = await journal.add(record);
    await journal.add({
      kind: 'order',
      certificate: 'c',
      orderUrl: 'u',
      server: 's',
      domains: ['a', 'b'],
      createdAt: 5,
      privateKey: 'k',
    });
    const again = openStore(configDir).journal;
    assert.equal((await again.list('txt-record')).length, 2);
    assert.deepEqual(
      (await again.list('txt-record')).find((entry) => entry.id === id),
      { ...record, profile: 'two', certificate: 'c', proof, id },
    );
    const [order] = await again.list('order');
    assert.deepEqual(order?.domains, ['a', 'b']);
    assert.equal(modeOf(join(configDir, 'letsencrypt-dns/journal.jsonl')), 0o600);
    await again.update(id, { ...record, attempts: 3, retryAt: 77 });
    await again.remove(other);
    await again.remove(other);
    assert.deepEqual(await journal.list('txt-record'), [{ ...record, attempts: 3, retryAt: 77, id }]);
    assert.deepEqual(await journal.list('lineage-delete'), []);
  });

  it('holds an owed step once', async (context) => {
    const { journal } = openStore(makeConfigDir(context));
    const step = { kind: 'owed-step', certificate: 'a', version: 2, plugin: 'pfx' } as const;
    assert.equal(await journal.add(step), await journal.add(step));
    await journal.add({ ...step, version: 3 });
    assert.deepEqual((await journal.list('owed-step')).map(({ version }) => version).sort(), [2, 3]);
  });

  it('leaves damaged lines out, with a warning, and goes on', async (context) => {
    const configDir = makeConfigDir(context);
    const log = listeningLogger();
    const store = openStore(configDir, log);
    const good = await store.journal.add(record);
    const path = join(configDir, 'letsencrypt-dns/journal.jsonl');
    const damaged = [
      '["txt-record--00",{"kind":"txt-rec',
      '["txt-record--01",{"kind":"txt-record","zone":7}]',
      'null',
      '',
    ];
    writeFileSync(path, damaged.join('\n') + readFileSync(path, 'utf8'));
    await store.recover();
    const ids = async () => (await store.journal.list('txt-record')).map(({ id }) => id);
    assert.deepEqual(await ids(), [good]);
    assert.equal(log.warnings.length, 1);
    await ids();
    assert.equal(log.warnings.length, 1, 'once is enough');
    const next = await store.journal.add(record);
    assert.deepEqual(await ids(), [good, next].sort());
    assert.doesNotMatch(readFileSync(path, 'utf8'), /null/);
  });

  it('deletes nothing whose name came about by damage, and takes lines of earlier versions', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, 'mail.example.com', [makeAuthority().issue(['mail.example.com'])]);
    const path = join(configDir, 'letsencrypt-dns/journal.jsonl');
    await openStore(configDir).journal.add({ kind: 'lineage-delete', name: 'maid.example.com' });
    writeFileSync(path, readFileSync(path, 'utf8').replace('maid', 'mail'));
    await openStore(configDir).recover();
    assert.deepEqual(
      (await openStore(configDir).lineages()).map(({ name }) => name),
      ['mail.example.com'],
    );
    writeFileSync(path, '["lineage-delete--0a",{"kind":"lineage-delete","name":"mail.example.com"}]\n');
    await openStore(configDir).recover();
    assert.deepEqual(await openStore(configDir).lineages(), []);
  });

  it('takes a line that a kill tore for none, without a word', async (context) => {
    const configDir = makeConfigDir(context);
    const log = listeningLogger();
    const good = await openStore(configDir).journal.add(record);
    const path = join(configDir, 'letsencrypt-dns/journal.jsonl');
    const whole = readFileSync(path, 'utf8').trimEnd();
    for (const torn of [`${whole}\n["txt-rec`, `${whole}\n["txt-rec\n\n\n`]) {
      writeFileSync(path, torn);
      const { journal } = openStore(configDir, log);
      assert.deepEqual(
        (await journal.list('txt-record')).map(({ id }) => id),
        [good],
      );
      const next = await journal.add(record);
      assert.equal((await openStore(configDir, log).journal.list('txt-record')).length, 2);
      await journal.remove(next);
    }
    assert.deepEqual(log.warnings, []);
  });

  it('forgets what is done with, keys above all, when it is tidied', async (context) => {
    const configDir = makeConfigDir(context);
    const { journal } = openStore(configDir);
    const order = {
      kind: 'order',
      certificate: 'c',
      orderUrl: 'u',
      server: 's',
      domains: ['a'],
      createdAt: 5,
    } as const;
    const id = await journal.add({ ...order, privateKey: 'a secret key' });
    const other = await journal.add(record);
    await journal.remove(id);
    await Promise.all([journal.tidy(), journal.add(record), journal.tidy()]);
    assert.doesNotMatch(readFileSync(join(configDir, 'letsencrypt-dns/journal.jsonl'), 'utf8'), /secret/);
    assert.equal((await openStore(configDir).journal.list('txt-record')).length, 2);
    assert.ok((await journal.list('txt-record')).some((entry) => entry.id === other));
  });

  it('writes what comes together with one sync, and holds thousands', async (context) => {
    const configDir = makeConfigDir(context);
    const { journal } = openStore(configDir);
    const first = await journal.add(record);
    const before = effectCount();
    const ids = await Promise.all(Array.from({ length: 2000 }, () => journal.add(record)));
    assert.ok(effectCount() - before < 10, `${effectCount() - before} effects`);
    assert.equal((await openStore(configDir).journal.list('txt-record')).length, 2001);
    await Promise.all(ids.map((id) => journal.remove(id)));
    assert.deepEqual(
      (await openStore(configDir).journal.list('txt-record')).map(({ id }) => id),
      [first],
    );
  });

  it('takes no id for a path', async (context) => {
    const { journal } = openStore(makeConfigDir(context));
    await assert.rejects(journal.remove('../state/x'), (error) => isFailure(error, 'STORE'));
    await assert.rejects(journal.update('a', record), (error) => isFailure(error, 'STORE'));
  });
});

function parseCount(value: unknown): number | undefined {
  return asInteger(asObject(value)?.count);
}

describe('many facts in one file', () => {
  it('lose no change that is made of an earlier one, whenever it comes', async (context) => {
    const configDir = makeConfigDir(context);
    const open = () => openStore(configDir).facts('counts', asInteger);
    const counts = open();
    await counts.update('a', () => 0);
    async function addOne(turns: number): Promise<void> {
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      await counts.update('a', (before) => (before ?? 0) + 1);
    }
    await Promise.all(Array.from({ length: 60 }, (_, turns) => addOne(turns)));
    assert.equal(await open().get('a'), 60);
  });
});

describe('state files', () => {
  it('keep any key apart from any other', async (context) => {
    const configDir = makeConfigDir(context);
    const { state } = openStore(configDir);
    const keys = ['a', 'A', 'back-off/*.example.com', '../../x', '.hidden', 'é ü', 'a%2Fb', 'a/b', "quote'"];
    for (const [count, key] of keys.entries()) await state.write(key, { count });
    for (const [count, key] of keys.entries())
      assert.equal(await openStore(configDir).state.read(key, parseCount), count, key);
    assert.deepEqual(await state.list(), [...keys].sort());
    assert.deepEqual(await state.list('back-off/'), ['back-off/*.example.com']);
    assert.equal(readdirSync(join(configDir, 'letsencrypt-dns')).length, 1);
    await state.remove('a/b');
    await state.remove('a/b');
    assert.equal(await state.read('a/b', parseCount), undefined);
    assert.equal(await state.read('a%2Fb', parseCount), 6);
  });

  it('set aside what makes no sense', async (context) => {
    const configDir = makeConfigDir(context);
    const log = listeningLogger();
    const { state } = openStore(configDir, log);
    await state.write('a', { count: 'many' });
    assert.equal(await state.read('a', parseCount), undefined);
    assert.deepEqual(log.warnings.length, 1);
    assert.deepEqual(await state.list(), []);
    await state.write('a', { count: 1 });
    assert.equal(await state.read('a', parseCount), 1);
  });

  it('refuse keys that are no file name, and say what stands in the way', async (context) => {
    const configDir = makeConfigDir(context);
    const { state } = openStore(configDir);
    await assert.rejects(state.write('', 1), (error) => isFailure(error, 'STORE'));
    await assert.rejects(state.write('x'.repeat(300), 1), (error) => isFailure(error, 'STORE'));
    mkdirSync(join(configDir, 'letsencrypt-dns/state/a.json'), { recursive: true });
    await assert.rejects(
      state.write('a', 1),
      (error) => isFailure(error, 'STORE') && error.place?.endsWith('a.json') === true,
    );
    await assert.rejects(
      state.read('a', parseCount),
      (error) => isFailure(error, 'STORE'),
      'a failed read is no absence',
    );
  });
});
