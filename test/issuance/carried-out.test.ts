import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ParkedWait } from '../../core/challenges/index.js';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { execute, sortIssued } from '../../core/issuance/pass/execute.js';
import type { Action, IssueAction } from '../../core/issuance/plan/actions.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, lineage, now } from './fixtures.js';
import { create, createScripted, failing, remove, type Script, server } from './scripted.js';

const names = ['a', 'b', 'c'].map((letter) => `${letter}.example.com`);
const [a, b, c] = names.map((name) => certificate(name)) as [
  DesiredCertificate,
  DesiredCertificate,
  DesiredCertificate,
];

/** Certificates that fail, with what. */
function failingFor(failures: Readonly<Record<string, Error>>): Script['ca'] {
  return {
    newOrder: async ({ domains }) => {
      const failure = failures[domains[0] ?? ''];
      if (failure !== undefined) throw failure;
      return { url: `https://acme.example/order/${domains[0]}`, status: 'ready', domains } as never;
    },
  };
}

async function carryOut(script: Script, actions: readonly Action[], prepare?: (world: World) => Promise<unknown>) {
  const world = createScripted({ certificates: [a, b, c], ...script });
  await prepare?.(world);
  const outcomes = await execute(world.context, actions, world.postIssue);
  const kinds = world.events.filter(({ kind }) => kind !== 'step').map(({ kind }) => kind);
  return { ...world, outcomes, kinds };
}

type World = ReturnType<typeof createScripted>;

