import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { parseConfigDocument } from '../../core/store/certbot/configobj.js';
import { formatConfigValue, parseConfigValue } from '../../core/store/certbot/configobj-value.js';
import { markManaged, readRenewalFacts, writeRenewalText } from '../../core/store/certbot/renewal-conf.js';
import { readRenewalKey, recordedKeyType, writeRenewalKey } from '../../core/store/certbot/renewal-key.js';
import { assertLineageName, createLayout, lineageNameProblem, parseArchiveName } from '../../core/store/layout.js';
import { type AccountRow, accountsIn } from '../../core/store/records/account-rows.js';
import { makeKey } from './certificates.js';

describe('values of configobj', () => {
  it('are read and written as it does', () => {
    const table: readonly [text: string, value: string | string[] | undefined, comment?: string][] = [
      ['', ''],
      ['# c', '', '# c'],
      ['a', 'a'],
      ['a b  # c', 'a b', '# c'],
      ['"a, b" # c', 'a, b', '# c'],
      [`'it's'`, `it's`],
      ['a,', ['a']],
      [',', []],
      ['a, "b", c # d', ['a', 'b', 'c'], '# d'],
      ['a ,\tb', ['a', 'b']],
      ['a,,b', ['a', 'b']],
      ['"a', undefined],
      ['a, "b', undefined],
      ['"a" b', undefined],
    ];
    for (const [text, value, comment = ''] of table)
      assert.deepEqual(parseConfigValue(text), value === undefined ? undefined : { value, comment }, text);
    const written: readonly [value: string | string[], text: string][] = [
      ['', '""'],
      ['a b', 'a b'],
      [' a', '" a"'],
      ['a,b', '"a,b"'],
      ['a#b', '"a#b"'],
      ['"a"', `'"a"'`],
      ["'a'", `"'a'"`],
      ['a"b', 'a"b'],
      [`"'`, `""""'"""`],
      ['a\nb', '"""a\nb"""'],
      ['a\n"""b', `'''a\n"""b'''`],
      [[], ','],
      [['a'], 'a,'],
      [[''], '"",'],
      [['a', 'b,c'], 'a, "b,c"'],
    ];
    for (const [value, text] of written) assert.equal(formatConfigValue(value), text);
  });

  it('stand in sections, nested by brackets, and are found and changed there', () => {
    const text = 'a = 1\n[one]\nb = 2\n[[two]]\nc = 3\n[["th ree"]]\n[four] # x\nd = """4\n5""" # y\n';
    const document = parseConfigDocument(text, 'x');
    assert.deepEqual(
      [document.has(['one', 'two']), document.has(['two']), document.has(['one', 'th ree'])],
      [true, false, true],
    );
    assert.deepEqual([document.keys([]), document.keys(['one', 'two']), document.keys(['none'])], [['a'], ['c'], []]);
    document.set(['one'], 'e', 'new');
    document.set(['one', 'two'], 'c', 'x');
    document.set(['four'], 'd', '4\n5');
    document.remove([], 'a');
    document.remove([], 'none');
    assert.equal(
      document.toString(),
      '[one]\nb = 2\ne = new\n[[two]]\nc = x\n[["th ree"]]\n[four] # x\nd = """4\n5""" # y\n',
    );
    for (const bad of ['[a]\n[[[b]]]\n', 'a\n', '[a\n', '= 1\n'])
      assert.throws(
        () => parseConfigDocument(bad, 'x'),
        (error) => isFailure(error, 'LINEAGE'),
        bad,
      );
  });
});

