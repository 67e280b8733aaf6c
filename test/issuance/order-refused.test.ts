import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OrderNeeds, obtainOrder } from '../../core/issuance/orders/order-in-hand.js';
import type { PassContext } from '../../core/issuance/pass/pass-context.js';
import { Failure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { certificate, now, state } from './fixtures.js';

/** What is told of an order: taken, given back, heeded, written down, in order. */
async function order(newOrder: () => Promise<unknown>) {
  const told: string[] = [];
  const subject = certificate('a.example.com');
  const account = { url: 'https://acme.example/acct/1', newOrder };
  const context = {
    state: state([subject]),
    clock: { now: () => now },
    log: silentLogger,
    fingerprint: () => 'the same',
    memory: { update: async () => void told.push('remembered') },
    accounts: { of: async () => ({ account, server: { profiles: {}, supportsAri: true } }) },
    limits: {
      takeOrder: async () => {
        told.push('taken');
        return async () => void told.push('given back');
      },
      heed: async () => void told.push('heeded'),
    },
    store: {
      journal: {
        list: async () => [],
        add: async () => {
          told.push('written down');
          return 'order--1';
        },
      },
    },
  } as unknown as PassContext;
  const needs = { certificate: subject, server: subject.server, needsNewKey: false, isForced: false } as OrderNeeds;
  const result = await obtainOrder(context, needs).catch((error: unknown) => error);
  return { told, result };
}

describe('an order', () => {
  it('is counted before the CA is asked, and written down afterwards', async () => {
    const { told } = await order(async () => ({ url: 'https://acme.example/order/1', status: 'pending' }));
    assert.deepEqual(told, ['taken', 'remembered', 'written down']);
  });

  it('that the CA refuses is given back to the count, and what the CA says is heeded', async () => {
    const refusal = new Failure('RATE_LIMITED', 'too many', { retryAfterMs: 1000 });
    const { told, result } = await order(() => Promise.reject(refusal));
    assert.equal(result, refusal);
    assert.deepEqual(told, ['taken', 'remembered', 'given back', 'heeded']);
  });

  it('that fails for another reason is given back as well', async () => {
    const { told } = await order(() => Promise.reject(new TypeError('a mistake')));
    assert.deepEqual(told, ['taken', 'remembered', 'given back']);
  });
});
