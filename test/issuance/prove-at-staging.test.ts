import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ParkedWait } from '../../core/challenges/index.js';
import { issueCertificate, type SavedVersion } from '../../core/issuance/orders/issue-certificate.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, now } from './fixtures.js';
import { accountUrl, create, createScripted, failing, orderOf, type Script, server } from './scripted.js';

const a = certificate('a.example.com');
const staging = 'https://staging.example/directory';

type World = ReturnType<typeof createScripted>;

describe('a certificate that the CA refused', () => {
  const refused =
    (code: string) =>
    async ({ memory, context }: World) => {
      Object.assign(context, { letsEncrypt: { stagingOf: () => staging } });
      const lastFailure = { at: now, step: 'validation', code, message: 'x', retryable: true };
      await memory.update(a.name, () => ({ lastFailure }) as never);
    };
  const issue = async (script: Script, prepare: (world: World) => Promise<unknown>) => {
    const world = createScripted(script);
    await prepare(world);
    const result = await issueCertificate(world.context, create(a), { owes: [], onStep: () => {} }).catch(
      (error: unknown) => error,
    );
    return { ...world, result, orders: await world.store.journal.list('order') };
  };

  it('is proved at the staging CA first, whose order is then left alone', async () => {
    for (const [code, proved] of [
      ['VALIDATION', true],
      ['ACME', true],
      ['NETWORK', false],
      ['AUTHENTICATION', false],
    ] as const) {
      const { told, result, orders } = await issue({}, refused(code));
      assert.equal((result as SavedVersion).version, 1);
      assert.equal(told[0], proved ? `account ${staging}` : 'account', code);
      assert.equal(told.filter((text) => text.startsWith('publish')).length, proved ? 2 : 1);
      assert.equal(told.filter((text) => text === 'finalize').length, 1);
      assert.deepEqual(orders, []);
    }
  });

  it('says that it failed there, and leaves production alone', async () => {
    const { told, result, orders } = await issue({ ca: { waitReady: failing('VALIDATION') } }, refused('ACME'));
    assert.match((result as Failure).message, /^at the staging CA, before production is asked again: no$/);
    assert.equal((result as Failure).code, 'VALIDATION');
    assert.ok(!told.includes('take order'));
    assert.deepEqual(orders, []);
  });

  it('keeps the order whose records are waited for, and goes on with it', async () => {
    for (const [failure, kept] of [
      [new ParkedWait(now + day), 1],
      [new Failure('PROPAGATION', 'x'), 1],
      [new Failure('NETWORK', 'x'), 0],
    ] as const) {
      const awaitVisible = () => Promise.reject(failure);
      const { orders, result } = await issue({ published: { awaitVisible } }, refused('ACME'));
      assert.equal(orders.length, kept);
      assert.equal(result instanceof ParkedWait, failure instanceof ParkedWait);
      assert.ok(orders.every((order) => order.server === staging && order.privateKey === undefined));
    }
    for (const [entry, status, resumed] of [
      [{}, 'pending', true],
      [{}, 'ready', false],
      [{ accountUrl: 'https://acme.example/acct/2' }, 'pending', false],
      [{ certificate: 'b.example.com' }, 'pending', false],
    ] as const) {
      const order = async (url: string) => orderOf([a.name], { url, status });
      const { told, orders } = await lookingAt(order, entry);
      assert.equal(told.filter((text) => text.startsWith('order ')).length, resumed ? 1 : 2, status);
      assert.deepEqual(
        orders.filter(({ certificate: owner }) => owner === a.name),
        [],
        'none stays that nobody goes on with',
      );
    }
    for (const [failure, isGone] of [
      [failing('RESPONSE', { status: 404 }), true],
      [failing('ACME', { serviceCode: 'orderExpired' }), true],
      [failing('ACME'), true],
      [failing('AUTHENTICATION'), true],
      [failing('NETWORK'), false],
    ] as const) {
      const { told } = await lookingAt(failure, {});
      assert.equal(told.filter((text) => text.startsWith('order ')).length, isGone ? 2 : 0);
    }

    async function lookingAt(order: NonNullable<Script['ca']>['order'], entry: object) {
      return issue({ ca: { order } as never }, async (world) => {
        await refused('ACME')(world);
        const orderUrl = 'https://acme.example/order/9';
        const own = {
          kind: 'order' as const,
          certificate: a.name,
          orderUrl,
          server: staging,
          accountUrl,
          domains: a.domains,
        };
        await world.store.journal.add({ ...own, createdAt: now, ...entry });
      });
    }
  });

  it('is not proved again where an order at production is in hand', async () => {
    const { told } = await issue({}, async (world) => {
      await refused('ACME')(world);
      const own = { kind: 'order' as const, certificate: a.name, orderUrl: 'https://acme.example/order/1', server };
      await world.store.journal.add({ ...own, accountUrl, domains: a.domains, createdAt: now });
    });
    assert.ok(!told.includes(`account ${staging}`));
  });

  it('is not called a failure of staging where somebody stopped it', async () => {
    const { result } = await issue({ ca: { newOrder: failing('ABORTED') } }, refused('ACME'));
    assert.equal((result as Failure).message, 'no');
  });
});
