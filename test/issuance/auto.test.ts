import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

/** Packages of providers that are PowerDNS under another name, with the name servers of the world's zones. */
describe('LEXICON_PROVIDER=auto', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('auto');
  });
  after(() => directory.remove());

  async function makePackage(id: string, nameserver: string): Promise<string> {
    const powerdns = builtInRegistry().findProvider('powerdns');
    assert.ok(powerdns);
    const folder = join(directory.path, id);
    await mkdir(folder, { recursive: true });
    const description = {
      name: id,
      type: 'module',
      'letsencrypt-dns': { providers: [{ manifest: 'manifest.json', module: 'index.js' }] },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(description));
    const manifest = { ...powerdns.manifest, foreignIds: [], id, title: `Service ${id}`, nameservers: [nameserver] };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'index.js'), `export { default } from ${JSON.stringify(powerdns.moduleUrl)};\n`);
    return folder;
  }

  async function createAutoWorld(plugins: readonly string[], domains = 'www.example.com') {
    const world = await createRehearsal({ domains, zones: ['example.com', 'example.org'] });
    world.env.LEXICON_PROVIDER = 'auto';
    world.env.LETSENCRYPT_PLUGINS = plugins.join(',');
    return world;
  }

  function giveCredentials(world: World, id: string): void {
    const prefix = `LEXICON_${id.toUpperCase()}`;
    world.env[`${prefix}_PDNS_SERVER`] = world.provider.apiUrl;
    world.env[`${prefix}_AUTH_TOKEN`] = world.provider.apiKey;
  }

  async function failureOf(world: World): Promise<string> {
    const { outcomes } = await world.pass();
    const failure = outcomes[0]?.failure;
    return `${failure?.code} ${failure?.message}. ${failure?.hint}`;
  }

  it('writes to each zone at the provider that its name servers belong to', async () => {
    const plugins = [await makePackage('comdns', 'ns1.example.com'), await makePackage('orgdns', 'ns1.example.org')];
    await using world = await createAutoWorld(plugins, 'www.example.com www.example.org');
    for (const id of ['comdns', 'orgdns']) giveCredentials(world, id);
    const asked: string[] = [];
    world.provider.fault = () => ({ status: 422 });
    await world.pass({ emit: (event) => void (event.kind === 'provider-request' && asked.push(event.provider)) });
    assert.deepEqual([...new Set(asked)].sort(), ['comdns', 'orgdns']);
    world.provider.fault = undefined;
    world.clock.advance(24 * 3_600_000);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(world.provider.txt(), []);
  });

  it('removes records that were left behind with the account that wrote them', async () => {
    await using world = await createAutoWorld([await makePackage('comdns', 'ns1.example.com')]);
    giveCredentials(world, 'comdns');
    world.provider.fault = (method, body) =>
      method === 'PATCH' && !body.includes('"content"') ? { status: 422 } : undefined;
    await world.pass();
    assert.equal(world.provider.txt().length, 1);
    const [left] = await world.within(({ store }) => store.journal.list('txt-record'));
    assert.deepEqual([left?.provider, left?.profile], ['comdns', 'auto:comdns']);
    world.provider.fault = undefined;
    world.clock.advance(24 * 3_600_000);
    await world.pass();
    assert.deepEqual(world.provider.txt(), []);
  });

  it('takes the provider that the mapping names, whatever the name servers', async () => {
    await using world = await createAutoWorld([]);
    world.env.LEXICON_AUTO_MAPPING_OVERRIDE = 'example.com:powerdns';
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
  });

  it('says whose name servers nobody has, and how to name the provider', async () => {
    await using world = await createAutoWorld([]);
    assert.match(
      await failureOf(world),
      /^CONFIG no provider has the name servers of example\.com: ns1\.example\.com\. .*LEXICON_AUTO_MAPPING_OVERRIDE=example\.com:PROVIDER/,
    );
  });

  it('says which provider lacks its credentials', async () => {
    await using world = await createAutoWorld([await makePackage('comdns', 'ns1.example.com')]);
    assert.match(
      await failureOf(world),
      /^CONFIG the name servers of example\.com are those of Service comdns, and none of its options is set\..* providers comdns/,
    );
    world.env.LEXICON_COMDNS_AUTH_TOKEN = 'a-token';
    world.clock.advance(24 * 3_600_000);
    assert.match(
      await failureOf(world),
      /Service comdns, and the provider `comdns` lacks --pdns-server\. Set LEXICON_COMDNS_PDNS_SERVER/,
    );
  });

  it('does not guess where several would do', async () => {
    const plugins = [await makePackage('comdns', 'ns1.example.com'), await makePackage('twin', 'example.com')];
    await using world = await createAutoWorld(plugins);
    giveCredentials(world, 'comdns');
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done'], 'one alone has credentials');
    giveCredentials(world, 'twin');
    await world.writeDomains('other.example.com');
    const { outcomes } = await world.pass({ only: new Set(['other.example.com']) });
    assert.match(outcomes[0]?.failure?.message ?? '', /may be those of comdns or twin/);
    assert.match(outcomes[0]?.failure?.hint ?? '', /LEXICON_AUTO_MAPPING_OVERRIDE=example\.com:comdns/);
  });
});
