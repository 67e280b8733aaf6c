import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createDnsTurns } from '../../core/application/dns-turns.js';
import { createBroker } from '../../core/challenges/index.js';
import { doorsJournal } from '../../core/doors/journal.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { isFailure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import type { Journal } from '../../core/store/facts/journal.js';
import type { CertificateStore } from '../../core/store/store.js';
import { createFakeClock, type FakeClock } from '../issuance/fake-clock.js';
import { makeConfigDir, openStore } from '../store/volume.js';
import { placeIn, profileOfProgram, writeProgram } from './one-value.js';
import { openWriter } from './place-writer.js';
import { startProcesses } from './writers.js';

function prepare(context: TestContext) {
  const configDir = makeConfigDir(context);
  mkdirSync(configDir, { recursive: true });
  return { configDir, program: writeProgram(dirname(configDir)) };
}

/** Two brokers of one process, as a pass and a door have them, or of two, which share the store alone. */
async function openPlace(
  context: TestContext,
  store: CertificateStore,
  path: string,
  journal: Journal,
  clock: FakeClock,
) {
  const profile = profileOfProgram(path);
  const dispatcher = createDispatcher({ caBundle: undefined, env: {} });
  const broker = createBroker(
    {
      ...createDnsTurns(store, silentLogger, clock),
      registry: builtInRegistry(),
      dispatcher,
      clock,
      log: silentLogger,
      env: {},
      userAgent: 'test',
    },
    {
      state: { profiles: { [profile.id]: profile }, settings: { resolvers: [] as never } },
      signal: new AbortController().signal,
      journal,
      mayPark: false,
    },
  );
  context.after(async () => {
    await broker.close();
    await dispatcher.destroy();
  });
  return { broker, place: await placeIn(broker, profile) };
}

/** Moves a clock on for as long as something takes. */
async function untilDone<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const settled = work.finally(() => {
    isDone = true;
  });
  settled.catch(() => undefined);
  while (!isDone) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (clock.nextWakeMs() !== undefined) clock.advance(1000);
  }
  return settled;
}

describe('a place with room for one value', () => {
  it('is used by one process after the other', async (context) => {
    const { configDir, program } = prepare(context);
    const processes = startProcesses({ url: new URL('./place-writer.js', import.meta.url).href, openWriter });
    context.after(() => processes.stop());
    const order = (who: string) => ({ who, configDir, program: program.path, rounds: 4 });
    await processes.writeTogether([order('a'), order('b'), order('c')]);
    assert.equal(program.faults(), '');
    assert.equal(program.calls().length, 24);
  });

  it('keeps the value of a door while its client is at it, and is had by a pass when that is gone', async (context) => {
    const { configDir, program } = prepare(context);
    const store = openStore(configDir);
    const clock = createFakeClock();
    const records = doorsJournal(store);
    const door = await openPlace(context, store, program.path, records, clock);
    const pass = await openPlace(context, store, program.path, store.journal, clock);
    const ofDoor = { ...door.place, content: 'of the door' };
    await door.broker.inTurn('httpreq client', [ofDoor], async () => {
      const announced = await door.broker.announce('httpreq client', ofDoor);
      await announced.create();
      await announced.keep(24 * 3600_000);
    });

    const ofPass = { ...pass.place, content: 'of the pass' };
    const prove = () =>
      pass.broker.inTurn('certificate', [ofPass], async () => {
        const published = await pass.broker.publish('certificate', [ofPass]);
        const seen = program.value();
        await published.cleanUp();
        return seen;
      });
    // It comes to no end in time, and nothing is overwritten.
    await assert.rejects(untilDone(clock, prove()), (error) => {
      assert.ok(isFailure(error, 'LOCKED'), String(error));
      assert.match(error.message, /_acme-challenge\.example\.com at exec .*httpreq client/);
      return true;
    });
    assert.equal(program.value(), 'of the door');

    const waiting = prove();
    await door.broker.withdraw(await records.list('txt-record'));
    assert.equal(await untilDone(clock, waiting), 'of the pass');
    assert.equal(program.faults(), '');
  });

  it('is not taken by a door while a pass is at it, nor by its client for another value', async (context) => {
    const { configDir, program } = prepare(context);
    const store = openStore(configDir);
    const clock = createFakeClock();
    const door = await openPlace(context, store, program.path, doorsJournal(store), clock);
    const pass = await openPlace(context, store, program.path, store.journal, clock);
    const waiting = { patienceMs: 300, ownMs: 600_000 };
    const present = async (content: string) => {
      const record = { ...door.place, content };
      const turn = door.broker.inTurn(
        'client',
        [record],
        async () => {
          const announced = await door.broker.announce('client', record);
          await announced.create();
          await announced.keep(3600_000);
        },
        waiting,
      );
      return untilDone(clock, turn);
    };
    const isRefused = (error: unknown) => isFailure(error, 'LOCKED');
    const ofPass = { ...pass.place, content: 'of the pass' };
    await pass.broker.inTurn('certificate', [ofPass], async () => {
      const published = await pass.broker.publish('certificate', [ofPass]);
      await assert.rejects(present('one'), isRefused);
      await published.cleanUp();
    });
    await present('one');
    await present('one');
    await assert.rejects(present('two'), isRefused);
    // A client that was killed does not keep itself out for a day.
    clock.advance(601_000);
    await present('two');
    assert.equal(program.faults(), 'two overwrote one\n');
  });

  it('does not lose a value to the removal of one that stood there before', async (context) => {
    const { configDir, program } = prepare(context);
    const store = openStore(configDir);
    const clock = createFakeClock();
    const killed = await openPlace(context, store, program.path, store.journal, clock);
    const left = await killed.broker.announce('certificate', { ...killed.place, content: 'of a killed pass' });
    await left.create();
    clock.advance(1000);

    const door = await openPlace(context, store, program.path, doorsJournal(store), clock);
    const ofDoor = { ...door.place, content: 'of the door' };
    await door.broker.inTurn('client', [ofDoor], async () => {
      const announced = await door.broker.announce('client', ofDoor);
      await announced.create();
      await announced.keep(3600_000);
    });
    const next = await openPlace(context, store, program.path, store.journal, clock);
    await next.broker.sweep();
    await next.broker.swept();
    assert.equal(program.value(), 'of the door');

    // While somebody is at work there nothing is removed either, and nobody waits for it.
    clock.advance(3600_000);
    const busy = { ...next.place, content: 'of another' };
    await next.broker.inTurn('another', [busy], async () => {
      const published = await next.broker.publish('another', [busy]);
      await next.broker.sweep();
      await next.broker.swept();
      assert.equal(program.value(), 'of another');
      await published.cleanUp();
    });
    assert.equal(program.faults(), 'of the door overwrote of a killed pass\nof another overwrote of the door\n');
  });
});
