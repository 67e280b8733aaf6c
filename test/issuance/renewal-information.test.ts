import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { refreshRenewalInformation } from '../../core/issuance/orders/renewal-information.js';
import { createSilentServers } from '../../core/issuance/orders/silent-servers.js';
import { certificate, day, hour, lineage, now } from './fixtures.js';
import { createScripted, failing, type Script, server } from './scripted.js';

const a = certificate('a.example.com');

type World = ReturnType<typeof createScripted>;

describe('what a CA says of a renewal', () => {
  const window = { start: new Date(now + 10 * day), end: new Date(now + 12 * day) };
  const answer = { window, retryAfterMs: 6 * hour, explanationUrl: 'https://acme.example/why' };

  async function refresh(
    script: Script & { info?: () => Promise<unknown>; ari?: boolean },
    lineages = [lineage(a.name)],
    prepare?: (world: World) => Promise<unknown>,
  ) {
    const asked: string[] = [];
    const world = createScripted(script);
    Object.assign(world.store, {
      material: async (name: string) => ({ cert: `cert of ${name}`, chain: '', privkey: '' }),
    });
    const renewalInfo = async (cert: string) => {
      asked.push(cert);
      return script.info === undefined ? answer : script.info();
    };
    const accounts = { server: async () => ({ supportsAri: script.ari ?? true, renewalInfo }) } as never;
    await prepare?.(world);
    await refreshRenewalInformation({ ...world.context, accounts }, lineages);
    return { ...world, asked, renewal: (await world.memory.get(a.name)).renewal };
  }

  it('is remembered, with a moment inside the window', async () => {
    const { asked, renewal } = await refresh({});
    assert.deepEqual(asked, ['cert of a.example.com']);
    assert.deepEqual(
      [renewal?.fingerprint, renewal?.windowStart, renewal?.windowEnd, renewal?.askAgainAt, renewal?.explanationUrl],
      ['abcd', +window.start, +window.end, now + 6 * hour, 'https://acme.example/why'],
    );
    assert.ok(renewal !== undefined && renewal.renewAt >= +window.start && renewal.renewAt <= +window.end);
  });

  it('is asked for as often as the CA allows, of certificates that are wanted and have an id', async () => {
    const kept =
      (askAgainAt: number, fingerprint = 'abcd') =>
      async ({ memory }: World) => {
        const renewal = { fingerprint, windowStart: 1, windowEnd: 2, renewAt: 1, askAgainAt };
        await memory.update(a.name, () => ({ renewal }));
      };
    const good = lineage(a.name);
    const table: readonly [
      what: string,
      lineages: ReturnType<typeof lineage>[],
      prepare: ReturnType<typeof kept> | undefined,
      count: number,
    ][] = [
      ['not yet', [good], kept(now + 1), 0],
      ['now', [good], kept(now), 1],
      ['another certificate', [good], kept(now + 1, 'ffff'), 1],
      ['further ahead than any answer reaches', [good], kept(now + day + 1), 1],
      ['the longest pause', [good], kept(now + day), 0],
      ['unwanted', [lineage('x.example.com')], undefined, 0],
      ['damaged', [{ ...good, health: 'damaged' } as never], undefined, 0],
      ['no server', [lineage(a.name, { server: undefined as never })], undefined, 0],
      ['no id', [lineage(a.name, { certificate: { ...good.certificate, ariId: undefined as never } })], undefined, 0],
      ['silent lately', [good], ({ store }) => createSilentServers(store.state).add(server, now), 0],
    ];
    for (const [what, lineages, prepare, count] of table)
      assert.equal((await refresh({}, lineages, prepare)).asked.length, count, what);
  });

  it('is asked for of eight certificates at a time', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}.example.com`);
    let [under, most] = [0, 0];
    const info = async () => {
      under += 1;
      most = Math.max(most, under);
      await setImmediate();
      under -= 1;
    };
    const certificates = names.map((name) => certificate(name));
    const { asked } = await refresh(
      { certificates, info },
      names.map((name) => lineage(name)),
    );
    assert.deepEqual([asked.length, most], [20, 8]);
  });

  it('keeps the moment that was picked while the window stays', async () => {
    const picked = {
      fingerprint: 'abcd',
      windowStart: +window.start,
      windowEnd: +window.end,
      renewAt: 7,
      askAgainAt: 0,
    };
    for (const [change, same] of [
      [{}, true],
      [{ windowStart: 1 }, false],
      [{ windowEnd: 1 }, false],
      [{ fingerprint: 'ffff' }, false],
    ] as const) {
      const { renewal } = await refresh({}, undefined, ({ memory }) =>
        memory.update(a.name, () => ({ renewal: { ...picked, ...change } })),
      );
      assert.equal(renewal?.renewAt === 7, same);
    }
  });

  it('changes nothing where there is none, and asks no more today where the CA has no such thing', async () => {
    assert.equal((await refresh({ info: async () => undefined })).renewal, undefined);
    assert.equal((await refresh({ info: failing('SERVER') })).renewal, undefined);
    const without = await refresh({ ari: false });
    assert.deepEqual(without.asked, []);
    assert.deepEqual([...(await createSilentServers(without.store.state).known(now)).servers], [server]);
    const stop = new AbortController();
    stop.abort();
    assert.deepEqual((await refresh({ context: { signal: stop.signal } })).asked, []);
  });
});
