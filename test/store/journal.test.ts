import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { asInteger, asObject, type TxtRecordEntry } from '../../core/store/index.js';
import { listeningLogger, makeConfigDir, modeOf, openStore } from './volume.js';

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
    const id = await journal.add({ ...record, profile: 'two', certificate: 'c' });
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
      { ...record, profile: 'two', certificate: 'c', id },
    );
    const [order] = await again.list('order');
    assert.deepEqual(order?.domains, ['a', 'b']);
    assert.equal(modeOf(join(configDir, 'letsencrypt-dns/journal', `${order?.id}.json`)), 0o600);
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

  it('sets a damaged entry aside, with a warning, and goes on', async (context) => {
    const configDir = makeConfigDir(context);
    const log = listeningLogger();
    const store = openStore(configDir, log);
    const good = await store.journal.add(record);
    const directory = join(configDir, 'letsencrypt-dns/journal');
    writeFileSync(join(directory, 'txt-record--00.json'), '{"kind":"txt-rec');
    writeFileSync(join(directory, 'txt-record--01.json'), '{"kind":"txt-record","zone":7}');
    writeFileSync(join(directory, 'lineage-switch--02.json'), 'null');
    writeFileSync(join(directory, 'something-else--03.json'), 'of a newer version');
    await store.recover();
    assert.deepEqual(
      (await store.journal.list('txt-record')).map(({ id }) => id),
      [good],
    );
    assert.equal(log.warnings.length, 3);
    assert.deepEqual(
      readdirSync(directory).sort(),
      [
        'lineage-switch--02.json.bad',
        'something-else--03.json',
        'txt-record--00.json.bad',
        'txt-record--01.json.bad',
        `${good}.json`,
      ].sort(),
    );
    await store.journal.list('txt-record');
    assert.equal(log.warnings.length, 3, 'once is enough');
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
