import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missing, waitFor } from '../../lab/index.js';
import { makeAuthority } from '../../store/certificates.js';
import { cluster } from '../../store/postgres/cluster.js';
import { saveRequest } from '../../store/volume.js';
import { client } from '../support.js';
import { withInstances } from './instances.js';

const edge = client('edge', { doors: ['httpreq', 'acme-dns', 'certificates'], certificates: ['www.example.com'] });
const more = { acmeDns: { zone: 'auth.example.net' } };
const proof = (value: string) => ({ as: edge, json: { fqdn: '_acme-challenge.edge.example.com.', value } });

describe('the doors of two instances over one PostgreSQL', { skip: missing('postgres', 'initdb') }, () => {
  it('take a proof at any of them, once, and the next holder removes what one that has ended left', async () => {
    await withInstances({ clients: [edge], more }, async ({ all: [one, two], txt, world }) => {
      await one.lead();
      const presents = [one, two, two, one].map(({ ask }) => ask('/httpreq/present', proof('first')));
      assert.deepEqual(
        (await Promise.all(presents)).map(({ status }) => status),
        [200, 200, 200, 200],
      );
      assert.deepEqual(txt(), ['_acme-challenge.edge.example.com first']);
      assert.equal((await two.ask('/httpreq/present', proof('second'))).status, 200);
      assert.equal((await one.ask('/httpreq/cleanup', proof('second'))).status, 200);
      assert.equal((await two.ask('/httpreq/cleanup', proof('first'))).status, 200);
      assert.deepEqual(txt(), []);

      assert.equal((await two.ask('/httpreq/present', proof('third'))).status, 200);
      await one.rest();
      world.clock.advance(25 * 3600 * 1000);
      await two.lead();
      await waitFor('the old value to go', async () => txt().length === 0);
      assert.equal((await one.ask('/httpreq/present', proof('fourth'))).status, 200);
      assert.deepEqual(txt(), ['_acme-challenge.edge.example.com fourth']);
      assert.deepEqual(
        [one, two].map(({ calls }) => calls.map(({ outcome, client: by, names }) => [outcome, by, names])),
        [4, 5].map((count) =>
          Array.from({ length: count }, () => ['done', 'edge', ['_acme-challenge.edge.example.com']]),
        ),
        'one line a call, where it came in',
      );
    });
  });

  it('know the accounts of each other, and refuse in the same words', async () => {
    await withInstances({ clients: [edge], more }, async ({ all: [one, two], txt }) => {
      await one.lead();
      const made = await two.ask('/acme-dns/register', { method: 'POST', as: edge });
      assert.equal(made.status, 201, made.text);
      const account = JSON.parse(made.text) as { username: string; password: string; subdomain: string };
      const update = (password: string, digit: string) => ({
        headers: { 'X-Api-User': account.username, 'X-Api-Key': password },
        json: { subdomain: account.subdomain, txt: digit.repeat(43) },
      });
      for (const [index, { ask }] of [one, two].entries()) {
        const set = await ask('/acme-dns/update', update(account.password, `${index}`));
        assert.equal(set.status, 200, set.text);
      }
      assert.equal(txt().length, 2);
      const refusals = [one, two].map(async ({ ask }) => {
        const { status, text } = await ask('/acme-dns/update', update('wrong', '3'));
        return [status, text];
      });
      assert.deepEqual(await Promise.all(refusals), [
        [401, '{"error":"forbidden"}'],
        [401, '{"error":"forbidden"}'],
      ]);
      for (const { ask } of [one, two]) assert.equal((await ask('/acme-dns/health')).status, 200);
    });
  });

  it('count wrong secrets together, those at doors that each instance serves by itself among them', async () => {
    await withInstances({ clients: [edge], more }, async ({ all: [one, two] }) => {
      await one.lead();
      const wrong = { as: { ...edge, secret: 'x'.repeat(43) } };
      for (let index = 0; index < 4; index += 1) {
        assert.equal((await two.ask('/certificates', wrong)).status, 401);
        assert.equal((await two.ask('/httpreq/present', { ...wrong, json: {} })).status, 401);
      }
      await waitFor('those of the second to be counted', async () => {
        const { status } = await one.ask('/certificates', wrong);
        return status === 429;
      });
      assert.equal((await two.ask('/httpreq/present', proof('right'))).status, 429);
      assert.equal((await two.ask('/certificates', { as: edge })).status, 429, 'told by the answer before');
    });
  });

  it('tell a request that is held of a new version, at whichever instance it is held', async () => {
    await withInstances({ clients: [edge] }, async ({ all: [one, two] }) => {
      const authority = makeAuthority();
      const save = async () => {
        const lease = await one.services.store.lease('directory', { command: 'a pass' });
        await one.services.store.save(saveRequest('www.example.com', authority.issue(['www.example.com'])));
        await lease.release();
      };
      const held = [one, two].map(({ ask }) => ask('/certificates/www.example.com?wait=60', { as: edge }));
      await save();
      for (const answer of await Promise.all(held)) {
        assert.equal((JSON.parse(answer.text) as { version: number }).version, 1);
      }
      const etag = (await two.ask('/certificates/www.example.com', { as: edge })).headers.get('etag') ?? '';
      const known = { as: edge, headers: { 'If-None-Match': etag } };
      assert.equal((await one.ask('/certificates/www.example.com', known)).status, 304);
      const newer = two.ask('/certificates/www.example.com?wait=60', known);
      await save();
      assert.equal((JSON.parse((await newer).text) as { version: number }).version, 2);
    });
  });

  it('answer 503 with Retry-After where the database cannot be reached', async () => {
    await withInstances({ clients: [edge], more }, async ({ all: [one, two], database }) => {
      await one.lead();
      const postgres = await cluster();
      // One after the other: until the first is committed, who is cut off may connect again.
      const cut = async (allowed: boolean) => {
        await postgres.run('postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS ${allowed}`);
        await postgres.run(
          'postgres',
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
        );
      };
      await cut(false);
      for (const { ask } of [one, two]) {
        for (const [path, ask1] of [
          ['/httpreq/present', proof('lost')],
          ['/certificates/www.example.com', { as: edge }],
          ['/acme-dns/register', { as: edge, json: {} }],
        ] as const) {
          const { status, headers, text } = await ask(path, ask1);
          assert.equal(status, 503, `${path} ${text}`);
          assert.ok(Number(headers.get('retry-after')) > 0, path);
        }
      }
      await cut(true);
      await waitFor('it to go on', async () => (await two.ask('/httpreq/present', proof('again'))).status === 200);
    });
  });
});
