import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Agent, request } from 'undici';
import { missing } from '../../lab/binaries.js';
import { runCli } from '../../lab/cli.js';
import { waitFor } from '../../lab/wait-for.js';
import { runCommand } from '../acme/commands.js';
import { type Hub, secretOf, startHub } from '../acme/hub.js';

const clients = `    - { name: edge, secret: ${secretOf('edge')}, domains: ["a.example.com", "*.a.example.com", "**.b.example.com"], doors: [httpreq, acme-dns] }\n`;
const more = '  acme_dns: { zone: auth.example.com }\n';

function lego(hub: Hub, folder: string, names: readonly string[], env: Readonly<Record<string, string>>) {
  const { provider, proxy } = hub.stage;
  const account = ['--server', proxy.directoryUrl, '--email', 'lab@example.com', '--accept-tos', '--path', folder];
  const how = ['--dns', 'httpreq', '--dns.resolvers', provider.dnsAddress, '--dns.disable-cp'];
  return runCommand('lego', [...account, ...how, ...names.flatMap((name) => ['--domains', name]), 'run'], {
    env: { ...env, HOME: folder, LEGO_CA_CERTIFICATES: proxy.caBundle, SSL_CERT_FILE: hub.caFile },
    timeoutMs: 120_000,
  });
}

describe('lego', { skip: missing('lego', 'pebble') }, () => {
  it('has certificates through the door httpreq in both modes, while an account of the command line is good at the door acme-dns', async () => {
    await using hub = await startHub({ clients, more });
    const { provider } = hub.stage;
    for (const mode of ['', 'RAW']) {
      const env = {
        HTTPREQ_ENDPOINT: `${hub.url}/httpreq`,
        HTTPREQ_USERNAME: 'edge',
        HTTPREQ_PASSWORD: secretOf('edge'),
        HTTPREQ_MODE: mode,
        HTTPREQ_POLLING_INTERVAL: '1',
      };
      await lego(hub, join(hub.folder, `httpreq${mode}`), ['a.example.com', '*.a.example.com'], env);
      await waitFor('the clean-up', () => provider.txt().length === 0);
    }

    const environment = hub.stage.environment(hub.configDir);
    const made = await runCli(['doors', 'acme-dns', 'edge', 'x.b.example.com', '--json'], { env: environment });
    assert.equal(made.code, 0, made.stderr);
    const printed = JSON.parse(made.stdout) as {
      cname: { name: string; target: string };
      server: string;
      account: { username: string; password: string; subdomain: string };
    };
    const { username, password, subdomain } = printed.account;
    assert.equal(printed.cname.name, '_acme-challenge.x.b.example.com');
    assert.equal(printed.server, `${hub.url}/acme-dns`);
    const txt = 'v'.repeat(43);
    const update = await request(`${printed.server}/update`, {
      method: 'POST',
      headers: { 'X-Api-User': username, 'X-Api-Key': password },
      body: JSON.stringify({ subdomain, txt }),
      dispatcher: new Agent({ connect: { ca: hub.caPem } }),
    });
    assert.deepEqual(await update.body.json(), { txt });
    assert.deepEqual(provider.txt(), [`${printed.cname.target}. "${txt}"`]);
    const outcomes = hub.calls().map(({ door, outcome }) => `${door} ${outcome}`);
    assert.deepEqual([...new Set(outcomes)], ['httpreq done', 'acme-dns done']);
  });
});