describe('the key of a renewal configuration', () => {
  it('is read in each of certbot’s spellings, and as far as it makes sense', () => {
    const table: readonly [parameters: Record<string, string>, family: string | undefined, size?: number][] = [
      [{}, undefined],
      [{ key_type: 'RSA' }, 'rsa'],
      [{ key_type: 'rsa', rsa_key_size: '4096' }, 'rsa', 4096],
      [{ key_type: 'rsa', rsa_key_size: '2047' }, 'rsa'],
      [{ key_type: 'rsa', rsa_key_size: '2048' }, 'rsa', 2048],
      [{ key_type: 'rsa', rsa_key_size: '8192' }, 'rsa', 8192],
      [{ key_type: 'rsa', rsa_key_size: '8193' }, 'rsa'],
      [{ key_type: 'rsa', rsa_key_size: '3072.5' }, 'rsa'],
      [{ rsa_key_size: '3072' }, 'rsa', 3072],
      [{ rsa_key_size: 'x' }, undefined],
      [{ key_type: 'dsa', rsa_key_size: '3072' }, undefined],
      [{ key_type: 'ecdsa' }, 'ecdsa'],
      ...['secp256r1', 'prime256v1', 'P-256'].map((curve): [Record<string, string>, string, number] => [
        { key_type: 'ECDSA', elliptic_curve: curve },
        'ecdsa',
        256,
      ]),
      ...['SECP384R1', 'p-384'].map((curve): [Record<string, string>, string, number] => [
        { key_type: 'ecdsa', elliptic_curve: curve },
        'ecdsa',
        384,
      ]),
      ...['secp521r1', 'p-521'].map((curve): [Record<string, string>, string, number] => [
        { key_type: 'ecdsa', elliptic_curve: curve },
        'ecdsa',
        521,
      ]),
      [{ key_type: 'ecdsa', elliptic_curve: 'ed25519' }, 'ecdsa'],
    ];
    for (const [parameters, family, size] of table) {
      const read = readRenewalKey((key) => parameters[key]);
      assert.deepEqual(read, family === undefined ? undefined : { family, size }, JSON.stringify(parameters));
    }
  });

  it('is written only where it differs from certbot’s own default', () => {
    const before = '[renewalparams]\nkey_type = x\nrsa_key_size = 1\nelliptic_curve = y\n';
    const table: readonly (readonly [keyType: string, ...lines: string[]])[] = [
      ['rsa2048', 'key_type = rsa'],
      ['rsa4096', 'key_type = rsa', 'rsa_key_size = 4096'],
      ['ecdsa256', 'key_type = ecdsa'],
      ['ecdsa384', 'key_type = ecdsa', 'elliptic_curve = secp384r1'],
      ['ecdsa521', 'key_type = ecdsa', 'elliptic_curve = secp521r1'],
      ['other', 'key_type = x', 'rsa_key_size = 1', 'elliptic_curve = y'],
    ];
    for (const [keyType, ...lines] of table) {
      const document = parseConfigDocument(before, 'x');
      writeRenewalKey(document, keyType);
      assert.equal(document.toString(), `[renewalparams]\n${lines.join('\n')}\n`);
    }
  });

  it('goes on with what is recorded, and with the size of the key that is there', () => {
    const rsa = (size?: number) => ({ family: 'rsa', size }) as const;
    const ecdsa = (size?: number) => ({ family: 'ecdsa', size }) as const;
    const table: readonly [
      Parameters<typeof recordedKeyType>[0],
      Parameters<typeof recordedKeyType>[1],
      string | undefined,
    ][] = [
      [undefined, undefined, undefined],
      [undefined, 'other', undefined],
      [undefined, 'rsa3072', 'rsa3072'],
      [undefined, 'ecdsa384', 'ecdsa384'],
      [rsa(4096), 'rsa2048', 'rsa4096'],
      [rsa(), 'rsa3072', 'rsa3072'],
      [rsa(), 'ecdsa384', 'rsa2048'],
      [rsa(), undefined, 'rsa2048'],
      [rsa(), 'rsa1024', 'rsa2048'],
      [rsa(), 'rsa16384', 'rsa8192'],
      [ecdsa(), 'ecdsa521', 'ecdsa521'],
      [ecdsa(384), 'ecdsa256', 'ecdsa384'],
      [ecdsa(), 'rsa2048', 'ecdsa256'],
      [ecdsa(), 'other', 'ecdsa256'],
    ];
    for (const [recorded, present, expected] of table) assert.equal(recordedKeyType(recorded, present), expected);
  });
});

