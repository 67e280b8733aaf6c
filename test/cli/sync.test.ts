import assert from 'node:assert/strict';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { find, keyType, missing, runCommand, subjectAltNames, verifyChain } from '../lab/index.js';
import { createPowerDnsInstallation, exampleLines } from './installation.js';

const names = ['smtp.example.com', 'imap.example.com', 'ldap.example.com', 'example.com'];

describe('the four example lines, from Pebble through PowerDNS', {
  skip: missing('pebble', 'pdns_server', 'sqlite3', 'openssl', 'certbot'),
}, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  before(async () => {
    installation = await createPowerDnsInstallation();
  });
  after(() => installation.stop());

  function live(name: string, file: string): string {
    return join(installation.configDir, 'live', name, file);
  }

  it('are planned before anything is done', async () => {
    const plan = await installation.run(['plan', '--json']);
    assert.equal(plan.code, 10);
    const { actions } = plan.json() as { actions: { name: string; action: string }[] };
    assert.deepEqual(
      actions.map(({ name, action }) => `${action} ${name}`),
      names.map((name) => `create ${name}`),
    );
  });

  it('become four certificates that openssl accepts', async () => {
    const sync = await installation.run(['sync']);
    assert.equal(sync.code, 0, sync.stderr);
    const root = await installation.pebble.root();
    for (const name of names) {
      await verifyChain({ file: live(name, 'fullchain.pem') }, root);
      const pem = await readFile(live(name, 'cert.pem'), 'utf8');
      assert.equal(keyType(pem), 'ecdsa');
    }
    assert.deepEqual(subjectAltNames(await readFile(live('imap.example.com', 'cert.pem'), 'utf8')), [
      'imap.example.com',
      'pop.example.com',
    ]);
    assert.deepEqual(subjectAltNames(await readFile(live('example.com', 'cert.pem'), 'utf8')), [
      '*.example.com',
      'example.com',
    ]);
  });

  it('leave no TXT record behind', async () => {
    const records = await installation.dns.zoneRecords('example.com');
    assert.deepEqual(
      records.filter(({ type }) => type === 'TXT'),
      [],
    );
  });

  it('are listed by certbot without a complaint', async () => {
    const { configDir } = installation;
    const certbot = find('certbot') ?? '';
    const { stdout, stderr } = await runCommand(certbot, [
      'certificates',
      '--config-dir',
      configDir,
      '--work-dir',
      configDir,
      '--logs-dir',
      join(configDir, 'logs'),
    ]);
    const listed = [...stdout.matchAll(/Certificate Name: (\S+)/g)].map((match) => match[1]);
    assert.deepEqual(listed.sort(), [...names].sort());
    assert.doesNotMatch(stdout + stderr, /warning|error|fail|invalid|could not|problem/i);
    assert.equal(stdout.match(/Expiry Date: \d{4}-\d\d-\d\d .* \(VALID: \d+ days\)/g)?.length, 4);
  });

  it('cost nothing when nothing has changed', async () => {
    const requests = installation.pebble.output().length;
    const sync = await installation.run(['sync'], { env: { LEXICON_POWERDNS_PDNS_SERVER: 'http://127.0.0.1:1' } });
    assert.equal(sync.code, 0, sync.stderr);
    assert.match(sync.stdout, /nothing to do, 4 unchanged/);
    assert.doesNotMatch(installation.pebble.output().slice(requests), /order/i);
    const plan = await installation.run(['plan']);
    assert.equal(plan.code, 0, plan.stderr);
  });

  it('are re-issued one by one when names change', async () => {
    await installation.writeDomains(exampleLines.replace('pop.example.com', 'pop.example.com mail.example.com'));
    const plan = await installation.run(['plan', '--json']);
    assert.equal(plan.code, 10);
    const { actions } = plan.json() as { actions: { name: string; action: string; reason: string }[] };
    assert.deepEqual(
      actions.filter(({ action }) => action !== 'keep').map(({ name, action }) => `${action} ${name}`),
      ['expand imap.example.com'],
    );
    const sync = await installation.run(['sync']);
    assert.equal(sync.code, 0, sync.stderr);
    assert.equal(await readlink(live('imap.example.com', 'cert.pem')), '../../archive/imap.example.com/cert2.pem');
    assert.deepEqual(subjectAltNames(await readFile(live('imap.example.com', 'cert.pem'), 'utf8')), [
      'imap.example.com',
      'mail.example.com',
      'pop.example.com',
    ]);
    for (const name of names.filter((other) => other !== 'imap.example.com')) {
      assert.equal(await readlink(live(name, 'cert.pem')), `../../archive/${name}/cert1.pem`);
    }
  });

  it('are told by status', async () => {
    const status = await installation.run(['status', '--json']);
    assert.equal(status.code, 0, status.stderr);
    const { certificates } = status.json() as {
      certificates: { name: string; state: string; version: number; next: { action: string } }[];
    };
    assert.deepEqual(
      certificates.map(({ name, state, version }) => ({ name, state, version })),
      names.map((name) => ({ name, state: 'ok', version: name === 'imap.example.com' ? 2 : 1 })),
    );
    assert.ok(certificates.every(({ next }) => next.action === 'renew'));
  });
});
