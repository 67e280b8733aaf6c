import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { doorsJournal } from '../../../core/doors/journal.js';
import { runPass } from '../../../core/issuance/pass/run-pass.js';
import { summary } from '../../issuance/world.js';
import { waitFor } from '../../lab/wait-for.js';
import { client } from '../support.js';
import { withHub } from './wire-hub.js';

const doors = ['httpreq'] as const;
const edge = client('edge', { doors, domains: ['a.example.com', '*.b.example.com'] });
const other = client('other', { doors, domains: ['a.example.com'] });

const present = (fqdn: string, value: string) => ({ as: edge, json: { fqdn, value } });
const name = '_acme-challenge.a.example.com';

describe('the door httpreq', () => {
  it('writes and removes values by both forms, as often as it is asked to', async () => {
    await withHub([edge], async ({ ask, txt }) => {
      const [one, two] = ['value-of-the-apex', 'value-of-the-wildcard'];
      const both = await Promise.all([one, two].map((value) => ask('/httpreq/present', present(`${name}.`, value))));
      assert.deepEqual(
        both.map(({ status }) => status),
        [200, 200],
      );
      assert.equal((await ask('/httpreq/present', present(name.toUpperCase(), one))).status, 200);
      assert.deepEqual(txt().sort(), [`${name} ${one}`, `${name} ${two}`]);
      assert.equal((await ask('/httpreq/cleanup', present(name, one))).status, 200);
      assert.equal((await ask('/httpreq/cleanup', present(name, one))).status, 200);
      assert.deepEqual(txt(), [`${name} ${two}`]);

      const raw = { domain: 'x.b.example.com', token: 'token', keyAuth: 'token.thumbprint' };
      assert.equal((await ask('/httpreq/present', { as: edge, json: raw })).status, 200);
      const digest = createHash('sha256').update(raw.keyAuth).digest('base64url');
      assert.ok(txt().includes(`_acme-challenge.x.b.example.com ${digest}`));
      assert.equal((await ask('/httpreq/cleanup', { as: edge, json: raw })).status, 200);
      assert.deepEqual(txt(), [`${name} ${two}`]);
    });
  });

  it('refuses names of others, other names, and what makes no sense', async () => {
    await withHub([edge], async ({ ask, txt }) => {
      const refused = async (fqdn: string, value = 'v') => (await ask('/httpreq/present', present(fqdn, value))).status;
      assert.equal(await refused('_acme-challenge.c.example.com'), 403);
      assert.equal(await refused('_acme-challenge.deep.x.b.example.com'), 403);
      assert.equal(await refused('a.example.com'), 400);
      assert.equal(await refused('_acme-challenge.'), 400);
      assert.equal(await refused('_acme-challenge.*.a.example.com'), 400);
      assert.equal(await refused(`_acme-challenge.${'a.'.repeat(200)}com`), 400);
      assert.equal(await refused(name, ''), 400);
      assert.equal(await refused(name, 'x'.repeat(256)), 400);
      assert.equal(await refused(name, 'a\nb'), 400);
      for (const json of ['{', '[]', '{"fqdn":1}', { fqdn: name }]) {
        assert.equal((await ask('/httpreq/present', { as: edge, json })).status, 400);
      }
      assert.equal((await ask('/httpreq/present', { json: { fqdn: name, value: 'v' } })).status, 401);
      assert.deepEqual(txt(), []);
    });
  });

  it('keeps clients apart: nobody removes what another one wants, also of one value', async () => {
    await withHub([edge, other], async ({ ask, txt }) => {
      const as = (who: typeof edge, value: string) => ({ as: who, json: { fqdn: name, value } });
      for (const [who, value] of [
        [edge, 'of edge'],
        [other, 'of other'],
        [edge, 'of both'],
        [other, 'of both'],
      ] as const)
        assert.equal((await ask('/httpreq/present', as(who, value))).status, 200);
      assert.equal((await ask('/httpreq/cleanup', as(other, 'of edge'))).status, 200);
      assert.equal((await ask('/httpreq/cleanup', as(other, 'of both'))).status, 200);
      assert.deepEqual(txt().sort(), [`${name} of both`, `${name} of edge`, `${name} of other`]);
      assert.equal((await ask('/httpreq/cleanup', as(edge, 'of both'))).status, 200);
      assert.deepEqual(txt().sort(), [`${name} of edge`, `${name} of other`]);
    });
  });

  it('leaves nothing where the provider refuses, and says so in its own words', async () => {
    await withHub([edge], async ({ ask, txt, world, services }) => {
      world.provider.fault = (method) => (method === 'PATCH' ? { status: 422 } : undefined);
      const answer = await ask('/httpreq/present', present(name, 'v'));
      assert.equal(answer.status, 500);
      assert.match(answer.text, /^the DNS provider refuses; the log of the hub tells why/);
      world.provider.fault = undefined;
      assert.equal((await ask('/httpreq/present', present(name, 'v'))).status, 200);
      assert.equal((await ask('/httpreq/cleanup', present(name, 'v'))).status, 200);
      assert.deepEqual(txt(), []);
      assert.deepEqual(await doorsJournal(services.store).list('txt-record'), []);
    });
  });

  it('keeps values over a restart, and removes those that a kill left half done, or that are a day old', async () => {
    await withHub([edge], async ({ ask, txt, services, reopen, world }) => {
      const journal = doorsJournal(services.store);
      await ask('/httpreq/present', present(name, 'kept'));
      await ask('/httpreq/present', present('_acme-challenge.x.b.example.com', 'half'));
      const half = (await journal.list('txt-record')).find(({ content }) => content === 'half');
      assert.ok(half?.retryAt !== undefined);
      // As a kill leaves it: written, and not yet noted as wanted.
      const { id, retryAt: _wanted, ...entry } = half;
      await journal.update(id, entry);
      await reopen();
      await waitFor('the sweep', () => txt().length === 1);
      assert.deepEqual(txt(), [`${name} kept`]);
      world.clock.advance(25 * 3600 * 1000);
      await reopen();
      await waitFor('the sweep', () => txt().length === 0);
    });
  });

  it("writes beside a pass at one and the same name, and neither takes the other one's values", async () => {
    const both = client('both', { doors, domains: ['www.example.com'] });
    await withHub([both], async ({ ask, txt, services, world }) => {
      const state = await world.state();
      const request = { state, emit: () => {}, signal: new AbortController().signal };
      const fqdn = '_acme-challenge.www.example.com';
      const values = Array.from({ length: 12 }, (_, index) => `value-${index}`);
      const asked = async () => {
        const statuses: number[] = [];
        for (const value of values) {
          statuses.push((await ask('/httpreq/present', { as: both, json: { fqdn, value } })).status);
        }
        return statuses;
      };
      const [result, statuses] = await Promise.all([runPass(services, request), asked()]);
      assert.deepEqual(summary(result), ['create www.example.com done']);
      assert.deepEqual(
        statuses,
        values.map(() => 200),
      );
      assert.deepEqual(txt().sort(), values.map((value) => `${fqdn} ${value}`).sort());
    });
  });
});
