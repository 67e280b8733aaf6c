import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DesiredState } from '../../../core/config/desired-state.js';
import { openBook } from '../../../core/doors/acme/book.js';
import { createWorkshop } from '../../../core/doors/acme/workshop.js';
import type { DoorContext } from '../../../core/doors/door.js';
import { Failure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import type { Facts } from '../../../core/store/facts/facts.js';
import { waitFor } from '../../lab/wait-for.js';
import { openMemoryStore } from '../../store/memory-store.js';
import { client, settingsWith } from '../support.js';

it('an order goes on where the store could not be written for longer than it is tried, and a change that was refused never was', async () => {
  const store = openMemoryStore();
  let isAway = false;
  let sleeps = 0;
  const said: string[] = [];
  const refuse = async (): Promise<never> => {
    throw new Failure('STORE', 'the store is away');
  };
  function facts<V>(...[name, parse]: Parameters<typeof store.facts<V>>): Facts<V> {
    const kept = store.facts(name, parse);
    return {
      ...kept,
      update: (...change) => (isAway ? refuse() : kept.update(...change)),
      change: (...change) => (isAway ? refuse() : kept.change(...change)),
    };
  }
  const stop = new AbortController();
  const context = {
    settings: () => settingsWith([client('edge', { domains: ['edge.example.com'] })]),
    state: () => ({ settings: { server: 'https://ca.example/directory' } }) as DesiredState,
    services: () => ({
      store: { ...store, facts },
      openBroker: () => {
        throw new Failure(isAway ? 'STORE' : 'CONFIG', 'there is no broker');
      },
    }),
    hold: (work: () => Promise<unknown>) => work(),
    log: { ...silentLogger, error: (_fields: unknown, message: string) => void said.push(message) },
    clock: {
      now: Date.now,
      async sleep() {
        sleeps += 1;
      },
    },
    signal: stop.signal,
  } as unknown as DoorContext;
  const book = await openBook({ facts });
  const times = { createdAt: Date.now(), expires: Date.now() + 60_000 };
  const order = { account: 'A', client: 'edge', names: ['edge.example.com'], proofs: [], csr: 'x', ...times };
  await book.orders.put('O', order);

  isAway = true;
  await assert.rejects(book.orders.put('P', order), /away/);
  assert.equal(book.orders.get('P'), undefined);
  await assert.rejects(book.orders.remove('O'), /away/);
  assert.deepEqual(book.orders.get('O'), order);

  const workshop = createWorkshop(context, book);
  await waitFor('it to give up for now', () => said.includes('an order broke off'));
  assert.equal(sleeps, 7);
  assert.equal(book.orders.get('O')?.error, undefined);
  isAway = false;
  await waitFor('its end', async () => {
    await workshop.tidy();
    return book.orders.get('O')?.error !== undefined;
  });
  stop.abort();
  await workshop.close();
});
