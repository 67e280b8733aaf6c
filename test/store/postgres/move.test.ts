import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createFileStore } from '../../../core/store/file-store.js';
import { compareStores, directorySide, markPublished, moveStore, sharedSide } from '../../../core/store/move.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { missing } from '../../lab/index.js';
import { makeAuthority, makeKey } from '../certificates.js';
import { linkVersions, makeConfigDir, saveRequest, server, writeCertbotLineage } from '../volume.js';
import { freshDatabase, newKey } from './cluster.js';

const authority = makeAuthority();
const [first, second, old] = [1, 2, 3].map((serial) =>
  authority.issue([serial === 3 ? 'old.example.com' : 'a.example.com'], { serial }),
) as [ReturnType<typeof authority.issue>, ReturnType<typeof authority.issue>, ReturnType<typeof authority.issue>];
const never = new AbortController().signal;

describe('a move between a directory and a store', { skip: missing('postgres', 'initdb') }, () => {
  it('takes all with it, both ways, and can be run again', async (context) => {
    const { url } = await freshDatabase();
    const [source, back, host] = [makeConfigDir(context), makeConfigDir(context), makeConfigDir(context)];
    const files = createFileStore({ configDir: source, log: silentLogger });
    await files.save(saveRequest('a.example.com', first));
    await files.save(saveRequest('a.example.com', second));
    writeCertbotLineage(source, 'old.example.com', [old]);
    const { id } = await files.accounts.save({ server, privateKey: makeKey('ecdsa256'), accountUrl: `${server}/1` });
    const record = { kind: 'txt-record', zone: 'z', name: 'n', content: 'c', provider: 'p', createdAt: 1 } as const;
    await files.journal.add(record);
    await files.facts('rate-limits', Number).update('x', () => 7);
    await files.state.write('configuration-seen', { since: 5 });

    const store = createPostgresStore({ url, key: newKey(), configDir: host, log: silentLogger });
    context.after(() => store.close());
    const lease = await store.lease('directory', { command: 'move' });
    context.after(() => lease.release());
    const there = await moveStore(directorySide(files), sharedSide(store), never);
    assert.deepEqual([there.moved, there.same, there.left], [['a.example.com', 'old.example.com'], [], []]);
    assert.deepEqual(await compareStores(directorySide(files), sharedSide(store)), []);
    const lineages = await store.lineages();
    // What nobody has asked for stays what it was: it is never removed.
    assert.deepEqual(
      lineages.map(({ name, version, managed }) => [name, version, managed]),
      [
        ['a.example.com', 2, 'created'],
        ['old.example.com', 1, undefined],
      ],
    );
    assert.equal((await store.accounts.read(server, id))?.accountUrl, `${server}/1`);
    assert.equal((await store.journal.list('txt-record')).length, 1);
    assert.deepEqual(await files.journal.list('txt-record'), []);
    assert.equal(await store.facts('rate-limits', Number).get('x'), 7);
    const again = await moveStore(directorySide(files), sharedSide(store), never);
    assert.deepEqual([again.moved, again.same], [[], ['a.example.com', 'old.example.com']]);

    const target = createFileStore({ configDir: back, log: silentLogger });
    assert.deepEqual((await moveStore(sharedSide(store), directorySide(target), never)).left, []);
    assert.deepEqual(linkVersions(back, 'a.example.com'), [2, 2, 2, 2]);
    assert.match(readFileSync(join(back, 'renewal/old.example.com.conf'), 'utf8'), /manual_cleanup_hook/);
    assert.deepEqual(await compareStores(sharedSide(store), directorySide(target)), []);
  });

  it('leaves the files of a host to the store: what is removed there goes here, and nothing else', async (context) => {
    const { url } = await freshDatabase();
    const configDir = makeConfigDir(context);
    const files = createFileStore({ configDir, log: silentLogger });
    await files.save(saveRequest('a.example.com', first));
    const store = createPostgresStore({ url, key: newKey(), configDir, log: silentLogger });
    context.after(() => store.close());
    const lease = await store.lease('directory', { command: 'move' });
    context.after(() => lease.release());
    const report = await moveStore(directorySide(files), sharedSide(store), never);
    await markPublished(files, report);
    await files.save(saveRequest('old.example.com', old));
    assert.deepEqual(await store.publication.differences(await store.lineages()), { behind: [], gone: [] });
    await store.remove('a.example.com');
    const { gone } = await store.publication.differences(await store.lineages());
    assert.deepEqual(
      gone.map(({ name }) => name),
      ['a.example.com'],
    );
    await store.publication.withdraw('a.example.com');
    await store.publication.withdraw('old.example.com');
    assert.deepEqual(
      (await files.lineages()).map(({ name }) => name),
      ['old.example.com'],
    );
  });

  it('overwrites nothing that differs, and says what stays behind', async (context) => {
    const { url } = await freshDatabase();
    const files = createFileStore({ configDir: makeConfigDir(context), log: silentLogger });
    await files.save(saveRequest('a.example.com', first));
    const store = createPostgresStore({ url, key: newKey(), configDir: makeConfigDir(context), log: silentLogger });
    context.after(() => store.close());
    const lease = await store.lease('directory', { command: 'move' });
    context.after(() => lease.release());
    await store.save(saveRequest('a.example.com', second));
    const { left } = await moveStore(directorySide(files), sharedSide(store), never);
    assert.deepEqual(
      left.map(({ name }) => name),
      ['a.example.com'],
    );
    assert.equal((await store.material('a.example.com')).cert.trim(), second.cert.trim());
    assert.equal((await compareStores(directorySide(files), sharedSide(store))).length, 1);
  });
});
