import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

const minute = 60_000;

function revoked(ca: Awaited<ReturnType<typeof createRehearsal>>['ca']): string[] {
  return ca
    .certificates()
    .filter((certificate) => certificate.revoked !== undefined)
    .map(({ names }) => names.join(' '));
}

async function live(world: World): Promise<string[]> {
  return (await readdir(join(world.configDir, 'live'))).filter((name) => name !== 'README').sort();
}

describe('what is on disk', () => {
  it('follows the configuration: a new line, new names, a line that is gone', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com' });
    await world.pass();
    await world.writeDomains('a.example.com\nb.example.com more.example.com\nc.example.com');
    assert.deepEqual(summary(await world.pass()), [
      'keep a.example.com',
      'expand b.example.com done',
      'create c.example.com done',
    ]);
    await world.writeDomains('b.example.com more.example.com\nc.example.com');
    assert.deepEqual(summary(await world.pass()).slice(2), ['remove a.example.com done']);
    assert.deepEqual(revoked(world.ca), ['a.example.com']);
    assert.deepEqual(await live(world), ['b.example.com', 'c.example.com']);
  });

  it('keeps the old certificate until the renamed one is there', async () => {
    await using world = await createRehearsal({ domains: 'old.example.com www.example.com' });
    await world.pass();
    await world.writeDomains('new.example.com www.example.com');
    world.provider.fault = () => ({ status: 422 });
    assert.deepEqual(summary(await world.pass()), ['create new.example.com API', 'remove old.example.com']);
    assert.deepEqual(await live(world), ['old.example.com']);
    // While the new one waits for its next try, the old one stays as well.
    assert.deepEqual(summary(await world.pass()), ['wait new.example.com', 'remove old.example.com']);
    assert.deepEqual(revoked(world.ca), []);
    world.provider.fault = undefined;
    world.clock.advance(6 * minute);
    assert.deepEqual(summary(await world.pass()), ['create new.example.com done', 'remove old.example.com done']);
    assert.deepEqual(await live(world), ['new.example.com']);
    assert.deepEqual(revoked(world.ca), [], 'what another replaces may still be in use');
  });

  it('goes on as the same lineage when the names of a line change places or a new one comes first', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com b.example.com' });
    await world.pass();
    const { newOrder } = world.ca.stats.requests;
    await world.writeDomains('b.example.com a.example.com');
    assert.deepEqual(summary(await world.pass()), ['keep a.example.com']);
    assert.deepEqual(await live(world), ['a.example.com']);
    assert.equal(world.ca.stats.requests.newOrder, newOrder);
    await world.writeDomains('c.example.com b.example.com a.example.com');
    const { actions } = await world.pass();
    assert.match(
      actions[0]?.reason ?? '',
      /added c\.example\.com; the line of c\.example\.com goes on as this lineage/,
    );
    assert.deepEqual(await live(world), ['a.example.com']);
    assert.deepEqual((await world.status())[0]?.domains.length, 3);
    assert.deepEqual(revoked(world.ca), []);
  });

  it('loses most certificates only once the configuration has stood, or when that is allowed', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com\nc.example.com' });
    await world.pass();
    await world.writeDomains('a.example.com');
    assert.deepEqual(summary(await world.pass()).slice(1), ['wait b.example.com', 'wait c.example.com']);
    world.clock.advance(9 * minute);
    assert.deepEqual(summary(await world.pass()).slice(1), ['wait b.example.com', 'wait c.example.com']);
    // Another configuration: the time begins anew.
    await world.writeDomains('b.example.com');
    const again = await world.pass();
    assert.deepEqual(summary(again).slice(1), ['wait a.example.com', 'wait c.example.com']);
    world.clock.advance(10 * minute);
    assert.deepEqual(summary(await world.pass()).slice(1), ['remove a.example.com done', 'remove c.example.com done']);
    await world.writeDomains('b.example.com\nd.example.com\ne.example.com');
    await world.pass();
    await world.writeDomains('b.example.com');
    const allowed = await world.pass({ allowRemovals: true });
    assert.deepEqual(summary(allowed).slice(1), ['remove d.example.com done', 'remove e.example.com done']);
  });

  it('stays as it is while the file is missing, empty, wrong or unreadable', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com' });
    await world.pass();
    const file = join(world.configDir, 'domains.conf');
    for (const spoil of [
      () => rm(file),
      () => writeFile(file, ''),
      () => writeFile(file, '# nothing but a comment\n'),
      () => writeFile(file, 'this..is wrong..too\n'),
      () => rm(file).then(() => mkdir(file)),
    ]) {
      await spoil();
      world.clock.advance(20 * minute);
      const actions = summary(
        await world
          .pass()
          .catch(() => ({ actions: [], outcomes: [], postIssue: { steps: [], faults: [] }, recordsDueAt: undefined })),
      );
      assert.ok(
        actions.every((action) => /^(keep|wait) /.test(action)),
        `${spoil}: ${actions.join(', ')}`,
      );
      assert.deepEqual(await live(world), ['a.example.com', 'b.example.com']);
    }
    assert.deepEqual(revoked(world.ca), []);
  });

  it('includes no foreign folders, and they are left alone', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com' });
    await world.pass();
    const foreign = join(world.configDir, 'live', 'somebody-else');
    await mkdir(foreign);
    await writeFile(join(foreign, 'fullchain.pem'), 'not ours');
    await writeFile(join(world.configDir, 'live', 'notes.txt'), 'not ours');
    await symlink('/nowhere', join(world.configDir, 'live', 'dangling'));
    await chmod(foreign, 0o755);
    assert.deepEqual(summary(await world.pass()), ['keep a.example.com']);
    assert.deepEqual(await live(world), ['a.example.com', 'dangling', 'notes.txt', 'somebody-else']);
  });

  it('is repaired by a new certificate where it is damaged', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com\nc.example.com' });
    await world.pass();
    const archive = (name: string, file: string) => join(world.configDir, 'archive', name, file);
    await writeFile(archive('a.example.com', 'cert1.pem'), '');
    await rm(archive('b.example.com', 'privkey1.pem'));
    const { readFile } = await import('node:fs/promises');
    await writeFile(
      archive('c.example.com', 'privkey1.pem'),
      await readFile(archive('c.example.com', 'privkey1.pem'), 'utf8').then(() =>
        import('../../core/acme/keys.js').then(({ generatePrivateKey }) => generatePrivateKey('ecdsa')),
      ),
    );
    assert.deepEqual(
      (await world.status()).map(({ state }) => state),
      ['damaged', 'damaged', 'damaged'],
    );
    assert.deepEqual(summary(await world.pass()), [
      'repair a.example.com done',
      'repair b.example.com done',
      'repair c.example.com done',
    ]);
    assert.deepEqual(
      (await world.status()).map(({ state }) => state),
      ['ok', 'ok', 'ok'],
    );
  });

  it('tells post-issue plugins of what was removed', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com' });
    const plugin = join(world.configDir, 'plugin');
    const told = join(world.configDir, 'told');
    const sdk = fileURLToPath(new URL('../../core/sdk/index.js', import.meta.url));
    await mkdir(plugin);
    const manifest = { plugins: [{ manifest: 'manifest.json', module: 'index.js' }] };
    await writeFile(
      join(plugin, 'package.json'),
      JSON.stringify({ name: 'teller', version: '1.0.0', type: 'module', 'letsencrypt-dns': manifest }),
    );
    await writeFile(join(plugin, 'manifest.json'), JSON.stringify({ id: 'teller', title: 'Teller', options: {} }));
    await writeFile(
      join(plugin, 'index.js'),
      `import { appendFileSync } from 'node:fs';
import { definePlugin } from ${JSON.stringify(sdk)};
export default definePlugin(() => ({
  async handle({ kind, certificate }) { appendFileSync(${JSON.stringify(told)}, kind + ' ' + certificate.name + '\\n'); },
}));
`,
    );
    world.env.LETSENCRYPT_PLUGINS = plugin;
    await world.pass();
    await world.writeDomains('a.example.com');
    const { postIssue } = await world.pass();
    assert.deepEqual(postIssue.faults, []);
    const { readFile } = await import('node:fs/promises');
    const lines = (await readFile(told, 'utf8')).trim().split('\n').sort();
    assert.deepEqual(lines, ['issued a.example.com', 'issued b.example.com', 'removed b.example.com']);
  });
});
