import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { letsEncryptServer } from '../../core/config/settings.js';
import { readBusy } from '../../core/issuance/known/find-known.js';
import { createRemovalsSeen } from '../../core/issuance/memory/removals-seen.js';
import { createSilentServers } from '../../core/issuance/orders/silent-servers.js';
import { readParked } from '../../core/issuance/pass/parked.js';
import { readStandStill } from '../../core/issuance/pass/pass-watch.js';
import { createRateLimits } from '../../core/issuance/rate-limits/index.js';
import { currentCertificates } from '../../core/issuance/steps/current-certificate.js';
import { openMemoryStore } from '../store/memory-store.js';
import { createFacts } from './create-facts.js';
import { certificate, day, hour, lineage, minute, now, state } from './fixtures.js';

const name = 'a.example.com';
const server = 'https://acme.example/directory';
const a = certificate(name);

describe('what is kept in the state', () => {
  it('is nothing where a part of it is missing', async () => {
    const { state: kept } = openMemoryStore();
    const seen = createRemovalsSeen(kept);
    await seen.remember(state([a]), now - hour);
    const whole = await kept.read('configuration-seen', (value) => value as object);
    const readings: readonly [
      key: string,
      whole: object,
      read: () => Promise<unknown>,
      found: unknown,
      none: unknown,
    ][] = [
      ['configuration-seen', whole ?? {}, async () => (await seen.since(state([a]), now))(), now - hour, now],
      ['stand-still', { at: now, where: 'x' }, () => readStandStill(kept, now), 'x', undefined],
    ];
    for (const [key, all, read, found, none] of readings) {
      await kept.write(key, all);
      assert.equal(await read(), found);
      for (const part of Object.keys(all))
        for (const wrong of [undefined, null, {}]) {
          await kept.write(key, { ...all, [part]: wrong });
          assert.equal(await read(), none, `${key} ${part}`);
        }
    }
    await kept.write('servers-without-renewal-information', {
      [server]: now - day + 1,
      b: now - day,
      c: 'x',
      d: now + 1,
    });
    const { servers, firstEnd } = await createSilentServers(kept).known(now);
    assert.deepEqual([[...servers], firstEnd], [[server], now + 1]);
  });

  it('of a pass that stands still is good for five minutes', async () => {
    const { state: kept } = openMemoryStore();
    await kept.write('stand-still', { at: now, where: 'x' });
    for (const [at, isGood] of [
      [5 * minute, true],
      [5 * minute + 1, false],
      [-5 * minute, true],
      [-5 * minute - 1, false],
    ] as const)
      assert.equal((await readStandStill(kept, now + at)) === 'x', isGood);
  });
});

it('what is under way is an order, a record, or a step that is owed, in the store or on this host', async () => {
  const order = { kind: 'order', certificate: 'a', orderUrl: 'u', server, accountUrl: 'v', domains: ['a'] };
  const step = { kind: 'owed-step', certificate: 'a', version: 1, plugin: 'pfx' };
  const record = { kind: 'txt-record', certificate: 'a', zone: 'z', name: 'n', content: 'c', provider: 'p' };
  const table: readonly [entry: object | undefined, isHere: boolean, busy: readonly string[]][] = [
    [undefined, false, []],
    [{ ...order, createdAt: now }, false, ['a']],
    [step, false, ['a']],
    [step, true, ['a']],
    [{ ...record, createdAt: now }, false, []],
  ];
  for (const [entry, isHere, expected] of table) {
    const [store, host] = [openMemoryStore(), openMemoryStore()];
    Object.assign(store.publication, { steps: host.journal });
    if (entry !== undefined) await (isHere ? host : store).journal.add(entry as never);
    const { busy, isUnderWay } = await readBusy({ store });
    assert.deepEqual([[...busy], isUnderWay], [expected, entry !== undefined]);
  }
});

it('steps are for what is configured, wanted on this host, there and sound', async () => {
  const table: readonly [asked: string, wants: boolean, present: object | undefined, isFound: boolean][] = [
    [name, true, lineage(name), true],
    [name, false, lineage(name), false],
    [name, true, undefined, false],
    [name, true, lineage(name, { health: { broken: 'x' } }), false],
    ['b.example.com', true, lineage(name), false],
  ];
  for (const [asked, wants, present, isFound] of table) {
    const store = openMemoryStore();
    Object.assign(store, { read: async () => present });
    Object.assign(store.publication, { wants: () => wants });
    assert.equal((await currentCertificates(store, state([a]))(asked)) !== undefined, isFound);
  }
  const wrong = currentCertificates(openMemoryStore(), state([a], { held: [name] }));
  await assert.rejects(wrong(name), { code: 'CONFIG' });
});

it('a wait is parked for the names that are asked for now, written by a profile that is still there', async () => {
  const profiles = { env: { id: 'env', provider: 'x' } } as never;
  const asked = state([certificate(name, { domains: [name, 'b.example.com'] })], { profiles });
  const table: readonly [domains: string[], record: object, isParked: boolean][] = [
    [['b.example.com', name], {}, true],
    [[name, 'c.example.com'], {}, false],
    [[name], {}, false],
    [[name, 'b.example.com'], { waitUntil: undefined }, false],
    [[name, 'b.example.com'], { provider: 'y' }, false],
    [[name, 'b.example.com'], { profile: 'gone' }, false],
  ];
  for (const [domains, more, isParked] of table) {
    const { journal } = openMemoryStore();
    const order = { kind: 'order', certificate: name, orderUrl: 'u', server, accountUrl: 'v', domains } as const;
    await journal.add({ ...order, createdAt: now });
    const record = {
      kind: 'txt-record',
      certificate: name,
      zone: 'example.com',
      name: '_acme-challenge',
      content: 'z',
    };
    await journal.add({
      ...record,
      provider: 'x',
      profile: 'env',
      createdAt: now,
      waitUntil: now + hour,
      ...more,
    } as never);
    const found = await readParked({ journal }, asked, now);
    assert.deepEqual(
      found.map((one) => [one.name, one.until]),
      isParked ? [[name, now + hour]] : [],
      JSON.stringify([domains, more]),
    );
  }
});

it('orders are counted at Let’s Encrypt, those that renew by themselves, and none elsewhere', async () => {
  const domains = [name];
  const account = 'u';
  const charged = {
    [`orders ${account} #0`]: now + 3 * hour,
    [`domain ${account} example.com`]: now + (7 * day) / 50,
    [`set ${account} ${name}`]: now + (7 * day) / 5,
  };
  for (const [url, isExempt, used, left] of [
    [letsEncryptServer, false, charged, { [`orders ${account} #0`]: now + 3 * hour }],
    [
      letsEncryptServer,
      true,
      { [`renewals ${account} #0`]: now + 3 * hour },
      { [`renewals ${account} #0`]: now + 3 * hour },
    ],
    ['https://other.example/', false, {}, {}],
    ['https://other.example/', true, {}, {}],
  ] as const) {
    const limits = createRateLimits({
      store: { facts: createFacts() },
      isLetsEncrypt: (one) => one === letsEncryptServer,
      now: () => now,
    });
    const giveBack = await limits.takeOrder({ server: url, account, domains, isExempt });
    assert.deepEqual(Object.fromEntries((await limits.standing()).used), used);
    await giveBack();
    const after = [...(await limits.standing()).used].filter(([, at]) => at > now);
    assert.deepEqual(Object.fromEntries(after), left);
  }
});
