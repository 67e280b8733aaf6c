import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RemoveAction } from '../../core/issuance/plan/actions.js';
import { removeCertificate } from '../../core/issuance/removal/remove-certificate.js';
import { revokeLineage } from '../../core/issuance/removal/remove-lineage.js';
import { removeNamed } from '../../core/issuance/removal/remove-named.js';
import { Failure } from '../../core/sdk/failure.js';
import { lineage, now, state } from './fixtures.js';
import { createScripted, failing, remove, type Script, server } from './scripted.js';
import { createPasses } from './scripted-pass.js';

type World = ReturnType<typeof createScripted>;

describe('removing a certificate', () => {
  const removed = async (script: Script, action: RemoveAction) => {
    const world = createScripted(script);
    await saved(world, action.name);
    const outcome = await removeCertificate(world.context, action, world.postIssue);
    return { ...world, outcome };
  };
  async function saved({ store, memory }: World, name: string): Promise<void> {
    Object.assign(store, { material: async () => ({ cert: 'a certificate', chain: '', privkey: key }) });
    await memory.update(name, () => ({ lastSuccessAt: now }));
    await store.journal.add({ kind: 'owed-step', certificate: name, version: 1, plugin: 'pfx' });
  }
  const key = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----`;

  it('revokes, deletes, forgets, and tells the plugins', async () => {
    const { told, outcome, events, memory, store, logged } = await removed({}, remove('old.example.com'));
    assert.deepEqual(logged, ['info certificate.removed']);
    assert.equal(outcome.failure, undefined);
    assert.equal(told.at(-1), 'done removed old.example.com 1');
    assert.ok(told.includes('revoke cessationOfOperation by its key'), told.join('\n'));
    assert.deepEqual(await memory.get('old.example.com'), {});
    assert.deepEqual(await store.journal.list('owed-step'), []);
    const about = { certificate: 'old.example.com', action: 'remove' };
    assert.deepEqual(events, [
      { kind: 'certificate-started', ...about, reason: 'no line names it' },
      { kind: 'certificate-done', ...about, durationMs: 0 },
    ]);
  });

  it('only deletes where no more is wanted', async () => {
    const { told } = await removed({}, remove('old.example.com', { how: 'delete' }));
    assert.deepEqual(told, ['done removed old.example.com 1']);
  });

  it('leaves everything as it is where the CA does not revoke, or it is stopped', async () => {
    const stop = new AbortController();
    stop.abort(new Failure('ABORTED', 'stopped'));
    for (const [script, code, step] of [
      [{ ca: { revoke: failing('SERVER') } }, 'SERVER', 'account'],
      [{ context: { signal: stop.signal } }, 'ABORTED', 'account'],
    ] as const) {
      const how = code === 'ABORTED' ? ('delete' as const) : ('revoke' as const);
      const { outcome, told, events, memory } = await removed(script as Script, remove('old.example.com', { how }));
      assert.equal(outcome.failure?.code, code);
      assert.equal(events.at(-1)?.kind, 'certificate-failed');
      assert.equal((events.at(-1) as { step?: string }).step, step);
      assert.equal((events.at(-1) as { durationMs?: number }).durationMs, 0);
      assert.equal((await memory.get('old.example.com')).lastSuccessAt, now);
      assert.ok(!told.some((text) => text.startsWith('done')));
    }
  });

  it('that somebody asks for ends once its steps have', async () => {
    const { services, store, told } = createPasses([lineage('old.example.com')]);
    const { postIssue } = services;
    const slow = (pass: object) => ({
      ...{ done: async () => told.push('done') },
      ...pass,
      async finish() {
        for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        told.push('finished');
      },
    });
    const host = Object.assign(Object.create(postIssue), { beginPass: () => slow({}) });
    await removeNamed(
      { ...services, postIssue: host },
      {
        ...{ state: state([]), lineage: lineage('old.example.com'), how: 'delete', reason: undefined },
        signal: new AbortController().signal,
      },
    );
    assert.deepEqual(told, ['remove old.example.com', 'done', 'finished']);
    assert.equal(await store.read('old.example.com'), undefined);
  });

  it('says where it failed to be deleted', async () => {
    const world = createScripted();
    Object.assign(world.store, { remove: failing('STORE') });
    const { failure } = await removeCertificate(world.context, remove('x', { how: 'delete' }), world.postIssue);
    assert.equal(failure?.code, 'STORE');
    assert.equal((world.events.at(-1) as { step?: string }).step, 'save');
  });

  it('is revoked by the account that ordered it, else by its own key; an expired or damaged one not at all', async () => {
    const good = lineage('old.example.com');
    const forgotten = { serviceCode: 'urn:ietf:params:acme:error:accountDoesNotExist' };
    const once = (...failure: Parameters<typeof failing>) => {
      let count = 0;
      const asked: string[] = [];
      const revoke = async ({ certificateKey }: { certificateKey?: unknown }) => {
        asked.push(certificateKey === undefined ? 'account' : 'key');
        if (count++ === 0) await failing(...failure)();
      };
      return { asked, ca: { revoke } as Script['ca'] };
    };
    const account = { server, accountUrl: 'https://acme.example/acct/1', privateKey: key };
    const table: readonly [what: string, subject: object, stored: boolean, ...Parameters<typeof once>][] = [
      ['account,key', good, true, 'AUTHENTICATION'],
      ['account,key', good, true, 'ACME', forgotten],
      ['account!', good, true, 'SERVER'],
      ['key!', good, false, 'SERVER'],
      ['', { ...good, health: 'damaged' }, true, 'SERVER'],
      ['', { ...good, server: undefined }, true, 'SERVER'],
      ['', lineage('old.example.com', { ageDays: 91 }), true, 'SERVER'],
    ];
    for (const [expected, subject, stored, ...failure] of table) {
      const { asked, ca } = once(...failure);
      const { context, store } = createScripted({ ca: ca ?? {} });
      Object.assign(store, { material: async () => ({ cert: 'x', chain: '', privkey: key }) });
      Object.assign(store.accounts, { read: async () => (stored ? account : undefined) });
      const result = await revokeLineage(context, subject as never, 'keyCompromise').catch(() => '!');
      assert.equal(`${asked.join()}${result ?? ''}`, expected);
    }
  });
});