describe('a renewal configuration', () => {
  const facts = (parameters: string, top = '', own = '') =>
    readRenewalFacts(`${top}\n[renewalparams]\n${parameters}\n${own}`, 'x');

  it('says what there is to know, whoever wrote it', () => {
    const none = facts('');
    assert.deepEqual(none, {
      server: undefined,
      account: undefined,
      authenticator: undefined,
      preferredChain: undefined,
      reuseKey: false,
      key: undefined,
      profile: undefined,
      isProfileRequired: false,
      managed: undefined,
      paths: {},
    });
    const v1 = 'https://acme-v01.api.letsencrypt.org/directory';
    const staging = 'https://acme-staging.api.letsencrypt.org/directory';
    assert.equal(facts(`server = ${v1}`).server, 'https://acme-v02.api.letsencrypt.org/directory');
    assert.equal(facts(`server = ${staging}`).server, 'https://acme-staging-v02.api.letsencrypt.org/directory');
    assert.equal(facts('server = https://a.example').server, 'https://a.example');
    assert.equal(facts('server = None\naccount = None').account, undefined);
    assert.equal(facts('authenticator = dns, manual').authenticator, 'dns');
    assert.deepEqual([facts('reuse_key = TRUE').reuseKey, facts('reuse_key = yes').reuseKey], [true, false]);
    assert.equal(facts('preferred_chain = ISRG Root X1').preferredChain, 'ISRG Root X1');
    assert.deepEqual(facts('', 'cert = /a/cert.pem\nprivkey = ').paths, { cert: '/a/cert.pem' });
    for (const [managed, expected] of [
      ['created', 'created'],
      ['adopted', 'adopted'],
      ['other', undefined],
    ] as const)
      assert.equal(facts('', '', `[letsencrypt-dns]\nmanaged = ${managed}`).managed, expected);
    const profiles: readonly [parameters: string, own: string, profile: string | undefined, required: boolean][] = [
      ['required_profile = a\npreferred_profile = b', 'c', 'a', true],
      ['preferred_profile = b', 'c', 'b', false],
      ['', 'c', 'c', true],
      ['required_profile = a', '', 'a', true],
    ];
    for (const [parameters, own, profile, required] of profiles) {
      const found = facts(parameters, '', own === '' ? '' : `[letsencrypt-dns]\nprofile = ${own}`);
      assert.deepEqual([found.profile, found.isProfileRequired], [profile, required]);
    }
  });

  it('is written anew, or with all that is not ours kept', () => {
    const paths = {
      cert: '/l/cert.pem',
      privkey: '/l/privkey.pem',
      chain: '/l/chain.pem',
      fullchain: '/l/fullchain.pem',
    };
    const write = (existing: string | undefined, more: object = {}, managed: 'created' | 'adopted' = 'created') =>
      writeRenewalText({
        existing,
        place: 'x',
        archiveDirectory: '/a',
        paths,
        parameters: { server: 'https://a.example', account: 'abc', keyType: 'ecdsa256', ...more },
        managed,
      });
    const files =
      'archive_dir = /a\ncert = /l/cert.pem\nprivkey = /l/privkey.pem\nchain = /l/chain.pem\nfullchain = /l/fullchain.pem\n';
    assert.equal(
      write(undefined),
      `# Kept by letsencrypt-dns, which renews this certificate. certbot can list it.\nversion = 2.0.0\n${files}
[renewalparams]
account = abc
server = https://a.example
authenticator = manual
pref_challs = dns-01,
autorenew = False
key_type = ecdsa

[letsencrypt-dns]
managed = created
`,
    );
    const existing = `version = 1.0\n${files}[renewalparams]\nauthenticator = dns-x\naccount = old\nserver = s\nreuse_key = True\npreferred_chain = c\nrequired_profile = p\n[letsencrypt-dns]\nprofile = q\n`;
    assert.equal(
      write(existing, {}, 'adopted'),
      `version = 1.0\n${files}[renewalparams]\nauthenticator = dns-x\naccount = abc\nserver = https://a.example\nkey_type = ecdsa\n[letsencrypt-dns]\nmanaged = adopted\n`,
    );
    const all = { reuseKey: true, preferredChain: 'Root', profile: 'short', isProfileRequired: true };
    assert.match(write(undefined, all), /reuse_key = True\npreferred_chain = Root\nrequired_profile = short\n/);
    const preferred = write(undefined, { profile: 'short' });
    assert.match(preferred, /preferred_profile = short/);
    assert.doesNotMatch(preferred, /required_profile|reuse_key|preferred_chain/);
    assert.equal(markManaged('a = 1\n', 'x', 'adopted'), 'a = 1\n\n[letsencrypt-dns]\nmanaged = adopted\n');
  });
});

