import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { serverPathOf } from '../../core/store/certbot/accounts.js';
import { missing } from '../lab/binaries.js';
import { newRsaKey } from '../lab/new-key.js';
import { makeKey } from './certificates.js';
import { certbotPython, listeningLogger, makeConfigDir, modeOf, openStore } from './volume.js';

const server = 'https://localhost:14000/dir';
const accountUrl = 'https://localhost:14000/my-account/1';

function account(key = makeKey('ecdsa256'), url?: string) {
  return { server, privateKey: key, ...(url === undefined ? {} : { accountUrl: url }) };
}

describe('accounts', () => {
  it('are saved with their key first, then with their URL, in the modes of the contract', async (context) => {
    const configDir = makeConfigDir(context);
    const { accounts } = openStore(configDir);
    const key = makeKey('rsa2048');
    const draft = await accounts.save(account(key));
    assert.equal(draft.accountUrl, undefined);
    const directory = join(configDir, 'accounts/localhost:14000/dir', draft.id);
    assert.deepEqual(readdirSync(directory).sort(), ['meta.json', 'private_key.json']);
    const saved = await accounts.save(account(key, accountUrl));
    assert.deepEqual({ ...saved, accountUrl: undefined }, draft);
    assert.equal(saved.accountUrl, accountUrl);
    for (const name of ['meta.json', 'private_key.json', 'regr.json'])
      assert.equal(modeOf(join(directory, name)), 0o600);
    for (const path of ['accounts', 'accounts/localhost:14000', 'accounts/localhost:14000/dir', directory]) {
      assert.equal(modeOf(path === directory ? path : join(configDir, path)), 0o700, path);
    }
    assert.deepEqual(JSON.parse(readFileSync(join(directory, 'regr.json'), 'utf8')), { body: {}, uri: accountUrl });
    assert.equal(JSON.parse(readFileSync(join(directory, 'private_key.json'), 'utf8')).kty, 'RSA');
    assert.deepEqual(await accounts.find(server), [saved]);
    assert.deepEqual(await accounts.list(), [saved]);
    assert.deepEqual(await accounts.read(server, saved.id), saved);
    assert.deepEqual(await accounts.find('https://other.example/dir'), []);
    await accounts.forgetUrl(server, saved.id);
    assert.deepEqual(await accounts.find(server), [draft]);
  });

  it('are named like the directories of certbot', () => {
    assert.equal(
      serverPathOf('https://acme-v02.api.letsencrypt.org/directory'),
      'acme-v02.api.letsencrypt.org/directory',
    );
    assert.equal(serverPathOf('https://CA.example:443/acme/a/'), 'CA.example:443/acme/a');
    for (const bad of ['', 'ftp://a/b', 'https://a/../../etc', 'https:///x', 'nothing']) {
      assert.throws(
        () => serverPathOf(bad),
        (error) => isFailure(error, 'CONFIG'),
        bad,
      );
    }
  });

  it('that cannot be used are left out with a warning', async (context) => {
    const configDir = makeConfigDir(context);
    const log = listeningLogger();
    const { accounts } = openStore(configDir, log);
    const good = await accounts.save(account());
    for (const [id, text] of Object.entries({ a: '', b: '{', c: '{"kty":"RSA"}', d: '[]' })) {
      const directory = join(configDir, 'accounts/localhost:14000/dir', id);
      mkdirSync(directory);
      writeFileSync(join(directory, 'private_key.json'), text);
    }
    mkdirSync(join(configDir, 'accounts/localhost:14000/dir/empty'));
    assert.deepEqual(
      (await accounts.find(server)).map(({ id }) => id),
      [good.id],
    );
    assert.equal(log.warnings.length, 4);
  });

  it("of Let's Encrypt's first servers serve the second ones, without their old URL", async (context) => {
    const configDir = makeConfigDir(context);
    const { accounts } = openStore(configDir);
    const first = 'https://acme-v01.api.letsencrypt.org/directory';
    const second = 'https://acme-v02.api.letsencrypt.org/directory';
    const old = await accounts.save({
      server: first,
      privateKey: makeKey('rsa2048'),
      accountUrl: 'https://acme-v01.api.letsencrypt.org/acme/reg/7',
    });
    assert.equal(old.accountUrl, undefined);
    assert.deepEqual(
      (await accounts.find(second)).map(({ id }) => id),
      [old.id],
    );
    // certbot links the new server's directory to the old one.
    mkdirSync(join(configDir, 'accounts/acme-v02.api.letsencrypt.org'));
    symlinkSync(
      '../acme-v01.api.letsencrypt.org/directory',
      join(configDir, 'accounts/acme-v02.api.letsencrypt.org/directory'),
    );
    assert.deepEqual(
      (await accounts.find(second)).map(({ id, accountUrl: url }) => [id, url]),
      [[old.id, undefined]],
    );
    assert.equal((await accounts.list()).length, 1);
  });

  it('come newest first', async (context) => {
    const configDir = makeConfigDir(context);
    const { accounts } = openStore(configDir);
    const [one, two] = [await accounts.save(account()), await accounts.save(account())];
    const meta = join(one.directory, 'meta.json');
    writeFileSync(meta, JSON.stringify({ creation_dt: '2016-01-01T00:00:00Z', creation_host: 'old' }));
    const found = await accounts.find(server);
    assert.deepEqual(
      found.map(({ id }) => id),
      [two.id, one.id],
    );
    assert.equal(found[1]?.createdOn, 'old');
  });
});

