import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createTempDir, runCli } from '../lab/index.js';
import { hostedCli } from './command-host.js';

const profile =
  'profiles: [{name: p, provider: powerdns, zones: [example.com], provider_options: {auth_token: t, pdns_server: "http://127.0.0.1:1"}}]\n';

describe('letsencrypt-dns doors', () => {
  it('secret prints 32 bytes to be kept, and beside them their hash', async () => {
    const { code, stdout, stderr } = await runCli(['doors', 'secret']);
    const secret = stdout.trim();
    assert.equal(code, 0);
    assert.equal(Buffer.from(secret, 'base64url').length, 32);
    assert.equal(stderr.trim(), `secret_hash: sha256:${createHash('sha256').update(secret).digest('hex')}`);
    const asJson = (await hostedCli(['doors', 'secret', '--json'])).json() as Record<string, string>;
    assert.deepEqual(Object.keys(asJson), ['secret', 'secret_hash']);
    assert.notEqual(asJson.secret, secret);
  });

  it('list and check tell who may do what, and what is lacking, and no secret', async () => {
    const directory = await createTempDir('doors-cli');
    try {
      const secret = (await hostedCli(['doors', 'secret'])).stdout.trim();
      const write = (doors: string) =>
        writeFile(join(directory.path, 'letsencrypt-dns.yml'), profile + doors, { mode: 0o600 });
      const run = (word: string, start: typeof hostedCli = hostedCli) =>
        start(['doors', word, '--config-dir', directory.path]);
      await write('');
      assert.equal((await run('list')).code, 2, 'no section');
      const client = `{ name: edge, secret: ${secret}, domains: [edge.example.com], doors: [httpreq] }`;
      await write(`doors: { listen: "8443", clients: [${client}] }\n`);
      const listed = await run('list', runCli);
      assert.equal(listed.code, 0, listed.stderr);
      assert.match(
        listed.stdout,
        /^http:\/\/127\.0\.0\.1:8443\n\nCLIENT +DOORS +DOMAINS[\s\S]*edge +httpreq +edge\.example\.com +anywhere +its secret/,
      );
      const checked = await run('check', runCli);
      assert.deepEqual([checked.code, checked.stdout], [0, 'http://127.0.0.1:8443: 1 client, 0 problems\n']);
      await write(`doors: { listen: "8443", clients: [${client.replace('edge.example.com', 'edge.example.net')}] }\n`);
      const lacking = await run('check');
      assert.equal(lacking.code, 1);
      assert.match(
        lacking.stdout,
        /no provider profile is there for edge\.example\.net of edge\. Name the zone in `zones` of a profile/,
      );
      await write(`doors: { listen: "8443", clients: [${client.replace('httpreq', 'httpreg')}] }\n`);
      assert.equal((await run('check')).code, 2);
      for (const { stdout, stderr } of [listed, checked, lacking]) assert.ok(!`${stdout}${stderr}`.includes(secret));
    } finally {
      await directory.remove();
    }
  });
});