describe('names and places', () => {
  it('of lineages fit a directory, and lead nowhere else', () => {
    const bad = [
      '',
      '.a',
      '-a',
      'a/b',
      'a\\b',
      'a\nb',
      'a\u007f',
      'x'.repeat(251),
      'ü'.repeat(126),
      'accounts',
      'archive',
      'cli.ini',
      'csr',
      'domains.conf',
      'keys',
      'letsencrypt-dns',
      'live',
      'README',
      'renewal',
      'renewal-hooks',
    ];
    for (const name of bad) {
      assert.notEqual(lineageNameProblem(name), undefined, name);
      assert.throws(
        () => assertLineageName(name),
        (error) => isFailure(error, 'STORE'),
        name,
      );
    }
    for (const name of ['a', 'a.example', 'a b', 'Live', 'x'.repeat(250), 'a-', '~'])
      assert.equal(lineageNameProblem(name), undefined, name);
  });

  it('of archive files tell kind and version', () => {
    const table: readonly [name: string, kind: string | undefined, version?: number][] = [
      ['cert1.pem', 'cert', 1],
      ['privkey10.pem', 'privkey', 10],
      ['chain999999999.pem', 'chain', 999_999_999],
      ['fullchain2.pfx', 'fullchain', 2],
      ['cert0.pem', undefined],
      ['cert01.pem', undefined],
      ['cert1234567890.pem', undefined],
      ['cert.pem', undefined],
      ['acert1.pem', undefined],
      ['cert1.pem.bak', undefined],
    ];
    for (const [name, kind, version] of table)
      assert.deepEqual(parseArchiveName(name), kind === undefined ? undefined : { kind, version }, name);
  });

  it('of a configuration directory are certbot’s', () => {
    const layout = createLayout('/c/../conf/');
    assert.equal(layout.root, '/conf');
    assert.deepEqual(layout.livePaths('a'), {
      cert: '/conf/live/a/cert.pem',
      privkey: '/conf/live/a/privkey.pem',
      chain: '/conf/live/a/chain.pem',
      fullchain: '/conf/live/a/fullchain.pem',
    });
    assert.equal(layout.archivePaths('a', 3).chain, '/conf/archive/a/chain3.pem');
    assert.equal(layout.linkTarget('a', 'cert', 3), '../../archive/a/cert3.pem');
    // An older version on the same volume has to see the same locks.
    assert.deepEqual(
      (['directory', 'doors', 'leader', 'zone a.example', 'place a.example'] as const).map((resource) =>
        layout.leaseOf(resource).replace('/conf/letsencrypt-dns/', ''),
      ),
      ['lock', 'doors-lock', 'leader', 'zones/a.example', 'places/a.example'],
    );
    assert.deepEqual(
      [layout.renewalConf('a'), layout.livePfx('a'), layout.seedPfx('a'), layout.accounts, layout.journal],
      [
        '/conf/renewal/a.conf',
        '/conf/live/a/cert.pfx',
        '/conf/a/cert.pks',
        '/conf/accounts',
        '/conf/letsencrypt-dns/journal.jsonl',
      ],
    );
  });
});

