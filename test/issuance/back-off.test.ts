import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runPass } from '../../core/issuance/pass/run-pass.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { serveZones, type ZoneData } from '../faults/fake-dns.js';
import { waitFor } from '../lab/index.js';
import { createRehearsal, fileOf, startCa } from './rehearsal.js';
import { createWorld, summary } from './world.js';

const minute = 60_000;
const hour = 60 * minute;

describe('a certificate that fails', () => {
  it('is tried again at growing intervals, over restarts, and says why', async () => {
    await using world = await createRehearsal();
    world.provider.fault = () => ({ status: 422 });
    const pauses: number[] = [];
    for (let count = 0; count < 9; count += 1) {
      const [outcome] = (await world.pass()).outcomes;
      const retryAt = outcome?.retryAt ?? 0;
      pauses.push((retryAt - world.clock.now()) / minute);
      const [status] = await world.status();
      assert.equal(status?.state, 'failing');
      assert.equal(status?.next.at?.getTime(), retryAt);
      assert.equal(status?.lastError?.code, 'API');
      world.clock.advance(retryAt - world.clock.now() - 1);
      assert.deepEqual(summary(await world.pass()), ['wait www.example.com']);
      world.clock.advance(1);
    }
    assert.deepEqual(pauses, [5, 15, 60, 180, 360, 720, 1440, 1440, 1440]);
    // One order all the time: it is taken up again.
    assert.ok(world.ca.stats.requests.newOrder <= 2, `${world.ca.stats.requests.newOrder} orders`);
    world.provider.fault = undefined;
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal((await world.status())[0]?.lastError, undefined);
  });

  it('is tried at once when its configuration has changed, or when that is asked for', async () => {
    await using world = await createRehearsal();
    world.provider.fault = () => ({ status: 422 });
    await world.pass();
    assert.deepEqual(summary(await world.pass()), ['wait www.example.com']);
    assert.deepEqual(summary(await world.pass({ force: new Set(['www.example.com']) })), [
      'create www.example.com API',
    ]);
    await world.writeDomains('www.example.com mail.example.com');
    const [outcome] = (await world.pass()).outcomes;
    assert.equal(outcome?.failure?.code, 'API');
    assert.equal((outcome?.retryAt ?? 0) - world.clock.now(), 5 * minute, 'the intervals begin anew');
  });

  it('stops nobody else', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.net\nc.example.com' });
    assert.deepEqual(summary(await world.pass()), [
      'create a.example.com done',
      'create b.example.net ZONE_NOT_FOUND',
      'create c.example.com done',
    ]);
  });
});

describe('a certificate whose provider hangs', () => {
  it('keeps none of the others waiting', async () => {
    await using world = await createRehearsal({
      domains: 'slow.example.net\nfast.example.com',
      zones: ['example.com', 'example.net'],
    });
    const stop = new AbortController();
    world.provider.fault = (_method, _body, url) => (url.includes('example.net') ? { hang: true } : undefined);
    const pass = world.pass({ signal: stop.signal });
    await waitFor('the other certificate', () =>
      world.events.some((event) => event.kind === 'certificate-done' && event.certificate === 'fast.example.com'),
    );
    assert.ok(!world.events.some(({ kind }) => kind === 'certificate-failed'), 'the slow one is still under way');
    stop.abort();
    assert.deepEqual(summary(await pass), ['create slow.example.net ABORTED', 'create fast.example.com done']);
  });
});

describe('a program that is killed each time it has ordered', () => {
  it('makes one order more, and then at most one for each step of the back-off', async () => {
    await using world = await createRehearsal();
    const orders = () => world.ca.stats.requests.newOrder;

    /** A pass that comes to its end just before the order is written down: all that is left of it is on disk. */
    async function killedPass(): Promise<void> {
      await world.within(async (services) => {
        const { store, env } = services;
        let isOver = false;
        function stopHere(): Promise<string> {
          isOver = true;
          return new Promise(() => {});
        }
        const journal = {
          ...store.journal,
          add: (entry: Parameters<typeof store.journal.add>[0]) =>
            entry.kind === 'order' ? stopHere() : store.journal.add(entry),
        };
        const { loadConfiguration } = await import('../../core/config/load.js');
        const { createManifestCatalog } = await import('../../core/config/manifest-catalog.js');
        const { state } = await loadConfiguration({
          env: { ...env, ...world.env },
          manifests: createManifestCatalog(builtInRegistry()),
        });
        const pass = runPass(
          { ...services, store: { ...store, journal } },
          {
            state,
            signal: new AbortController().signal,
            emit: (event) => {
              isOver ||= event.kind === 'pass-ended';
            },
          },
        );
        pass.catch(() => undefined);
        await waitFor('the order, or the end of the pass', () => isOver);
      });
    }

    const start = world.clock.now();
    const seen: number[] = [];
    while (world.clock.now() - start < 2 * hour) {
      await killedPass();
      seen.push(orders());
      // As a supervisor that starts it each minute, and less often later.
      world.clock.advance(world.clock.now() - start < 10 * minute ? minute : 5 * minute);
    }
    assert.ok(seen.length > 30);
    assert.equal(seen[0], 1);
    assert.equal(seen[1], 2, 'the first restart is not delayed');
    assert.equal(seen[5], 2);
    assert.ok((seen.at(-1) ?? 99) <= 5, `${seen.at(-1)} orders in two hours`);
  });
});

