import assert from 'node:assert/strict';
import { chmod, chown, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openProvider } from '../../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../../core/dns/record-service.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { isFailure, silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import { createTempDir } from '../../lab/index.js';

const zone = String.raw`$ORIGIN example.com.
$TTL 1h ; an hour
@   IN SOA ns1 hostmaster (
        2026010109 ; serial
        3600 1800 1209600 86400 )
    IN NS  ns1
    IN MX  10 mail
ns1 300 IN A 192.0.2.1
; the web
www     IN A 192.0.2.2
        IN A 192.0.2.3
        IN TXT "one; not a comment" " and \"two\""
docs    CNAME docs.example.net.
$ORIGIN sub.example.com.
host    CAA 0 issue "letsencrypt.org"
`;
const challenge = { type: 'TXT', name: '_acme-challenge' };

async function ownerOf(file: string): Promise<string> {
  const { uid, gid } = await stat(file);
  return `${uid}:${gid}`;
}

describe('localzone', () => {
  let directory: Awaited<ReturnType<typeof createTempDir>>;
  let filename: string;
  let owner: string;
  before(async () => {
    directory = await createTempDir('localzone');
  });
  after(() => directory.remove());

  async function open(
    text = zone,
    reload = '',
    zoneName = 'example.com',
    signal?: AbortSignal,
  ): Promise<RecordService> {
    filename = join(directory.path, `zone-${Math.random()}`);
    await writeFile(filename, text);
    await chmod(filename, 0o640);
    // Who is not root can give nothing away.
    if (process.getuid?.() === 0) await chown(filename, 1, 2);
    owner = await ownerOf(filename);
    const registered = builtInRegistry().findProvider('localzone');
    assert.ok(registered);
    const provider = await openProvider({
      registered,
      options: { filename, reload: reload.replace('FILE', filename) },
      dispatcher: answeringDispatcher(() => undefined),
      log: silentLogger,
      userAgent: 'test',
      environment: () => ({ PATH: process.env.PATH ?? '' }),
    });
    const { capabilities, title: providerTitle } = registered.manifest;
    return createRecordService({ provider, capabilities, zoneName, providerTitle, ...(signal && { signal }) });
  }

  it('reads owners, origins, parentheses, comments and quotes', async () => {
    const listed = await (await open()).list({});
    assert.deepEqual(
      listed.map(({ name, type, content, ttl }) => [name, type, content, ttl]),
      [
        ['example.com', 'NS', 'ns1.example.com', 3600],
        ['example.com', 'MX', '10 mail.example.com', 3600],
        ['ns1.example.com', 'A', '192.0.2.1', 300],
        ['www.example.com', 'A', '192.0.2.2', 3600],
        ['www.example.com', 'A', '192.0.2.3', 3600],
        ['www.example.com', 'TXT', 'one; not a comment and "two"', 3600],
        ['docs.example.com', 'CNAME', 'docs.example.net', 3600],
        ['host.sub.example.com', 'CAA', '0 issue "letsencrypt.org"', 3600],
      ],
    );
  });

  it('adds lines at the end, and takes them out again; the serial number goes up', async () => {
    const service = await open();
    await service.createAll(['one', 'Two'].map((content) => ({ ...challenge, content, ttl: 60 })));
    await service.create({ ...challenge, content: 'one', ttl: 60 });
    const lines = ['one', 'Two'].map((content) => `_acme-challenge.example.com.\t60\tIN\tTXT\t"${content}"\n`);
    assert.equal(await readFile(filename, 'utf8'), zone.replace('0109', '0110') + lines.join(''));
    assert.equal((await stat(filename)).mode & 0o777, 0o640);
    assert.equal(await ownerOf(filename), owner);
    await service.removeAll([{ ...challenge, content: 'one' }]);
    await service.remove(undefined, { ...challenge, content: 'Two' });
    assert.equal(await readFile(filename, 'utf8'), zone.replace('0109', '0112'));
  });

  it('gives the owner to lines that took it from one that goes', async () => {
    const service = await open();
    await service.removeAll([{ type: 'A', name: 'www', content: '192.0.2.2' }]);
    const listed = await service.list({ name: 'www' });
    assert.deepEqual(
      listed.map(({ content }) => content),
      ['192.0.2.3', 'one; not a comment and "two"'],
    );
    assert.match(await readFile(filename, 'utf8'), /; the web\nwww\.example\.com\. {8}IN A 192\.0\.2\.3\n {8}IN TXT/);
  });

  it('brings text through unharmed, and updates', async () => {
    const service = await open();
    for (const content of ['k'.repeat(600), 'say "hi" \\ bye', 'a;b=(c) d']) {
      await service.create({ type: 'TXT', name: 'text', content, ttl: 60 });
      assert.equal((await service.list({ type: 'TXT', name: 'text' }))[0]?.content, content);
      await service.update(undefined, { type: 'TXT', name: 'text', content: 'new', ttl: 60 });
      await service.removeAll([{ type: 'TXT', name: 'text', content: 'new' }]);
    }
  });

  it('has the name server read the file once it is written', async () => {
    // The file has its name when it is opened.
    const service = await open(zone, 'grep -q _acme-challenge FILE');
    await service.create({ ...challenge, content: 'one', ttl: 60 });
  });

  it('says why the name server did not read the file', async () => {
    for (const [reload, code, words] of [
      [' false now ', 'API', /false ended with exit code 1/],
      ['/nowhere/program', 'CONFIG', /ENOENT/],
    ] as const) {
      const service = await open(zone, reload);
      await assert.rejects(
        service.create({ ...challenge, content: 'one', ttl: 60 }),
        (error) => isFailure(error, code) && words.test(error.message) && error.place === '--reload',
      );
    }
  });

  it('leaves the file as it is where it cannot be written', async () => {
    const service = await open();
    const beside = `${filename}.${process.pid}.new`;
    // In the way of what is written beside it: it stays what cannot go, and nothing else.
    for (const block of [() => symlink('/nowhere/zone', beside), () => mkdir(beside)]) {
      await block();
      await assert.rejects(
        service.create({ ...challenge, content: 'one', ttl: 60 }),
        (error) => isFailure(error, 'STORE') && /written \(E/.test(error.message),
      );
      assert.equal(await readFile(filename, 'utf8'), zone);
    }
  });

  it('takes a stop for none of the program', async () => {
    const stop = new AbortController();
    const service = await open(zone, 'sleep 9', 'example.com', stop.signal);
    const created = service.create({ ...challenge, content: 'one', ttl: 60 });
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(created, (error) => !isFailure(error, 'CONFIG'));
  });

  it('takes no other zone, and no file that is none', async () => {
    for (const name of ['ample.com', 'sub.example.com']) {
      const service = await open(zone, '', name);
      await assert.rejects(service.findZone(), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    }
    await assert.rejects((await open('hello world')).findZone(), (error) => isFailure(error, 'CONFIG'));
  });
});
