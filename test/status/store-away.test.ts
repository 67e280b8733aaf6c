import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { Failure } from '../../core/sdk/index.js';
import type { InstanceGlance, SharedStore } from '../../core/store/shared-store.js';
import { httpRequest } from '../lab/index.js';
import { createStage, playPass, type Stage } from './stage.js';

const hour = 3600_000;
let stage: Stage;
let isAway = false;
let later = 0;
const self: InstanceGlance = {
  ...{ host: 'web1', directory: '/etc/letsencrypt', version: '1.2.3', configuration: 'aa', behind: 0 },
  ...{ seenAt: new Date(), silentForSeconds: 1 },
};

/** What a database that is away answers to everything. */
async function orAway<T>(value: () => T | Promise<T>): Promise<T> {
  if (isAway) throw new Failure('STORE', 'the database is away');
  return value();
}

beforeEach(async () => {
  isAway = false;
  later = 0;
  stage = await createStage((services) => {
    const { store, clock } = services;
    const shared = {
      place: 'db:5432/ledns',
      leader: () => orAway(() => undefined),
      glance: () => orAway(() => [self]),
    } as unknown as SharedStore;
    return {
      ...services,
      clock: { ...clock, now: () => clock.now() + later },
      store: {
        ...store,
        shared,
        lineages: (options) => orAway(() => store.lineages(options)),
        holder: (now) => orAway(() => store.holder(now)),
      },
    };
  });
});
afterEach(() => stage.stop());

async function ask(path: string) {
  // Whatever happens makes the server look anew.
  playPass(stage.server, 'aaaa1111');
  return httpRequest(`${stage.server.url}${path}`);
}

it('a store that goes away costs the page a sentence, and comes back', async () => {
  isAway = true;
  assert.equal((await ask('/')).status, 500, 'before anything was read there is nothing to show');
  isAway = false;
  later = 0;
  const before = await ask('/');
  assert.match(before.body, /<h3>web1<\/h3>/);
  const health = JSON.parse((await ask('/healthz')).body) as { problems: object[] };

  isAway = true;
  const page = await ask('/');
  assert.equal(page.status, 200);
  assert.match(page.body, /The store db:5432\/ledns is out of reach: .*the database is away/);
  assert.doesNotMatch(page.body, /<h3>web1<\/h3>/);
  const cards = (body: string) => body.match(/href="\/certificate\?name=[^"]+"/g);
  assert.deepEqual(cards(page.body), cards(before.body));
  const certificate = await ask('/certificate?name=mail.example.com');
  assert.equal(certificate.status, 200);
  assert.match(certificate.body, /<h2>Chain<\/h2><ol class="chain"><li><strong>mail\.example\.com/);
  assert.deepEqual(JSON.parse((await ask('/healthz')).body), health);
  const metrics = (await ask('/metrics')).body;
  assert.match(metrics, /^letsencrypt_dns_store_reachable\{store="db:5432\/ledns"\} 0$/m);
  assert.doesNotMatch(metrics, /^letsencrypt_dns_instance_/m);
  assert.match(metrics, /^letsencrypt_dns_certificate_expiry_timestamp_seconds\{certificate="example.org"\}/m);
  const status = await ask('/api/status');
  assert.equal(status.status, 503);
  assert.match(status.body, /the database is away/);

  later = 7 * hour;
  assert.match((await ask('/healthz')).body, /the shared store has been out of reach since/);
  isAway = false;
  later = 0;
  assert.doesNotMatch((await ask('/healthz')).body, /out of reach/);
  assert.match((await ask('/')).body, /<h3>web1<\/h3>/);
});
