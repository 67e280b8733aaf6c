import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runCli } from '../lab/index.js';
import { createLexiconStage, type LexiconStage, lexicon } from './lexicon-stage.js';

interface Row {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly ttl: number;
  readonly content: string;
}

describe('lexicon', () => {
  let stage: LexiconStage;
  before(async () => {
    stage = await createLexiconStage(['example.com', 'xn--mller-kva.example']);
  });
  after(() => stage.stop());

  const put = (name: string, content: string, ...more: string[]) =>
    done(['create', 'example.com', 'TXT', '--name', name, '--content', content, ...more]);

  async function done(words: readonly string[]): Promise<void> {
    const result = await stage.run([...words, '--output', 'JSON']);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(result.stdout, 'true\n');
    assert.equal(result.stderr, '');
  }

  async function list(...words: string[]): Promise<Row[]> {
    const result = await stage.run(['list', ...words, '--output=JSON']);
    assert.equal(result.code, 0, result.stderr);
    return JSON.parse(result.stdout) as Row[];
  }

  const contents = async (...words: string[]) => (await list(...words)).map(({ content }) => content).sort();

  it('prints records as lexicon does', async () => {
    await put('printed', 'some text');
    const table = (output: string) => stage.run(['list', 'example.com', 'TXT', '--name=printed', '--output', output]);
    const [withHeader, bare, json, quiet] = await Promise.all(
      ['TABLE', 'TABLE-NO-HEADER', 'JSON', 'QUIET'].map((output) => table(output)),
    );
    const [row] = JSON.parse(json?.stdout ?? '') as [Row];
    assert.deepEqual(Object.keys(row).sort(), ['content', 'id', 'name', 'ttl', 'type']);
    assert.deepEqual(
      { ...row, id: '' },
      { id: '', type: 'TXT', name: 'printed.example.com', ttl: 3600, content: 'some text' },
    );
    const rule = '-'.repeat(row.id.length);
    const line = `${row.id} TXT  printed.example.com some text 3600`;
    assert.equal(
      withHeader?.stdout,
      [
        `${'ID'.padEnd(row.id.length)} TYPE NAME                CONTENT   TTL`,
        `${rule} ---- ------------------- --------- ----`,
        line,
        '',
      ].join('\n'),
    );
    assert.equal(bare?.stdout, `${line.replace('TXT  ', 'TXT ')}\n`);
    assert.equal(quiet?.stdout, '');
    const nothing = await stage.run(['list', 'example.com', 'TXT', '--name=nowhere']);
    assert.equal(nothing.stdout, 'ID TYPE NAME CONTENT TTL\n-- ---- ---- ------- ---\n');
  });

  it('prints what became of a change as lexicon does', async () => {
    const words = ['create', 'example.com', 'TXT', '--name', 'result', '--content', 'x'];
    const [table, bare, quiet] = await Promise.all([
      stage.run(words),
      stage.run([...words, '--output', 'TABLE-NO-HEADER']),
      stage.run([...words, '--output', 'QUIET']),
    ]);
    assert.equal(table.stdout, 'RESULT\n------\nTrue\n');
    assert.equal(bare.stdout, 'True\n');
    assert.equal(quiet.stdout, '');
  });

  it('takes options before, between and after the words, with a blank or an equals sign', async () => {
    const { fake } = stage;
    const server = ['--pdns-server', fake.apiUrl];
    const forms = [
      [
        '--pdns-disable-notify',
        ...server,
        '--name=order',
        'powerdns',
        'create',
        'example.com',
        'TXT',
        '--content',
        'one',
      ],
      [
        'powerdns',
        '--content=two',
        'create',
        '--name',
        'order',
        'example.com',
        '--pdns-disable-notify=1',
        'TXT',
        ...server,
      ],
      [
        '--content',
        'three',
        '--log_level',
        'ERROR',
        'powerdns',
        'create',
        'example.com',
        'TXT',
        '--name',
        'order',
        ...server,
      ],
    ];
    for (const words of forms) {
      const result = await stage.lexicon([...words, `--auth-token=${fake.apiKey}`, '--log-level=ERROR']);
      assert.equal(result.code, 0, result.stderr);
    }
    assert.deepEqual(await contents('example.com', 'TXT', '--name', 'order'), ['one', 'three', 'two']);
  });

  it('takes values that begin with a dash', async () => {
    await put('dash', '-abc');
    await done(['create', 'example.com', 'TXT', '--name=dash', '--content=-def']);
    await done(['create', 'example.com', 'TXT', '--name=dash', '--content', '--output']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name', 'dash'), ['--output', '-abc', '-def']);
    await done(['delete', 'example.com', 'TXT', '--name', 'dash', '--content', '-abc']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name', 'dash'), ['--output', '-def']);
    const wrong = await stage.run(['list', 'example.com', 'TXT', '--auth-token', '-abc']);
    assert.equal(wrong.code, 1, 'a token like this is a token');
    assert.match(wrong.stderr, /refused/);
  });

  it('takes names in three forms, and the domain of any name in the zone', async () => {
    await put('form', 'x');
    await put('form.example.com', 'x');
    await put('form.example.com.', 'x');
    await done(['create', 'www.deep.EXAMPLE.com', 'txt', '--name', 'FORM', '--content', 'x']);
    for (const name of ['form', 'form.example.com', 'Form.Example.Com.']) {
      assert.equal((await list('a.b.example.com', 'TXT', '--name', name)).length, 1, name);
    }
    await done(['create', 'example.com', 'A', '--name', 'example.com', '--content', '192.0.2.1']);
    for (const name of ['@', 'example.com.']) {
      assert.deepEqual(
        (await list('example.com', 'A', '--name', name)).map((row) => row.name),
        ['example.com'],
      );
    }
  });

  it('takes names and domains in other scripts', async () => {
    await done(['create', 'Müller.example', 'TXT', '--name', 'bücher', '--content', 'x']);
    const [row] = await list('müller.example', 'TXT', '--name', 'BÜCHER.müller.example.');
    assert.equal(row?.name, 'xn--bcher-kva.xn--mller-kva.example');
  });

  it('makes no second record of one that exists', async () => {
    await put('twice', 'x');
    await put('twice', 'x');
    assert.deepEqual(await contents('example.com', 'TXT', '--name', 'twice'), ['x']);
  });

  it('filters by name and by content', async () => {
    await put('filter', 'one');
    await put('filter', 'two');
    assert.deepEqual(await contents('example.com', 'TXT', '--name=filter', '--content=two'), ['two']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=filter', '--content=Two'), []);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=filter', '--content="two"'), ['two']);
    assert.deepEqual(await contents('example.com', 'AAAA', '--name=filter'), []);
  });

  it('updates by id, by name and in part', async () => {
    await put('update', 'old', '--ttl', '300');
    const [first] = await list('example.com', 'TXT', '--name=update');
    assert.equal(first?.ttl, 300);
    await done(['update', 'example.com', 'TXT', '--name=update', '--content=by-name']);
    const [second] = await list('example.com', 'TXT', '--name=update');
    assert.equal(second?.content, 'by-name');
    await done(['update', 'example.com', 'TXT', '--identifier', second?.id ?? '', '--content=by-id', '--ttl=120']);
    const [third] = await list('example.com', 'TXT', '--name=update');
    assert.deepEqual([third?.content, third?.ttl], ['by-id', 120]);
    await done(['update', 'example.com', 'TXT', '--identifier', third?.id ?? '', '--name=moved']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=update'), []);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=moved'), ['by-id']);
  });

  it('does not guess which record to update', async () => {
    await put('several', 'one');
    await put('several', 'two');
    const result = await stage.run(['update', 'example.com', 'TXT', '--name=several', '--content=three']);
    assert.equal(result.code, 1);
    assert.match(result.stderr, /there are 2 TXT records called several\.example\.com.*--identifier/);
    const none = await stage.run(['update', 'example.com', 'TXT', '--name=nowhere', '--content=three']);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /there is no TXT record called nowhere\.example\.com/);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=several'), ['one', 'two']);
  });

  it('deletes by id, by content, by name alone, and what is gone already', async () => {
    for (const content of ['one', 'two', 'three', 'four']) await put('delete', content);
    const [first] = await list('example.com', 'TXT', '--name=delete', '--content=one');
    await done(['delete', 'example.com', 'TXT', '--identifier', first?.id ?? '']);
    await done(['delete', 'example.com', 'TXT', '--identifier', first?.id ?? '']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=delete'), ['four', 'three', 'two']);
    await done(['delete', 'example.com', 'TXT', '--name=delete', '--content=two']);
    await done(['delete', 'example.com', 'TXT', '--content=three']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=delete'), ['four']);
    await put('delete', 'five');
    await done(['delete', 'example.com', 'TXT', '--name=delete.example.com.']);
    assert.deepEqual(await contents('example.com', 'TXT', '--name=delete'), []);
    await done(['delete', 'example.com', 'TXT', '--name=delete', '--content=two']);
  });

  it('takes a priority apart from the content', async () => {
    await done(['create', 'example.com', 'MX', '--name=mail', '--content=mx.example.net', '--priority=20']);
    assert.deepEqual(await contents('example.com', 'MX', '--name=mail'), ['20 mx.example.net']);
  });

  it('fails with 1 where the provider does: a zone it lacks, a key it refuses, no answer', async () => {
    const zone = await stage.run(['list', 'example.org', 'TXT']);
    assert.equal(zone.code, 1);
    assert.match(zone.stderr, /the zone example\.org is not in this account of PowerDNS/);
    const key = await stage.run(['list', 'example.com', 'TXT'], { env: { LEXICON_POWERDNS_AUTH_TOKEN: 'wrong-key' } });
    assert.equal(key.code, 1);
    assert.match(key.stderr, /credentials or their rights were refused/);
    assert.doesNotMatch(key.stderr, /\n\s+at /, 'no stack trace');
  });

  it('logs each request to standard error, and only there', async () => {
    const words = ['list', 'example.com', 'TXT', '--output=JSON'];
    for (const level of ['--log_level', '--log-level']) {
      const { code, stdout, stderr } = await stage.run([...words, level, 'DEBUG']);
      assert.equal(code, 0);
      assert.ok(Array.isArray(JSON.parse(stdout)));
      assert.match(stderr, /"event":"http.request"/);
      assert.ok(!stderr.includes(stage.fake.apiKey));
    }
  });

  it('is the same command behind letsencrypt-dns', async () => {
    await put('same', 'x');
    const words = ['powerdns', 'list', 'example.com', 'TXT', '--name=same'];
    const [own, through] = await Promise.all([
      lexicon(words, { env: stage.env }),
      runCli(['lexicon', ...words], { env: stage.env }),
    ]);
    assert.equal(own.code, 0, own.stderr);
    assert.deepEqual([through.code, through.stdout, through.stderr], [own.code, own.stdout, own.stderr]);
  });
});
