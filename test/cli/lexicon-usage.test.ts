import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { runCli } from '../lab/index.js';
import { hostedLexicon, lexicon } from './lexicon-stage.js';

/** Words after `lexicon` → what standard error must say. All of them are mistakes of whoever typed them: exit 2. */
const mistakes: Readonly<Record<string, readonly [words: readonly string[], message: RegExp]>> = {
  'no provider': [[], /^error: no provider given\. See lexicon --help/],
  'an unknown provider': [['cloudlfare', 'list', 'example.com', 'TXT'], /no provider called cloudlfare.*`cloudflare`/],
  'an unknown provider, with options before it': [
    ['--delegated', 'sub', '--resolve-zone-name', 'gandii', 'list', 'example.com', 'TXT'],
    /no provider called gandii.*`gandi`/,
  ],
  'an unknown provider and --help': [['cloudfare', '--help'], /no provider called cloudfare.*`cloudflare`/],
  '--help and an unknown provider': [['--help', 'cloudfare'], /no provider called cloudfare.*`cloudflare`/],
  'an unknown option': [
    ['ovh', 'list', 'example.com', 'TXT', '--auth-entrypont=ovh-eu'],
    /^error: the provider `ovh` has no option --auth-entrypont\. Did you mean `--auth-entrypoint`\?\n$/,
  ],
  'an unknown option of lexicon': [['ovh', '--idntifier', 'x'], /no option --idntifier\. Did you mean `--identifier`/],
  'an unknown option and no provider': [['--verson'], /no option --verson\. Did you mean `--version`/],
  'options that are missing': [
    ['ovh', 'list', 'example.com', 'TXT', '--auth-entrypoint=ovh-eu'],
    /lacks --auth-application-key and --auth-application-secret and --auth-consumer-key.*Set LEXICON_OVH_AUTH_APPLICATION_KEY and LEXICON_OVH_AUTH_APPLICATION_SECRET and LEXICON_OVH_AUTH_CONSUMER_KEY/,
  ],
  'a wrong action': [
    ['ovh', 'lst', 'example.com', 'TXT'],
    /`lst` is no action\. Did you mean `list`\? Take one of create/,
  ],
  'a wrong type': [
    ['ovh', 'list', 'example.com', 'TX'],
    /`TX` is no record type\. Did you mean `MX` or `TXT`\? Take one/,
  ],
  'words left out': [['ovh', 'list', 'example.com'], /missing required argument 'type'/],
  'words too many': [['ovh', 'list', 'example.com', 'TXT', 'x'], /too many arguments/],
  'an option without its value': [['ovh', 'list', 'example.com', 'TXT', '--name'], /--name .*argument missing/],
  'a TTL that is none': [['ovh', 'list', 'example.com', 'TXT', '--ttl', '1h'], /'1h' is invalid/],
  'an output that is none': [
    ['ovh', 'list', 'example.com', 'TXT', '--output=YAML'],
    /TABLE, TABLE-NO-HEADER, JSON, QUIET/,
  ],
  'a domain that is none': [
    ['powerdns', 'list', 'https://example.com', 'TXT', '--auth-token=abcd', '--pdns-server=http://localhost'],
    /`https:\/\/example\.com` is no domain name/,
  ],
  'create without content': [
    [
      'ddns',
      'create',
      'example.com',
      'TXT',
      '--name',
      'a',
      '--ddns-server=127.0.0.1',
      '--auth-token=hmac-sha256:k:YWJj',
    ],
    /create needs --name and --content/,
  ],
  'delete of everything': [
    ['ddns', 'delete', 'example.com', 'TXT', '--ddns-server=127.0.0.1', '--auth-token=hmac-sha256:k:YWJj'],
    /delete needs --identifier, --name or --content/,
  ],
};

describe('lexicon, typed wrongly', () => {
  for (const [what, [words, message]] of Object.entries(mistakes)) {
    it(`says what is wrong about ${what}`, async () => {
      const result = await hostedLexicon(words);
      assert.equal(result.code, 2, result.stderr);
      assert.match(result.stderr, message);
      assert.equal(result.stdout, '');
    });
  }

  it('never repeats the value of an option that it does not know', async () => {
    for (const words of [['--auth-tokn=s3cr3tvalue'], ['-s3cr3tvalue']]) {
      const { code, stdout, stderr } = await hostedLexicon(['cloudflare', 'list', 'example.com', 'TXT', ...words]);
      assert.equal(code, 2);
      assert.doesNotMatch(stdout + stderr, /s3cr3tvalue/);
    }
  });
});

describe('lexicon --help', () => {
  it('lists every provider and every alias', async () => {
    const { code, stdout, stderr } = await hostedLexicon(['--help']);
    assert.equal(code, 0, stderr);
    for (const { manifest } of builtInRegistry().providers) {
      assert.match(stdout, new RegExp(`^ {2}${manifest.id} +\\S`, 'm'));
      for (const alias of manifest.aliases ?? []) assert.ok(stdout.includes(alias), alias);
    }
    assert.match(stdout, /^ {2}auto +\S/m);
  });

  for (const words of [
    ['ovh', '--help'],
    ['--help', 'ovh'],
    ['-h', 'ovh', 'list'],
    ['ovh', 'list', 'example.com', 'TXT', '--help'],
  ]) {
    it(`shows each option of a provider with its variable: lexicon ${words.join(' ')}`, async () => {
      const { code, stdout, stderr } = await hostedLexicon(words);
      assert.equal(code, 0, stderr);
      const flat = stdout.replace(/\s+/g, ' ');
      for (const option of ['entrypoint', 'application-key', 'application-secret', 'consumer-key']) {
        const variable = `LEXICON_OVH_AUTH_${option.toUpperCase().replace('-', '_')}`;
        assert.match(flat, new RegExp(`--auth-${option} <value> [^<]*env: ${variable}\\)`));
      }
      assert.match(stdout, /--delegated/);
    });
  }

  it('is the same behind letsencrypt-dns, and for an alias', async () => {
    const [own, through, alias] = await Promise.all([
      lexicon(['gransy', '--help']),
      runCli(['lexicon', 'gransy', '--help']),
      lexicon(['subreg', '--help']),
    ]);
    assert.equal(own.code, 0);
    assert.equal(through.stdout, own.stdout);
    assert.equal(alias.stdout, own.stdout);
  });

  it('knows the switches of providers that stand before the provider', async () => {
    const { code, stdout } = await hostedLexicon(['--auth-sandbox', 'namecheap', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /Namecheap/);
  });

  it('tells the version', async () => {
    const { code, stdout } = await hostedLexicon(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^lexicon \d+\.\d+\.\d+\n$/);
  });
});
