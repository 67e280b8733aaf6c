import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  createTempDir,
  missing,
  type NameServer,
  runCli,
  runCommand,
  startBind,
  startForwarder,
  startPebble,
  startPowerDns,
  subjectAltNames,
  verifyChain,
} from '../lab/index.js';

async function txtRecords(server: NameServer, zone: string): Promise<string[]> {
  return (await server.zoneRecords(zone)).filter(({ type }) => type === 'TXT').map(({ name }) => name);
}

describe('a config.yml of dnsrobocert', { skip: missing('pebble', 'pdns_server', 'sqlite3', 'openssl') }, () => {
  it('runs unchanged, with every section that its documentation has', async () => {
    const dns = await startPowerDns({ zones: ['example.com'] });
    const pebble = await startPebble({ dnsServer: dns.dnsAddress });
    const folder = await createTempDir('dnsrobocert');
    const config = join(folder.path, 'config.yml');
    await writeFile(
      config,
      `draft: false
acme:
  email_account: john.doe@example.com
  staging: false
  api_version: 2
  directory_url: ${pebble.directoryUrl}
  certs_root_path: ${folder.path}
  certs_permissions:
    files_mode: 0644
    dirs_mode: 0755
    user: ${process.getuid?.() ?? 0}
    group: ${process.getgid?.() ?? 0}
  crontab_renew: 12 01,13 * * *
profiles:
- name: my_powerdns
  provider: powerdns
  provider_options:
    auth_token: \${PDNS_KEY}
    pdns_server: ${dns.apiUrl}
  sleep_time: 5
  max_checks: 3
  ttl: 60
certificates:
- name: my-wildcard
  domains:
  - "*.example.com"
  - example.com
  profile: my_powerdns
  pfx:
    export: true
    passphrase: phrase-of-the-file
  deploy_hook: basename $RENEWED_LINEAGE > ${folder.path}/deployed
  force_renew: false
  follow_cnames: false
  reuse_key: false
  key_type: rsa
- domains:
  - mail.example.com
  profile: my_powerdns
  autorestart: []
`,
    );
    const env = {
      PDNS_KEY: dns.apiKey,
      LETSENCRYPT_CA_BUNDLE: pebble.caBundle,
      DNS_RESOLVERS: dns.dnsAddress,
      LETSENCRYPT_DNS_TEST_AUTHORITATIVE: dns.dnsAddress,
    };
    const sync = await runCli(['sync', '--config', config], { env });
    const again = await runCli(['sync', '--config', config, '--json'], { env });
    const fullchain = join(folder.path, 'live/my-wildcard/fullchain.pem');
    try {
      assert.equal(sync.code, 0, sync.stderr);
      assert.match(sync.stdout, /my-wildcard: create done.*\nmail\.example\.com: create done.*\n/);
      await verifyChain({ file: fullchain }, await pebble.root());
      assert.deepEqual(subjectAltNames(await readFile(fullchain, 'utf8')), ['*.example.com', 'example.com']);
      assert.equal((await stat(fullchain)).mode & 0o777, 0o644);
      assert.equal(await readFile(join(folder.path, 'deployed'), 'utf8'), 'my-wildcard\n');
      const pfx = join(folder.path, 'live/my-wildcard/cert.pfx');
      const opened = await runCommand('openssl', [
        'pkcs12',
        '-in',
        pfx,
        '-passin',
        'pass:phrase-of-the-file',
        '-nokeys',
      ]);
      assert.match(opened.stdout, /BEGIN CERTIFICATE/);
      assert.equal(again.code, 0, again.stderr);
      const { certificates } = again.json() as { certificates: { result: string }[] };
      assert.deepEqual(
        certificates.map(({ result }) => result),
        ['unchanged', 'unchanged'],
      );
      assert.deepEqual(await txtRecords(dns, 'example.com'), []);
    } finally {
      await pebble.stop();
      await dns.stop();
      await folder.remove();
    }
  });
});

describe('one certificate over two providers', {
  skip: missing('pebble', 'pdns_server', 'sqlite3', 'named', 'knotd', 'openssl'),
}, () => {
  it('writes each proof with the account of the longest zone, of the CNAME’s target where there is one', async () => {
    const powerdns = await startPowerDns({ zones: ['example.com', 'deep.example.net'] });
    const bind = await startBind({ zones: ['example.net'] });
    const forwarder = await startForwarder({
      zones: {
        'example.com': powerdns.dnsAddress,
        'deep.example.net': powerdns.dnsAddress,
        'example.net': bind.dnsAddress,
      },
    });
    const pebble = await startPebble({ dnsServer: forwarder.dnsAddress });
    const folder = await createTempDir('providers');
    const { algorithm, name, secret } = bind.keys.sha256;
    await writeFile(
      join(folder.path, 'letsencrypt-dns.yaml'),
      `acme:
  directory_url: ${pebble.directoryUrl}
  ca_bundle: ${pebble.caBundle}
  certs_permissions: { user: ${process.getuid?.() ?? 0}, group: ${process.getgid?.() ?? 0} }
dns:
  resolvers: [ "${forwarder.dnsAddress}" ]
  sleep_time: 5
profiles:
- name: api
  provider: powerdns
  provider_options: { auth_token: ${powerdns.apiKey}, pdns_server: "${powerdns.apiUrl}" }
  zones: [ example.com, deep.example.net ]
- name: updates
  provider: ddns
  provider_options: { auth_token: "${algorithm}:${name}:${secret}", ddns_server: "${bind.dnsAddress}" }
  zones: [ example.net ]
certificates:
- domains: [ www.example.com, "*.example.net", a.deep.example.net, alias.example.com ]
`,
    );
    const alias = ['--name', '_acme-challenge.alias.example.com', '--content', 'alias.example.net.'];
    const credentials = { LEXICON_POWERDNS_AUTH_TOKEN: powerdns.apiKey, LEXICON_POWERDNS_PDNS_SERVER: powerdns.apiUrl };
    await runCli(['powerdns', 'create', 'example.com', 'CNAME', ...alias], { bin: 'lexicon', env: credentials });
    const written: string[] = [];
    forwarder.setOverride(({ name: asked, type }) => {
      if (type === 'TXT') written.push(asked);
      return undefined;
    });
    const sync = await runCli(['sync', '--config-dir', folder.path], {
      env: { LETSENCRYPT_DNS_TEST_AUTHORITATIVE: forwarder.dnsAddress },
    });
    try {
      assert.equal(sync.code, 0, sync.stderr);
      const fullchain = join(folder.path, 'live/www.example.com/fullchain.pem');
      await verifyChain({ file: fullchain }, await pebble.root());
      assert.deepEqual(subjectAltNames(await readFile(fullchain, 'utf8')), [
        '*.example.net',
        'a.deep.example.net',
        'alias.example.com',
        'www.example.com',
      ]);
      // The proof behind the CNAME was looked for where it leads.
      assert.ok(written.includes('alias.example.net'), written.join(' '));
      for (const [server, zone] of [
        [powerdns, 'example.com'],
        [powerdns, 'deep.example.net'],
        [bind, 'example.net'],
      ] as const)
        assert.deepEqual(await txtRecords(server, zone), [], zone);
    } finally {
      await pebble.stop();
      await forwarder.stop();
      await bind.stop();
      await powerdns.stop();
      await folder.remove();
    }
  });
});