describe('accounts of a store that keeps rows', () => {
  const v1 = 'https://acme-v01.api.letsencrypt.org/directory';
  const v2 = 'https://acme-v02.api.letsencrypt.org/directory';

  function open(first: readonly AccountRow[] = []) {
    const rows = new Map(first.map((row) => [`${row.serverPath} ${row.id}`, row]));
    const accounts = accountsIn({
      list: async (serverPath) =>
        [...rows.values()].filter((row) => serverPath === undefined || row.serverPath === serverPath),
      async update(serverPath, id, change) {
        const row = change(rows.get(`${serverPath} ${id}`));
        rows.set(`${serverPath} ${id}`, row);
        return row;
      },
    });
    return { accounts, rows };
  }

  it('come newest first, those of one moment by their id, and a retired server’s where there are none', async () => {
    const row = (
      id: string,
      createdAt: number | undefined,
      server = 'acme-v02.api.letsencrypt.org/directory',
    ): AccountRow =>
      ({
        id,
        serverPath: server,
        privateKey: 'k',
        accountUrl: `u${id}`,
        contact: undefined,
        createdAt: createdAt === undefined ? undefined : new Date(createdAt),
        createdOn: 'h',
      }) as AccountRow;
    const { accounts } = open([row('b', 1), row('a', 1), row('c', 5), row('d', undefined)]);
    assert.deepEqual(
      (await accounts.find(v2)).map(({ id }) => id),
      ['c', 'a', 'b', 'd'],
    );
    assert.equal((await accounts.read(v2, 'b'))?.directory, 'acme-v02.api.letsencrypt.org/directory/b');
    assert.equal(await accounts.read(v2, 'x'), undefined);
    const old = open([row('a', 1, 'acme-v01.api.letsencrypt.org/directory')]).accounts;
    assert.deepEqual(
      (await old.find(v2)).map(({ id, accountUrl }) => [id, accountUrl]),
      [['a', undefined]],
    );
    assert.deepEqual(
      (await old.find(v1)).map(({ accountUrl }) => accountUrl),
      ['ua'],
    );
    assert.equal((await old.list()).length, 1);
  });

  it('keep what is known of them, and what one was told only while it is the same one', async () => {
    const { accounts } = open();
    const privateKey = makeKey('ecdsa256');
    const save = (more: object) =>
      accounts.save({ server: v2, privateKey, ...more } as Parameters<typeof accounts.save>[0]);
    const first = await save({});
    assert.deepEqual([first.accountUrl, first.contact], [undefined, undefined]);
    assert.equal((first.createdAt?.getTime() ?? 1) % 1000, 0);
    const steps: readonly [more: object, url: string | undefined, contact: string | undefined][] = [
      [{ accountUrl: 'u1', contact: 'a@x.org' }, 'u1', 'a@x.org'],
      [{ accountUrl: 'u1' }, 'u1', 'a@x.org'],
      [{}, 'u1', 'a@x.org'],
      [{ accountUrl: 'u2' }, 'u2', undefined],
      [{ contact: 'b@x.org' }, 'u2', undefined],
      [{ accountUrl: 'u2', contact: 'b@x.org' }, 'u2', 'b@x.org'],
    ];
    for (const [more, url, contact] of steps) {
      const saved = await save(more);
      assert.deepEqual(
        [saved.id, saved.accountUrl, saved.contact, saved.createdAt],
        [first.id, url, contact, first.createdAt],
        JSON.stringify(more),
      );
    }
    await accounts.forgetUrl(v2, 'nobody');
    await accounts.forgetUrl(v2, first.id);
    const forgotten = await accounts.read(v2, first.id);
    assert.deepEqual(
      [forgotten?.accountUrl, forgotten?.contact, forgotten?.privateKey],
      [undefined, undefined, first.privateKey],
    );
  });
});