const load = `import sys, json
from types import SimpleNamespace
from certbot import configuration
from certbot._internal import account
from certbot._internal.cli import prepare_and_parse_args
from certbot._internal.plugins import disco
def storage(root, server):
    args = ["certificates", "--config-dir", root, "--work-dir", root + "/w", "--logs-dir", root + "/l", "--server", server]
    return account.AccountFileStorage(configuration.NamespaceConfig(prepare_and_parse_args(disco.PluginsRegistry.find_all(), args)))
`;

describe('accounts and certbot', { skip: missing('certbot') }, () => {
  it('certbot reads our accounts, whatever their key, and gives them the same ids', async (context) => {
    const configDir = makeConfigDir(context);
    const { accounts } = openStore(configDir);
    const kinds = ['rsa2048', 'ecdsa256', 'ecdsa384'] as const;
    const saved = await Promise.all(
      kinds.map(async (kind) => {
        const url = `${accountUrl}-${kind}`;
        const { id, createdOn } = await accounts.save(account(makeKey(kind), url));
        return [id, url, createdOn];
      }),
    );
    const script = `${load}
found = storage(sys.argv[1], sys.argv[2]).find_all()
print(json.dumps([[a.id, a.regr.uri, a.meta.creation_host] for a in found]))`;
    const read: unknown[] = JSON.parse(certbotPython(script, configDir, server));
    assert.deepEqual(read.sort(), saved.sort());
  });

  it("we read certbot's account, with key, URL and id", async (context) => {
    const configDir = makeConfigDir(context);
    const script = `${load}
import josepy
from acme import messages
from cryptography.hazmat.primitives.asymmetric import rsa
key = josepy.JWKRSA(key=josepy.ComparableRSAKey(rsa.generate_private_key(65537, 2048)))
made = account.Account(messages.RegistrationResource(uri="${accountUrl}", body=messages.Registration()), key)
storage(sys.argv[1], sys.argv[2]).save(made, SimpleNamespace(directory=SimpleNamespace()))
print(json.dumps([made.id, made.key.key.private_numbers().public_numbers.n]))`;
    const [id] = JSON.parse(certbotPython(script, configDir, server));
    const { accounts } = openStore(configDir);
    const [found, ...others] = await accounts.find(server);
    assert.equal(others.length, 0);
    assert.deepEqual([found?.id, found?.accountUrl], [id, accountUrl]);
    assert.ok(found?.createdAt instanceof Date);
    const key = readFileSync(join(configDir, 'accounts/localhost:14000/dir', id, 'private_key.json'), 'utf8');
    // Saving it again changes nothing of what certbot wrote.
    await accounts.save({ server, privateKey: found?.privateKey ?? '', accountUrl });
    assert.equal(readFileSync(join(configDir, 'accounts/localhost:14000/dir', id, 'private_key.json'), 'utf8'), key);
    assert.equal((await accounts.list()).length, 1);
  });
});

it('an account key of an old PEM form is taken as well', async (context) => {
  const privateKey = newRsaKey();
  const { accounts } = openStore(makeConfigDir(context));
  const saved = await accounts.save(account(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()));
  assert.match(saved.privateKey, /^-----BEGIN PRIVATE KEY-----/);
});
