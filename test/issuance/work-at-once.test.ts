import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ParkedWait } from '../../core/challenges/index.js';
import { execute } from '../../core/issuance/pass/execute.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, now } from './fixtures.js';
import { create, createScripted, failing, remove } from './scripted.js';

const [a, b] = [certificate('a.example.com'), certificate('b.example.com')];

describe('the work on certificates', () => {
  it('says at which step it failed before there was any, and how long each took', async () => {
    let moment = now;
    const clock = { now: () => (moment += 5), sleep: async () => {} };
    const world = createScripted({ certificates: [a, b], context: { clock } });
    const owes = async ({ certificate: { name } }: { certificate: { name: string } }) =>
      name === a.name ? failing('STORE')() : [];
    const actions = [create(a), create(b), remove('old.example.com', { how: 'delete' })];
    await execute(world.context, actions, { ...world.postIssue, owes } as never);
    const ended = world.events.flatMap((event) => ('durationMs' in event ? [event] : []));
    assert.ok(ended.some((event) => event.kind === 'certificate-failed' && event.step === 'account'));
    assert.equal(ended.length, 3);
    for (const { durationMs } of ended) assert.ok(durationMs > 0 && durationMs < 1000, `${durationMs}`);
    const parked = createScripted({
      certificates: [a],
      context: { clock },
      published: { awaitVisible: () => Promise.reject(new ParkedWait(now + day)) },
    });
    await execute(parked.context, [create(a)], parked.postIssue);
    const { durationMs } = parked.events.at(-1) as { durationMs: number };
    assert.ok(durationMs > 0 && durationMs < 1000);
  });

  it('works on thirty-two at the same time', async () => {
    const many = Array.from({ length: 40 }, (_, index) => certificate(`n${index}.example.com`));
    let [under, most] = [0, 0];
    const newOrder = async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 5));
      under -= 1;
      throw new Failure('SERVER', 'ill');
    };
    const world = createScripted({ certificates: many, ca: { newOrder } });
    const store = { ...world.store, read: async () => undefined };
    const outcomes = await execute(
      { ...world.context, store },
      many.map((one) => create(one)),
      world.postIssue,
    );
    assert.deepEqual([outcomes.length, most], [40, 32]);
  });
});
