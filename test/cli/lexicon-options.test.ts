import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliResult, createTempDir, type TempDir } from '../lab/index.js';
import { createLexiconStage, type LexiconStage } from './lexicon-stage.js';

const wrong = 'a-wrong-key';

describe('options of lexicon', () => {
  let stage: LexiconStage;
  let directory: TempDir;
  let files = 0;

  before(async () => {
    stage = await createLexiconStage(['example.com', 'sub.example.com', 'test.duckdns.org']);
    directory = await createTempDir('lexicon');
  });
  after(async () => {
    await stage.stop();
    await directory.remove();
  });

  /** Lists a zone with nothing but what is given. */
  function list(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
    return stage.lexicon(['powerdns', 'list', 'example.com', 'TXT', ...words], { env });
  }

  async function file(name: string, text: string, folder = directory.path): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  async function secretFile(text: string): Promise<string> {
    files += 1;
    return file(`secret-${files}`, `${text}\n`);
  }

  function assertWorks({ code, stderr }: CliResult): void {
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
  }

  function assertRefused({ code, stderr }: CliResult): void {
    assert.equal(code, 1, stderr);
    assert.match(stderr, /refused/);
    assert.match(stderr, /see docs\/providers\/powerdns\.md/);
  }

  it('come from variables with and without AUTH, and from files that they name', async () => {
    const server = { LEXICON_POWERDNS_PDNS_SERVER: stage.fake.apiUrl };
    const { apiKey } = stage.fake;
    assertWorks(await list([], { ...server, LEXICON_POWERDNS_AUTH_TOKEN: apiKey }));
    assertWorks(await list([], { ...server, LEXICON_POWERDNS_TOKEN: apiKey }));
    assertWorks(await list([], { ...server, LEXICON_POWERDNS_AUTH_TOKEN_FILE: await secretFile(apiKey) }));
    assertWorks(await list([], { ...server, LEXICON_POWERDNS_TOKEN_FILE: await secretFile(apiKey) }));
  });

  it('come from LEXICON_PROVIDER_OPTIONS, split as a shell does', async () => {
    const options = `--pdns-server "${stage.fake.apiUrl}" --auth-token='${stage.fake.apiKey}'`;
    assertWorks(await list([], { LEXICON_PROVIDER_OPTIONS: options }));
    assertWorks(await list([], { LEXICON_PROVIDER: 'powerdns', LEXICON_PROVIDER_OPTIONS: options }));
    const foreign = await list([], { LEXICON_PROVIDER: 'ovh', LEXICON_PROVIDER_OPTIONS: options });
    assert.equal(foreign.code, 2, 'they are for the provider that LEXICON_PROVIDER names');
    const misspelt = await list([], { ...stage.env, LEXICON_PROVIDER_OPTIONS: '--auth-tokn=s3cr3tvalue' });
    assert.equal(misspelt.code, 2);
    assert.match(misspelt.stderr, /no option --auth-tokn.*`auth-token`/);
    assert.doesNotMatch(misspelt.stderr, /s3cr3tvalue/);
  });

  it('win in this order: command line, LEXICON_PROVIDER_OPTIONS, variables, lexicon_<provider>.yml, lexicon.yml', async () => {
    const { apiUrl, apiKey } = stage.fake;
    const folder = await createTempDir('order');
    try {
      const all = `pdns_server: ${apiUrl}\n`;
      const config = ['--config-dir', folder.path];
      await file('lexicon.yml', `powerdns:\n  ${all}  auth_token: ${apiKey}\n`, folder.path);
      assertWorks(await list(config));
      await file('lexicon_powerdns.yml', `auth_token: ${wrong}\n`, folder.path);
      assertRefused(await list(config));
      assertWorks(await list(config, { LEXICON_POWERDNS_AUTH_TOKEN: apiKey }));
      const variable = { LEXICON_POWERDNS_AUTH_TOKEN: wrong };
      assertRefused(await list(config, variable));
      const words = { ...variable, LEXICON_PROVIDER_OPTIONS: `--auth-token=${apiKey}` };
      assertWorks(await list(config, words));
      assertRefused(await list([...config, `--auth-token=${wrong}`], words));
      assertWorks(await list([...config, `--auth-token=${apiKey}`], { ...variable, LEXICON_PROVIDER_OPTIONS: '' }));
    } finally {
      await folder.remove();
    }
  });

  it('that stand in a file and are known to nobody are ignored, as lexicon does, with a warning', async () => {
    const folder = await createTempDir('unknown');
    try {
      const text = `auth_tokn: ${wrong}\npowerdns:\n  auth_token: ${stage.fake.apiKey}\n  pdns_sever: x\n`;
      await file('lexicon.yml', `${text}  pdns_server: ${stage.fake.apiUrl}\n`, folder.path);
      const { code, stderr } = await list(['--config-dir', folder.path]);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^lexicon\.yml:1:1: warning: .*`auth_tokn`.*`auth_token`/m);
      assert.match(stderr, /^lexicon\.yml:4:3: warning: .*`pdns_sever`.*`pdns_server`/m);
      assert.ok(!stderr.includes(wrong));
    } finally {
      await folder.remove();
    }
  });

  it('are read from the current directory, and from the directories that variables name', async () => {
    const folder = await createTempDir('config-dir');
    try {
      const text = `auth_token: ${stage.fake.apiKey}\npdns_server: ${stage.fake.apiUrl}\n`;
      await file('lexicon_powerdns.yml', text, folder.path);
      const words = ['powerdns', 'list', 'example.com', 'TXT'];
      assertWorks(await stage.lexicon(words, { cwd: folder.path }));
      assertWorks(await list([], { LETSENCRYPT_CONFIG_DIR: folder.path }));
      assertWorks(await list([], { LEXICON_OPTIONS: `--config-dir=${folder.path}` }));
      assertWorks(await list([], { LEXICON_CONFIG_DIR: folder.path }));
      assert.equal((await list([])).code, 2);
    } finally {
      await folder.remove();
    }
  });

  it('given twice and differently are a mistake', async () => {
    const both = await list([], { ...stage.env, LEXICON_POWERDNS_AUTH_TOKEN_FILE: await secretFile(wrong) });
    assert.equal(both.code, 2);
    assert.match(both.stderr, /LEXICON_POWERDNS_AUTH_TOKEN and LEXICON_POWERDNS_AUTH_TOKEN_FILE are both set/);
    const two = await list([], { ...stage.env, LEXICON_POWERDNS_TOKEN: wrong });
    assert.equal(two.code, 2);
    assert.match(
      two.stderr,
      /LEXICON_POWERDNS_AUTH_TOKEN and LEXICON_POWERDNS_TOKEN give the same option different values/,
    );
    assert.ok(!two.stderr.includes(wrong));
  });

  it('that no provider has are told of, with the nearest name', async () => {
    const { code, stderr } = await list([], { ...stage.env, LEXICON_POWERDNS_PDNS_SERVERID: 'x' });
    assert.equal(code, 0, 'a warning stops nothing');
    assert.match(stderr, /^LEXICON_POWERDNS_PDNS_SERVERID: warning: .*LEXICON_POWERDNS_PDNS_SERVER_ID/);
  });

  it('of lexicon itself come from LEXICON_OPTIONS and variables, too', async () => {
    const create = ['powerdns', 'create', 'example.com', 'TXT', '--name=a', '--content=x'];
    const options = '--delegated=sub --output JSON --ttl 120';
    const result = await stage.lexicon(create, { env: { ...stage.env, LEXICON_OPTIONS: options } });
    assert.equal(result.stdout, 'true\n', result.stderr);
    assert.equal(stage.fake.zones.get('sub.example.com')?.get('a.sub.example.com. TXT')?.ttl, 120);
    await stage.lexicon(create, {
      env: { ...stage.env, LEXICON_DELEGATED: 'sub', LEXICON_TTL: '240', LEXICON_OUTPUT: 'QUIET' },
    });
    const again = await stage.lexicon([...create, '--name=b', '--ttl=300'], {
      env: { ...stage.env, LEXICON_DELEGATED: 'sub', LEXICON_TTL: '240' },
    });
    assert.equal(again.code, 0, again.stderr);
    assert.equal(stage.fake.zones.get('sub.example.com')?.get('b.sub.example.com. TXT')?.ttl, 300);
    const noTtl = await list([], { ...stage.env, LEXICON_TTL: 'long' });
    assert.equal(noTtl.code, 2);
    assert.match(noTtl.stderr, /`long` is no TTL/);
  });

  it('choose the zone: --delegated in each of its forms, private suffixes', async () => {
    const inZone = async (words: readonly string[], zone: string) => {
      stage.fake.zones.get(zone)?.clear();
      const result = await stage.run(['create', ...words, 'TXT', '--name=z', '--content=x']);
      assert.equal(result.code, 0, result.stderr);
      assert.ok(stage.fake.zones.get(zone)?.has(`z.${zone}. TXT`), words.join(' '));
    };
    await inZone(['example.com', '--delegated', 'sub'], 'sub.example.com');
    await inZone(['www.sub.example.com', '--delegated=sub.example.com.'], 'sub.example.com');
    await inZone(['sub.example.com', '--delegated=example.com'], 'example.com');
    await inZone(['sub.example.com'], 'example.com');
    await inZone(['www.test.duckdns.org'], 'test.duckdns.org');
  });

  it('--resolve-zone-name finds the zone in the DNS', async () => {
    const words = ['create', 'host.sub.example.com', 'TXT', '--name=resolved', '--content=x', '--resolve-zone-name'];
    const result = await stage.run(words, { env: { DNS_RESOLVERS: stage.fake.dnsAddress } });
    assert.equal(result.code, 0, result.stderr);
    assert.ok(stage.fake.zones.get('sub.example.com')?.has('resolved.sub.example.com. TXT'));
  });

  it('of a service that has closed: a warning, and on it goes', async () => {
    const { code, stderr } = await stage.lexicon(['cloudxns', 'list', 'example.com', 'TXT'], {
      env: {
        LEXICON_CLOUDXNS_AUTH_USERNAME: 'user',
        LEXICON_CLOUDXNS_AUTH_TOKEN: 'a-token',
        LEXICON_CLOUDXNS_API_ENDPOINT: `${stage.fake.apiUrl}/nothing`,
      },
    });
    assert.equal(code, 1);
    assert.match(stderr, /^warning: CloudXNS closed its DNS service/);
    assert.match(stderr, /\nerror: /);
  });
});

