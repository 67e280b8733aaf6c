import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decode, encode } from 'dns-packet';
import { openApplication } from '../../core/application/open-application.js';
import { tokens } from '../../core/application/tokens.js';
import { runCheck } from '../../core/check/index.js';
import { createRedactor } from '../../core/http/redact.js';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import { createPowerDnsInstallation } from '../cli/installation.js';
import { startFakePowerDns } from '../faults/fake-powerdns.js';
import { exchange } from '../lab/dns-exchange.js';
import { serveDns } from '../lab/dns-server.js';
import { httpRequest } from '../lab/http-request.js';
import { missing, spawnCli, waitFor } from '../lab/index.js';

interface Report {
  readonly zones: readonly {
    readonly zone: string;
    readonly provider: string;
    readonly record: string;
    readonly steps: readonly { readonly step: string }[];
    readonly servers: readonly { readonly server: string; readonly seenAfterMs?: number }[];
    readonly diagnoses: readonly { readonly code: string }[];
  }[];
}

describe('check --live', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  before(async () => {
    installation = await createPowerDnsInstallation({ env: { LEXICON_SLEEP_TIME: '1', LEXICON_MAX_CHECKS: '1' } });
  });
  after(() => installation.stop());

  async function txtRecords(): Promise<string[]> {
    const records = await installation.dns.zoneRecords('example.com');
    return records.filter(({ type }) => type === 'TXT').map(({ content }) => content);
  }

  /** What the command finds, in this process. */
  async function findings(more: Record<string, string> = {}) {
    const env = { ...installation.env, LOG_LEVEL: 'silent', ...more };
    const application = await openApplication({ globals: {}, env, redactor: createRedactor() });
    const { container, registry, state } = application;
    try {
      const services = { ...container.resolve(tokens.passServices), registry };
      return await runCheck(services, { state, signal: new AbortController().signal });
    } finally {
      await application.close();
    }
  }

  /** Puts a set of one record into the zone, past the provider; without content: takes it away. */
  async function setRecord(name: string, type: string, content?: string): Promise<void> {
    const { apiUrl, apiKey } = installation.dns;
    const records = content === undefined ? [] : [{ content, disabled: false }];
    const changetype = content === undefined ? 'DELETE' : 'REPLACE';
    const response = await httpRequest(`${apiUrl}/api/v1/servers/localhost/zones/example.com.`, {
      method: 'PATCH',
      headers: { 'x-api-key': apiKey },
      body: JSON.stringify({ rrsets: [{ name: `${name}.`, type, ttl: 60, changetype, records }] }),
    });
    assert.equal(response.status, 204);
  }

  it('times a test record through the provider and removes it', async () => {
    const check = await installation.run(['check', '--live', '--json']);
    assert.equal(check.code, 0, check.stderr);
    const [zone, ...more] = (check.json() as Report).zones;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [zone?.zone, zone?.provider, zone?.steps.map(({ step }) => step), zone?.servers.map(({ server }) => server)],
      ['example.com', 'powerdns', ['find zone', 'create', 'publish', 'remove'], [installation.dns.dnsAddress]],
    );
    assert.match(zone?.record ?? '', /^_acme-challenge\.letsencrypt-dns-check-[0-9a-f]{8}\.example\.com$/);
    assert.ok((zone?.servers[0]?.seenAfterMs ?? -1) >= 0);
    assert.deepEqual(await txtRecords(), []);
  });

  it('says the same to people, and on standard error what it is at', async () => {
    const check = await installation.run(['check', '--live']);
    assert.equal(check.code, 0, check.stderr);
    assert.match(check.stdout, /^example\.com \(powerdns\), for smtp\.example\.com/);
    assert.match(check.stdout, /visible at 127\.0\.0\.1:\d+ +\d+\.\d\d s\n/);
    assert.match(check.stdout, /1 zone, 0 errors, 0 warnings\n$/);
    const said = check.stderr.split('\n').filter((line) => line.startsWith('example.com: '));
    assert.deepEqual(said, [
      'example.com: creating a test record',
      'example.com: waiting until it is visible',
      'example.com: removing it',
    ]);
  });

  it('knows a wrong token, and does not print it', async () => {
    const env = { LEXICON_POWERDNS_AUTH_TOKEN: 'not-the-key-of-it' };
    const check = await installation.run(['check', '--live', '--json'], { env });
    assert.equal(check.code, 1, check.stderr);
    assert.deepEqual(
      (check.json() as Report).zones[0]?.diagnoses.map((diagnosis) => diagnosis.code),
      ['wrong-credential'],
    );
    assert.doesNotMatch(check.stdout + check.stderr, /not-the-key-of-it/);
  });

  it('knows a zone that is not in the account, beside one that is', async () => {
    await installation.writeDomains('www.example.com\nwww.example.net\n');
    assert.deepEqual(
      (await findings()).zones.map(({ zone, diagnoses }) => [zone, diagnoses.map(({ code }) => code)]),
      [
        ['example.com', []],
        ['example.net', ['zone-not-in-account']],
      ],
    );
  });

  it('knows a server that does not follow, and removes the record all the same', async () => {
    await installation.writeDomains('www.example.com\n');
    const stale = await startFakePowerDns();
    const servers = `${installation.dns.dnsAddress},${stale.dnsAddress}`;
    const [zone] = (await findings({ LETSENCRYPT_DNS_TEST_AUTHORITATIVE: servers })).zones;
    await stale.stop();
    assert.deepEqual(
      zone?.diagnoses.map(({ code, severity }) => [code, severity]),
      [['slow-secondary', 'error']],
    );
    assert.match(zone?.diagnoses[0]?.message ?? '', new RegExp(`${stale.dnsAddress} has not followed`));
    assert.deepEqual(await txtRecords(), []);
  });

  it('looks where issuing would: at the resolvers, or nowhere', async () => {
    await installation.writeDomains('www.example.com\n');
    const stale = await startFakePowerDns();
    const resolvers = { DNS_RESOLVERS: installation.dns.dnsAddress };
    const zoneServers = { LETSENCRYPT_DNS_TEST_AUTHORITATIVE: stale.dnsAddress };
    const off = await findings({ ...resolvers, ...zoneServers, DNS_PROPAGATION: 'off' });
    const recursive = await findings({ ...resolvers, DNS_PROPAGATION: 'recursive' });
    await stale.stop();
    assert.deepEqual([off.zones[0]?.servers, off.zones[0]?.diagnoses, off.diagnoses], [[], [], []]);
    assert.deepEqual(
      recursive.zones[0]?.servers.map(({ server }) => server),
      [installation.dns.dnsAddress],
    );
    assert.deepEqual([recursive.zones[0]?.diagnoses, recursive.diagnoses], [[], []]);
    assert.deepEqual(await txtRecords(), []);
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
    const check = await spawnCli(['check', '--live'], { env: { ...installation.env, ...slow } });
    await waitFor('the test record', async () => (await txtRecords()).length > 0);
    await check.waitForLine((line) => line.includes('waiting until it is visible'));
    // A pass runs meanwhile, and takes the record for no leftover.
    const meanwhile = await installation.run(['sync']);
    assert.equal(meanwhile.code, 0, meanwhile.stderr);
    assert.equal((await txtRecords()).length, 1);
    check.kill('SIGKILL');
    await check.exited;
    await silent.stop();
    const [value, ...others] = await txtRecords();
    assert.deepEqual(others, []);
    const left = (await journal.list('txt-record')).find(({ content }) => value === content);
    assert.ok(left !== undefined, 'it had no time to clean up');
    assert.ok((left.retryAt ?? 0) > Date.now(), 'it is kept for as long as the wait may last');
    // Its time is over.
    const { id, ...entry } = left;
    await journal.update(id, { ...entry, retryAt: 0 });
    await findings();
    assert.deepEqual(await txtRecords(), [], 'a check removes it');

    await setRecord(`${entry.name}.${entry.zone}`, 'TXT', `"${entry.content}"`);
    assert.equal((await txtRecords()).length, 1);
    await journal.add({ ...entry, retryAt: 0 });
    const after = await installation.run(['sync']);
    assert.equal(after.code, 0, after.stderr);
    assert.deepEqual(await txtRecords(), [], 'a pass removes it');
    const stillKept = await journal.list('txt-record');
    assert.ok(
      stillKept.every(({ retryAt = 0 }) => retryAt > Date.now()),
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
    const { zones } = await findings({ DNS_RESOLVERS: validating.dnsAddress });
    await validating.stop();
    assert.ok(
      zones[0]?.diagnoses.some(({ code, severity }) => code === 'dnssec-broken' && severity === 'error'),
      JSON.stringify(zones),
    );
  });

  it('tells the provider that LEXICON_PROVIDER=auto came to', async () => {
    await installation.writeDomains('www.example.com\n');
    const mapping = { LEXICON_PROVIDER: 'auto', LEXICON_AUTO_MAPPING_OVERRIDE: 'example.com:powerdns' };
    assert.deepEqual(
      (await findings(mapping)).zones.map(({ zone, provider, diagnoses }) => [zone, provider, diagnoses]),
      [['example.com', 'powerdns', []]],
    );
  });

  it('knows a CNAME that points nowhere', async () => {
    await installation.writeDomains('www.example.com\n');
    await setRecord('_acme-challenge.www.example.com', 'CNAME', 'www.gone.example.');
    const { diagnoses } = await findings();
    await setRecord('_acme-challenge.www.example.com', 'CNAME');
    assert.deepEqual(
      diagnoses.map(({ code, severity, subject }) => [code, severity, subject]),
      [['cname-nowhere', 'error', '_acme-challenge.www.example.com']],
    );
  });

  it('says what is wrong with the configuration first', async () => {
    await installation.writeDomains('www.example.com\nbad_.example..com\n');
    assert.equal((await installation.run(['check', '--live'])).code, 2);
    assert.equal((await installation.run(['check'])).code, 2);
  });
});
