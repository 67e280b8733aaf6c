import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeDomains } from '../../faults/stage.js';
import { askTxt, missing, startBind, subjectAltNames, waitFor } from '../../lab/index.js';
import { runCommand } from '../acme/commands.js';
import { type Hub, secretOf, startHub } from '../acme/hub.js';

const names = ['www.example.com', '*.www.example.com'];
const proof = '_acme-challenge.www.example.com';
const clients = `    - { name: edge, secret: ${secretOf('edge')}, domains: [${names[0]}], doors: [httpreq] }\n`;
/** The CA takes its time, so that the values of both are there meanwhile. */
const slow = { PEBBLE_VA_SLEEPTIME: '4' } as const;

function lego(hub: Hub, resolver: string) {
  const { proxy } = hub.stage;
  const account = ['--server', proxy.directoryUrl, '--email', 'lab@example.com', '--accept-tos', '--path', hub.folder];
  const how = ['--dns', 'httpreq', '--dns.resolvers', resolver, '--dns.disable-cp'];
  const env = {
    HOME: hub.folder,
    LEGO_CA_CERTIFICATES: proxy.caBundle,
    SSL_CERT_FILE: hub.caFile,
    HTTPREQ_ENDPOINT: `${hub.url}/httpreq`,
    HTTPREQ_USERNAME: 'edge',
    HTTPREQ_PASSWORD: secretOf('edge'),
  };
  return runCommand('lego', [...account, ...how, ...names.flatMap((name) => ['--domains', name]), 'run'], {
    env,
    timeoutMs: 120_000,
  });
}

/** Both at once for the same names, proved to the same CA. @returns the most values that were at the name at a time */
async function bothAtOnce(hub: Hub, dnsAddress: string): Promise<number> {
  let most = 0;
  let isOver = false;
  const values = async () => (await askTxt(dnsAddress, proof)).length;
  const watch = waitFor(
    'the end',
    async () => {
      most = Math.max(most, await values());
      return isOver;
    },
    { timeoutMs: 180_000, everyMs: 50 },
  );
  try {
    const client = lego(hub, dnsAddress);
    client.catch(() => {});
    await waitFor('the first value', async () => (await values()) > 0, { timeoutMs: 60_000 });
    await writeDomains(hub.configDir, names.join(' '));
    const chain = join(hub.configDir, 'live/www.example.com/fullchain.pem');
    const own = await waitFor('the certificate of the hub', () => readFile(chain, 'utf8'), { timeoutMs: 120_000 });
    await client;
    const theirs = await readFile(join(hub.folder, 'certificates/www.example.com.crt'), 'utf8');
    for (const pem of [own, theirs]) assert.deepEqual(subjectAltNames(pem).sort(), names.toSorted());
    await waitFor('the clean-up', async () => (await values()) === 0, { timeoutMs: 30_000 });
  } finally {
    isOver = true;
    await watch.catch(() => {});
  }
  assert.ok(!hub.log().includes('"event":"certificate.failed"'), hub.log());
  return most;
}

describe('a certificate of the hub and one of a client, proved at one name at the same time', {
  skip: missing('lego', 'pebble', 'named', 'openssl'),
}, () => {
  it('are both had where a provider replaces whole sets of values', async (test) => {
    await using hub = await startHub({ clients, pebble: { env: slow } });
    const most = await bothAtOnce(hub, hub.stage.provider.dnsAddress);
    test.diagnostic(`at most ${most} values at the name`);
  });

  it('are both had where values are added and removed one by one, by updates to BIND', async (test) => {
    const bind = await startBind({ zones: ['example.com'] });
    try {
      const { algorithm, name, secret } = bind.keys.sha256;
      const env = {
        LEXICON_PROVIDER: 'ddns',
        LEXICON_DDNS_AUTH_TOKEN: `${algorithm}:${name}:${secret}`,
        LEXICON_DDNS_DDNS_SERVER: bind.dnsAddress,
        DNS_RESOLVERS: bind.dnsAddress,
        LETSENCRYPT_DNS_TEST_AUTHORITATIVE: bind.dnsAddress,
      };
      await using hub = await startHub({ clients, pebble: { env: slow, dnsServer: bind.dnsAddress }, env });
      const most = await bothAtOnce(hub, bind.dnsAddress);
      test.diagnostic(`at most ${most} values at the name`);
    } finally {
      await bind.stop();
    }
  });
});