describe('lexicon auto', () => {
  let stage: LexiconStage;
  before(async () => {
    stage = await createLexiconStage();
  });
  after(() => stage.stop());

  it('takes the provider that --mapping-override names, with options behind its name', async () => {
    const { fake } = stage;
    const result = await stage.lexicon([
      ...['auto', 'list', 'www.example.com', 'TXT', '--output=JSON', '--powerdns-pdns-disable-notify'],
      ...[
        '--powerdns-pdns-server',
        fake.apiUrl,
        `--powerdns-auth-token=${fake.apiKey}`,
        '--ovh-auth-entrypoint=ovh-eu',
      ],
      '--mapping-override=example.org:ovh,example.com:powerdns',
    ]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(JSON.parse(result.stdout), []);
  });

  it('takes the mapping from a variable, and the options from those of the provider', async () => {
    const env = { ...stage.env, LEXICON_AUTO_MAPPING_OVERRIDE: 'example.com:powerdns' };
    const result = await stage.lexicon(['auto', 'list', 'example.com', 'TXT', '--output=JSON'], { env });
    assert.equal(result.code, 0, result.stderr);
  });

  it('takes options of the provider from LEXICON_PROVIDER_OPTIONS, as the daemon does', async () => {
    const { fake } = stage;
    const words = ['auto', 'list', 'example.com', 'TXT', '--output=JSON'];
    const given = `--mapping-override=example.com:powerdns --powerdns-pdns-server=${fake.apiUrl} --ovh-auth-entrypoint=ovh-eu`;
    const env = { LEXICON_PROVIDER: 'auto', LEXICON_PROVIDER_OPTIONS: `${given} --powerdns-auth-token=${fake.apiKey}` };
    const result = await stage.lexicon(words, { env });
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(JSON.parse(result.stdout), []);
    const typed = await stage.lexicon([...words, `--powerdns-auth-token=${wrong}`], { env });
    assert.equal(typed.code, 1, 'what is typed wins');
    assert.match(typed.stderr, /refused/);
  });

  it('says which name servers nobody has', async () => {
    const env = { DNS_RESOLVERS: stage.fake.dnsAddress };
    const result = await stage.lexicon(['auto', 'list', 'example.com', 'TXT'], { env });
    assert.equal(result.code, 1);
    assert.match(result.stderr, /example\.com.*--mapping-override=example\.com:PROVIDER/);
    const unknown = await stage.lexicon(['auto', 'list', 'example.com', 'TXT', '--mapping-override=example.com:ovhh'], {
      env,
    });
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no provider called ovhh.*`ovh`/);
  });
});