describe("after a failure at Let's Encrypt", () => {
  it('the set-up is proved at the staging CA first', async () => {
    // What the CAs see: nothing, until the DNS is repaired.
    const seenByCas = new Map<string, ZoneData>([['example.com', new Map()]]);
    const blind = await serveZones(seenByCas);
    const clock = (await import('./fake-clock.js')).createFakeClock();
    const production = await startCa(blind.dnsAddress, clock);
    const staging = await startCa(blind.dnsAddress, clock);
    const files = await fileOf(production);
    const { readFile, writeFile } = await import('node:fs/promises');
    await writeFile(files.caBundle, `${await readFile(files.caBundle, 'utf8')}\n${staging.caPem}`);
    await using world = await createWorld(async () => files, {
      clock,
      env: { LETSENCRYPT_DNS_TEST_LETSENCRYPT: `${production.directoryUrl} ${staging.directoryUrl}` },
    });
    const orders = () => [production.stats.requests.newOrder, staging.stats.requests.newOrder];

    assert.deepEqual(summary(await world.pass()), ['create www.example.com VALIDATION']);
    assert.deepEqual(orders(), [1, 0]);
    // No certificate came of it: only the order itself and the refused name count.
    const used = await world.within(async ({ limits }) => (await limits.standing()).used);
    const counted = [...used].filter(([, at]) => at > clock.now()).map(([key]) => key.split(' ')[0]);
    assert.deepEqual(counted.sort(), ['orders', 'validation']);
    clock.advance(6 * minute);
    const second = await world.pass();
    assert.deepEqual(summary(second), ['create www.example.com VALIDATION']);
    assert.match(second.outcomes[0]?.failure?.message ?? '', /^at the staging CA/);
    assert.deepEqual(orders(), [1, 1], 'production was not asked again');

    const zone = world.provider.zones.get('example.com');
    assert.ok(zone !== undefined);
    seenByCas.set('example.com', zone);
    clock.advance(hour);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(orders(), [2, 2]);
    assert.deepEqual(world.provider.txt(), []);
    // What was proved is not proved again.
    clock.advance(hour);
    await world.pass({ force: new Set(['www.example.com']) });
    assert.deepEqual(orders(), [3, 2]);
    await staging.close();
    await blind.stop();
  });

  it('validations that succeed count nowhere, also within one process', async () => {
    await using world = await createRehearsal();
    const force = new Set(['www.example.com']);
    const { openApplication } = await import('../../core/application/open-application.js');
    const { createRedactor } = await import('../../core/http/redact.js');
    const application = await openApplication({ globals: {}, env: world.env, redactor: createRedactor() });
    const { state } = application;
    await application.close();
    const signal = new AbortController().signal;
    await world.within(async (services) => {
      for (let count = 0; count < 6; count += 1) {
        assert.deepEqual(summary(await runPass(services, { state, force, signal, emit: () => {} })), [
          `${count === 0 ? 'create' : 'renew'} www.example.com done`,
        ]);
      }
    });
  });

  it('the validations of a name that go on failing keep below the limit', async () => {
    const blind = await serveZones(new Map([['example.com', new Map()]]));
    await using world = await createWorld(async (_dns, clock) => fileOf(await startCa(blind.dnsAddress, clock)));
    const force = new Set(['www.example.com']);
    const codes: (string | undefined)[] = [];
    for (let count = 0; count < 6; count += 1) {
      const [outcome] = (await world.pass({ force })).outcomes;
      codes.push(outcome?.failure?.code);
      world.clock.advance(minute);
    }
    assert.deepEqual(codes, ['VALIDATION', 'VALIDATION', 'VALIDATION', 'RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED']);
    const [status] = await world.status();
    assert.match(status?.lastError?.message ?? '', /failed too often within an hour/);
    await blind.stop();
  });
});