describe('carrying a plan out', () => {
  it('remembers a success, tells of it, and hands it to the plugins', async () => {
    const { told, outcomes, events, kinds, memory } = await carryOut({}, [create(a)]);
    assert.deepEqual(outcomes, [{ action: create(a), failure: undefined }]);
    assert.deepEqual(kinds, ['certificate-started', 'certificate-done']);
    assert.deepEqual([told[0], told.at(-1)], ['owes issued a.example.com', 'done issued a.example.com 1']);
    const done = events.find(({ kind }) => kind === 'certificate-done');
    assert.deepEqual(done, {
      kind: 'certificate-done',
      certificate: a.name,
      action: 'create',
      version: 1,
      durationMs: 0,
    });
    const remembered = await memory.get(a.name);
    assert.equal(remembered.lastSuccessAt, now);
    assert.match(remembered.issuedConfiguration ?? '', /^hmac:/);
    assert.equal(remembered.ordering, undefined);
  });

  it('tells each step, with what it waits for', async () => {
    const { events } = await carryOut({}, [create(a)]);
    const certificate = a.name;
    const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
    assert.deepEqual(events[0], { kind: 'certificate-started', certificate, action: 'create', reason: 'none yet' });
    assert.deepEqual(
      steps,
      [
        { step: 'account' },
        { step: 'account' },
        { step: 'order' },
        { step: 'records', detail: '1' },
        { step: 'propagation' },
        { step: 'propagation', detail: '1.3 s, 2 missing' },
        { step: 'validation' },
        { step: 'finalize' },
        { step: 'save' },
      ].map((more) => ({ kind: 'step', certificate, ...more })),
    );
  });

  it('calls a new version of what is there a renewal', async () => {
    const { told } = await carryOut({}, [create(a, { kind: 'renew', lineage: lineage(a.name) })]);
    assert.deepEqual([told[0], told.at(-1)], ['owes renewed a.example.com', 'done renewed a.example.com 1']);
  });

  it('remembers a failure with its step, and waits longer after each, as long as the configuration stays', async () => {
    const ca = failingFor({ [a.name]: new Failure('AUTHENTICATION', 'no entry') });
    const { memory, context, outcomes, events, postIssue, told } = await carryOut({ ca: ca ?? {} }, [create(a)]);
    const first = await memory.get(a.name);
    assert.deepEqual(
      [first.lastFailure?.step, first.lastFailure?.code, first.lastFailure?.message, first.lastFailure?.at],
      ['account', 'AUTHENTICATION', 'no entry', now],
    );
    assert.equal(first.backOff?.failures, 1);
    assert.equal(first.ordering, undefined, 'how the order came out is known');
    assert.equal(outcomes[0]?.retryAt, first.backOff?.notBefore);
    const failed = events.find(({ kind }) => kind === 'certificate-failed');
    assert.equal(failed?.kind === 'certificate-failed' && failed.retryAt, first.backOff?.notBefore);
    assert.ok(told.includes('plugins: a.example.com failed'));
    await execute(context, [create(a)], postIssue);
    assert.equal((await memory.get(a.name)).backOff?.failures, 2);
    Object.assign(context, { fingerprint: () => 'hmac:another' });
    await execute(context, [create(a)], postIssue);
    const third = await memory.get(a.name);
    assert.deepEqual([third.backOff?.failures, third.failedConfiguration], [1, 'hmac:another']);
  });

  it('does not remember what somebody stopped', async () => {
    const stop = new AbortController();
    stop.abort(new Failure('ABORTED', 'stopped'));
    const { memory, outcomes, told } = await carryOut({ context: { signal: stop.signal } }, [create(a)]);
    assert.equal(outcomes[0]?.failure?.code, 'ABORTED');
    assert.equal(outcomes[0]?.retryAt, undefined);
    assert.deepEqual([(await memory.all()).size, told], [0, ['plugins: a.example.com failed']]);
  });

  it('goes on where the failure itself cannot be remembered', async () => {
    const ca = failingFor({ [a.name]: new Failure('SERVER', 'ill') });
    const prepare = async ({ memory }: World) =>
      void Object.assign(memory, { update: (name: string) => (name === '' ? undefined : failing('STORE')()) });
    const { outcomes } = await carryOut({ ca: ca ?? {} }, [create(a), create(b)], prepare);
    assert.deepEqual(
      outcomes.map(({ failure }) => failure?.code),
      ['STORE', 'STORE'],
    );
  });

  it('parks what is not visible yet: no failure, and when the wait ends', async () => {
    const published = { awaitVisible: () => Promise.reject(new ParkedWait(now + day)) };
    const { outcomes, kinds, events, memory } = await carryOut({ published }, [create(a)]);
    assert.deepEqual([outcomes[0]?.failure, outcomes[0]?.parkedUntil], [undefined, now + day]);
    assert.deepEqual(kinds, ['certificate-started', 'certificate-parked']);
    assert.equal((events.at(-1) as { until?: number }).until, now + day);
    assert.equal((await memory.get(a.name)).lastFailure, undefined);
  });

  it('begins with those that did not fail before, and one failure stops no other', async () => {
    const ca = failingFor({ [a.name]: new Failure('SERVER', 'ill') });
    const prepare = async ({ memory }: World) => {
      const lastFailure = { at: now, step: 'order', code: 'SERVER', message: 'x', retryable: true };
      await memory.update(a.name, () => ({ lastFailure }) as never);
    };
    const { outcomes, events } = await carryOut({ ca: ca ?? {} }, [create(a), create(b), create(c)], prepare);
    const started = events.flatMap((event) => (event.kind === 'certificate-started' ? [event.certificate] : []));
    assert.deepEqual(
      started,
      [b, c, a].map(({ name }) => name),
    );
    assert.deepEqual(
      outcomes.map(({ action, failure }) => [action.name, failure?.code]),
      [
        [b.name, undefined],
        [c.name, undefined],
        [a.name, 'SERVER'],
      ],
    );
  });

  it('says once what many certificates of a silent CA failed of', async () => {
    const isSilent = (url: string) => url === server;
    const silenced = { context: { accounts: { isSilent } as never } };
    const { outcomes, kinds, events } = await carryOut(silenced, [create(a), create(b)]);
    assert.deepEqual(kinds, ['certificates-failed']);
    assert.deepEqual((events[0] as { certificates?: unknown }).certificates, [a.name, b.name]);
    assert.ok(outcomes.every(({ failure, silentServer }) => failure?.code === 'TIMEOUT' && silentServer === server));
  });

  it('keeps quiet about a certificate only where it is one of several, and it was the CA that did not answer', async () => {
    const table: readonly [actions: readonly IssueAction[], failure: Failure, quiet: boolean][] = [
      [[create(a), create(b)], new Failure('TIMEOUT', 'x'), true],
      [[create(a), create(b)], new Failure('NETWORK', 'x'), true],
      [[create(a)], new Failure('TIMEOUT', 'x'), false],
      [[create(a), create(b)], new Failure('SERVER', 'x'), false],
      [[create(a), create(b)], new Failure('TIMEOUT', 'x', { provider: 'hetzner' }), false],
    ];
    for (const [actions, failure, quiet] of table) {
      let asked = 0;
      const world = createScripted({ ca: { newOrder: () => Promise.reject(failure) }, certificates: [a, b] });
      // Silent from the first failure on; the question before an order is not yet answered so.
      const accounts = { ...world.context.accounts, isSilent: () => asked++ >= actions.length };
      const outcomes = await execute({ ...world.context, accounts }, actions, world.postIssue);
      assert.equal(outcomes[0]?.silentServer, quiet ? server : undefined, failure.code);
      assert.equal(
        world.events.some((event) => event.kind === 'certificate-failed' && event.isSilenced === true),
        quiet,
      );
    }
  });

  it('leaves plugins alone where this host does not want the certificate', async () => {
    const prepare = async ({ store }: World) =>
      void Object.assign(store.publication, { publish: async () => 'elsewhere' });
    const { told, outcomes } = await carryOut({}, [create(a)], prepare);
    assert.equal(outcomes[0]?.failure, undefined);
    assert.deepEqual(
      [told.at(-1), told.includes('done issued a.example.com 1')],
      ['plugins: a.example.com failed', false],
    );
  });

  it('removes what others take over only once they are there', async () => {
    const wait: Action = { kind: 'wait', name: c.name, reason: 'x', until: undefined, pending: undefined };
    const ca = failingFor({ [b.name]: new Failure('SERVER', 'ill') });
    for (const [after, removed] of [
      [[], true],
      [[a.name], true],
      [[b.name], false],
      [[c.name], false],
      [[a.name, b.name], false],
    ] as const) {
      const gone = remove('old.example.com', { after, how: 'delete' });
      const { outcomes } = await carryOut({ ca: ca ?? {} }, [create(a), create(b), wait, gone]);
      assert.equal(
        outcomes.some(({ action }) => action.kind === 'remove'),
        removed,
        after.join(),
      );
    }
  });

  it('tells which of the expected were issued, and which failed; what is parked is neither', () => {
    const outcome = (name: string, more: object = {}) => ({ action: { name }, failure: undefined, ...more }) as never;
    const outcomes = [
      outcome('a'),
      outcome('b', { failure: new Failure('SERVER', 'x') }),
      outcome('c', { parkedUntil: 1 }),
    ];
    const expected = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    assert.deepEqual(sortIssued(expected, outcomes), { renewed: [{ name: 'a' }], failed: [{ name: 'b' }] });
  });
});
