import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decode, encode } from 'dns-packet';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import { createInstallation, createPowerDnsInstallation, powerDnsEnvironment } from '../cli/installation.js';
import { exchange } from '../lab/dns-exchange.js';
import { serveDns } from '../lab/dns-server.js';
import { missing, spawnCli, startPowerDns, waitFor } from '../lab/index.js';

interface Report {
  readonly zones: readonly {
    readonly zone: string;
    readonly provider: string;
    readonly domains: readonly string[];
    readonly record: string;
    readonly steps: readonly { readonly step: string; readonly durationMs: number }[];
    readonly servers: readonly { readonly server: string; readonly seenAfterMs?: number }[];
    readonly diagnoses: readonly { readonly code: string; readonly message: string }[];
  }[];
  readonly diagnoses: readonly { readonly code: string; readonly subject: string }[];
}

describe('check --live', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  before(async () => {
    installation = await createPowerDnsInstallation({ env: { LEXICON_SLEEP_TIME: '1', LEXICON_MAX_CHECKS: '1' } });
  });
  after(() => installation.stop());

  async function txtRecords(): Promise<string[]> {
    const records = await installation.dns.zoneRecords('example.com');
    return records.filter(({ type }) => type === 'TXT').map(({ name }) => name);
  }

  async function report(env: Record<string, string>): Promise<{ code: number | null; json: Report; text: string }> {
    const check = await installation.run(['check', '--live', '--json'], { env });
    assert.notEqual(check.stdout, '', check.stderr);
    return { code: check.code, json: check.json() as Report, text: check.stdout + check.stderr };
  }

  it('times a test record through the provider and removes it', async () => {
    const { code, json } = await report({});
    assert.equal(code, 0, JSON.stringify(json));
    const [zone, ...more] = json.zones;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [zone?.zone, zone?.provider, zone?.steps.map(({ step }) => step), zone?.servers.map(({ server }) => server)],
      ['example.com', 'powerdns', ['find zone', 'create', 'publish', 'remove'], [installation.dns.dnsAddress]],
    );
    assert.match(zone?.record ?? '', /^_acme-challenge\.letsencrypt-dns-check-[0-9a-f]{8}\.example\.com$/);
    assert.ok((zone?.servers[0]?.seenAfterMs ?? -1) >= 0);
    assert.deepEqual(await txtRecords(), []);
  });

  it('says the same to people', async () => {
    const check = await installation.run(['check', '--live']);
    assert.equal(check.code, 0, check.stderr);
    assert.match(check.stdout, /^example\.com \(powerdns\), for smtp\.example\.com/);
    assert.match(check.stdout, /visible at 127\.0\.0\.1:\d+ +\d+\.\d\d s\n/);
    assert.match(check.stdout, /1 zone, 0 errors, 0 warnings\n$/);
  });

  it('knows a wrong token, and does not print it', async () => {
    const { code, json, text } = await report({ LEXICON_POWERDNS_AUTH_TOKEN: 'not-the-key-of-it' });
    assert.equal(code, 1);
    assert.deepEqual(
      json.zones[0]?.diagnoses.map((diagnosis) => diagnosis.code),
      ['wrong-credential'],
    );
    assert.doesNotMatch(text, /not-the-key-of-it/);
  });

  it('knows a zone that is not in the account, beside one that is', async () => {
    await installation.writeDomains('www.example.com\nwww.example.net\n');
    const { code, json } = await report({});
    assert.equal(code, 1);
    assert.deepEqual(
      json.zones.map(({ zone, diagnoses }) => [zone, diagnoses.map((diagnosis) => diagnosis.code)]),
      [
        ['example.com', []],
        ['example.net', ['zone-not-in-account']],
      ],
    );
  });

  it('knows a server that does not follow, and removes the record all the same', async () => {
    await installation.writeDomains('www.example.com\n');
    const stale = await startPowerDns({ zones: ['example.com'] });
    const servers = `${installation.dns.dnsAddress},${stale.dnsAddress}`;
    const { code, json } = await report({ LETSENCRYPT_DNS_TEST_AUTHORITATIVE: servers });
    await stale.stop();
    assert.equal(code, 1);
    const [zone] = json.zones;
    assert.deepEqual(
      zone?.diagnoses.map((diagnosis) => diagnosis.code),
      ['slow-secondary'],
    );
    assert.match(zone?.diagnoses[0]?.message ?? '', new RegExp(`${stale.dnsAddress} has not followed`));
    assert.deepEqual(await txtRecords(), []);
  });

  it('looks where issuing would: at the resolvers, or nowhere', async () => {
    await installation.writeDomains('www.example.com\n');
    const stale = await startPowerDns({ zones: ['example.com'] });
    const resolvers = { DNS_RESOLVERS: installation.dns.dnsAddress };
    const zoneServers = { LETSENCRYPT_DNS_TEST_AUTHORITATIVE: stale.dnsAddress };
    const off = await report({ ...resolvers, ...zoneServers, DNS_PROPAGATION: 'off' });
    const recursive = await report({ ...resolvers, DNS_PROPAGATION: 'recursive' });
    await stale.stop();
    assert.equal(off.code, 0, JSON.stringify(off.json));
    assert.deepEqual([off.json.zones[0]?.servers, off.json.zones[0]?.diagnoses], [[], []]);
    assert.equal(recursive.code, 0, JSON.stringify(recursive.json));
    assert.deepEqual(
      recursive.json.zones[0]?.servers.map(({ server }) => server),
      [installation.dns.dnsAddress],
    );
    assert.deepEqual(await txtRecords(), []);
  });

  it('says on standard error what it is at', async () => {
    const { stderr } = await installation.run(['check', '--live']);
    const said = stderr.split('\n').filter((line) => line.startsWith('example.com: '));
    assert.deepEqual(said, [
      'example.com: creating a test record',
      'example.com: waiting until it is visible',
      'example.com: removing it',
    ]);
  });

  it('removes the record when it is stopped', async () => {
    await installation.writeDomains('www.example.com\n');
    const silent = await serveDns(async () => undefined);
    const env = { ...installation.env, LETSENCRYPT_DNS_TEST_AUTHORITATIVE: silent.dnsAddress };
    const check = await spawnCli(['check', '--live'], { env });
    await waitFor('the test record', async () => (await txtRecords()).length > 0);
    check.kill('SIGTERM');
    assert.equal((await check.exited).code, 1);
    await silent.stop();
    assert.deepEqual(await txtRecords(), []);
  });

  it('gives the lock back while it waits, and leaves nothing for good when it is killed', async () => {
    await installation.writeDomains('www.example.com\n');
    const silent = await serveDns(async () => undefined);
    const slow = { LETSENCRYPT_DNS_TEST_AUTHORITATIVE: silent.dnsAddress, LEXICON_SLEEP_TIME: '60' };
    const { journal } = createFileStore({ configDir: installation.configDir, log: silentLogger });
    for (const command of [['check', '--live'], ['sync']]) {
      const check = await spawnCli(['check', '--live'], { env: { ...installation.env, ...slow } });
      await waitFor('the test record', async () => (await txtRecords()).length > 0);
      await check.waitForLine((line) => line.includes('waiting until it is visible'));
      // A pass runs meanwhile, and takes the record for no leftover.
      const meanwhile = await installation.run(['sync']);
      assert.equal(meanwhile.code, 0, meanwhile.stderr);
      assert.equal((await txtRecords()).length, 1);
      check.kill('SIGKILL');
      await check.exited;
      assert.equal((await txtRecords()).length, 1, 'it had no time to clean up');
      // Its time is over.
      for (const { id, ...entry } of await journal.list('txt-record')) {
        assert.ok((entry.retryAt ?? 0) > Date.now(), 'it is kept for as long as the wait may last');
        await journal.update(id, { ...entry, retryAt: 0 });
      }
      const after = await installation.run(command);
      assert.equal(after.code, 0, after.stderr);
      assert.deepEqual(await txtRecords(), [], command.join(' '));
    }
    await silent.stop();
    const left = await journal.list('txt-record');
    assert.ok(
      left.every(({ retryAt = 0 }) => retryAt > Date.now()),
      'looked at once more for requests that come late',
    );
  });

  it('knows a zone whose signatures the resolver refuses', async () => {
    const validating = await serveDns(async (message, transport) => {
      const query = decode(message);
      const [question] = query.questions ?? [];
      if (question?.type === 'SOA' && question.name === 'example.com' && !query.flag_cd) {
        return encode({ type: 'response', id: query.id ?? 0, flags: 0x0182, questions: [question] });
      }
      return exchange(installation.dns.dnsAddress, message, transport);
    });
    const { code, json } = await report({ DNS_RESOLVERS: validating.dnsAddress });
    await validating.stop();
    assert.equal(code, 1);
    assert.ok(
      json.zones[0]?.diagnoses.some((diagnosis) => diagnosis.code === 'dnssec-broken'),
      JSON.stringify(json),
    );
  });

  it('tells the provider that LEXICON_PROVIDER=auto came to', async () => {
    await installation.writeDomains('www.example.com\n');
    const mapping = { LEXICON_PROVIDER: 'auto', LEXICON_AUTO_MAPPING_OVERRIDE: 'example.com:powerdns' };
    const { code, json } = await report(mapping);
    assert.equal(code, 0, JSON.stringify(json));
    assert.deepEqual(
      json.zones.map(({ zone, provider }) => [zone, provider]),
      [['example.com', 'powerdns']],
    );
  });

  it('says what is wrong with the configuration first', async () => {
    await installation.writeDomains('www.example.com\nbad_.example..com\n');
    assert.equal((await installation.run(['check', '--live'])).code, 2);
    assert.equal((await installation.run(['check'])).code, 2);
    await installation.writeDomains('www.example.com\n');
    assert.equal((await installation.run(['check'])).code, 0);
  });
});

describe('check --live with a CNAME', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  it('knows one that points nowhere', async () => {
    const dns = await startPowerDns({ zones: ['example.com'] });
    const installation = await createInstallation(dns.dnsAddress, {
      domains: 'www.example.com\n',
      env: { ...powerDnsEnvironment(dns), LEXICON_SLEEP_TIME: '1', LEXICON_MAX_CHECKS: '1' },
    });
    const record = ['--name', '_acme-challenge.www.example.com', '--content', 'www.gone.example.'];
    const words = ['powerdns', 'create', 'example.com', 'CNAME', ...record];
    const created = await installation.run(words, { bin: 'lexicon' });
    assert.equal(created.code, 0, created.stderr);
    const check = await installation.run(['check', '--live', '--json']);
    const { diagnoses } = check.json() as Report;
    await installation.stop();
    await dns.stop();
    assert.equal(check.code, 1);
    assert.deepEqual(
      diagnoses.map(({ code, subject }) => [code, subject]),
      [['cname-nowhere', '_acme-challenge.www.example.com']],
    );
  });
});
