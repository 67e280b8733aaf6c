import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { issueCertificate, type SavedVersion } from '../../core/issuance/orders/issue-certificate.js';
import type { IssueAction } from '../../core/issuance/plan/actions.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { certificate, day, now } from './fixtures.js';
import { create, createScripted, failing, orderOf, type Script, server } from './scripted.js';

const a = certificate('a.example.com');

async function issue(
  script: Script = {},
  action: IssueAction = create(a),
  prepare?: (world: World) => Promise<unknown>,
) {
  const world = createScripted(script);
  await prepare?.(world);
  const steps: string[] = [];
  const onStep = (step: string, detail?: string) => void steps.push(detail === undefined ? step : `${step} ${detail}`);
  const result = await issueCertificate(world.context, action, { owes: ['pfx'], onStep }).catch(
    (error: unknown) => error,
  );
  return { ...world, steps, result, orders: await world.store.journal.list('order') };
}

type World = ReturnType<typeof createScripted>;

function versionOf(result: unknown): number {
  return (result as SavedVersion).version;
}

describe('issuing a certificate', () => {
  it('goes its way, and leaves a lineage, no order, and what is owed', async () => {
    const { told, steps, result, store, orders, afterwards } = await issue();
    assert.deepEqual(told, [
      'account',
      'take order',
      'order a.example.com',
      'authorizations',
      'take a.example.com',
      'locate a.example.com v-a.example.com domains.conf:1',
      'publish a.example.com v-a.example.com',
      'visible',
      'answer a.example.com',
      'wait ready',
      'clean up',
      'settle ',
      'finalize',
      'wait issued',
      'certificate',
    ]);
    assert.deepEqual(steps, [
      ...['account', 'account', 'order', 'records 1', 'propagation', 'propagation 1.3 s, 2 missing'],
      ...['validation', 'finalize', 'save'],
    ]);
    assert.deepEqual([orders, afterwards.length], [[], 1]);
    const saved = await store.read('a.example.com');
    const { health, version, domains, certificate: facts } = saved ?? {};
    assert.deepEqual(result, { health, version, domains, certificate: facts }, 'as it would be read back');
    assert.deepEqual([saved?.version, saved?.server, saved?.accountId], [1, server, 'acct']);
    assert.deepEqual(
      (await store.journal.list('owed-step')).map(({ plugin, version }) => [plugin, version]),
      [['pfx', 1]],
    );
  });

  it('skips what the CA has done already', async () => {
    const ready = async ({ domains }: { domains: readonly string[] }) => orderOf(domains, { status: 'ready' });
    assert.deepEqual((await issue({ ca: { newOrder: ready as never } })).told, [
      ...['account', 'take order', 'drop kept a.example.com', 'finalize', 'wait issued', 'certificate'],
    ]);
    const processing = async () => orderOf([a.name], { status: 'processing' });
    const { told } = await issue({ ca: { newOrder: processing } });
    assert.deepEqual(told.slice(2), ['drop kept a.example.com', 'wait issued', 'certificate']);
    assert.deepEqual((await issue({ authorizations: ['valid'] })).told.slice(3, 6), [
      ...['authorizations', 'drop kept a.example.com', 'wait ready'],
    ]);
  });

  it('proves only what is pending', async () => {
    const both = certificate('a.example.com', { domains: ['a.example.com', 'b.example.com'] });
    const { told } = await issue({ certificates: [both], authorizations: ['valid', 'pending'] }, create(both));
    assert.ok(told.includes('take b.example.com') && told.includes('publish a.example.com v-b.example.com'));
    assert.ok(!told.includes('answer a.example.com'));
  });

  it('orders once more where the order ran out, once only', async () => {
    let count = 0;
    const gone = new Failure('ACME', 'gone', { serviceCode: 'orderExpired' });
    const once = {
      waitReady: async (order: object) => (count++ === 0 ? Promise.reject(gone) : { ...order, status: 'ready' }),
    };
    const renewed = await issue({ ca: once as never });
    assert.equal(versionOf(renewed.result), 1);
    assert.equal(renewed.told.filter((text) => text === 'give back').length, 1);
    const never = await issue({ ca: { waitReady: () => Promise.reject(gone) } });
    assert.equal(never.result, gone);
    assert.equal(never.told.filter((text) => text.startsWith('order ')).length, 2);
    assert.deepEqual(never.orders, []);
  });

  it('keeps the order in hand where the next try can go on with it, and only there', async () => {
    const table: readonly [what: string, ca: Script['ca'], kept: number][] = [
      ['no network', { authorizations: failing('NETWORK') }, 1],
      ['refused names', { waitReady: failing('VALIDATION') }, 0],
      ['refused request', { finalize: failing('ACME') }, 0],
      ['a server in trouble', { finalize: failing('SERVER') }, 1],
      ['an issued one that cannot be fetched', { certificate: failing('NETWORK') }, 1],
      ['an issued one that is not what was ordered', { certificate: (async () => foreign) as never }, 1],
    ];
    const foreign = { cert: '', chain: '' };
    for (const [what, ca, kept] of table) {
      const { result, orders, told } = await issue({ ca: ca ?? {} });
      assert.ok(result instanceof Error, what);
      assert.equal(orders.length, kept, what);
      assert.equal(told.includes('give back'), kept === 0, what);
    }
  });

  it('saves nothing that cannot be used, whoever sent it', async () => {
    const clock = { now: () => now + 91 * day, sleep: async () => {} };
    const { result, store } = await issue({ context: { clock } });
    assert.ok(isFailure(result, 'RESPONSE'), String(result));
    assert.equal(await store.read('a.example.com'), undefined);
  });

  it('orders anew where a certificate could not be fetched again and again', async () => {
    for (const [failures, kept] of [
      [2, 1],
      [3, 0],
    ] as const) {
      const backOff = { failures, notBefore: now };
      const { orders } = await issue({ ca: { certificate: failing('NETWORK') } }, create(a), ({ memory }) =>
        memory.update(a.name, () => ({ backOff }) as never),
      );
      assert.equal(orders.length, kept);
    }
  });

  it('asks for the chain and profile that somebody wants', async () => {
    const wanting = certificate('a.example.com', {
      preferredChain: 'Root X2',
      acmeProfile: 'short',
      explicit: { preferredChain: 'line', acmeProfile: 'line' } as DesiredCertificate['explicit'],
    });
    const { told, store } = await issue({}, create(wanting));
    assert.ok(told.includes('certificate Root X2') && told.includes('order a.example.com profile=short'));
    const renewal = (await store.read('a.example.com'))?.renewal;
    assert.deepEqual([renewal?.preferredChain, renewal?.profile], ['Root X2', 'short']);
  });
});
