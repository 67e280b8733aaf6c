import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRehearsal } from './rehearsal.js';
import { summary } from './world.js';

const day = 24 * 3600 * 1000;

describe('renewal', () => {
  it('obtains, keeps, and renews at the moment that the CA suggests', async () => {
    await using world = await createRehearsal();
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(world.provider.txt(), []);
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    assert.equal(world.ca.stats.requests.renewalInfo, 1);
    const [status] = await world.status();
    assert.match(status?.next.why ?? '', /^ARI/);
    const at = status?.next.at?.getTime() ?? 0;
    // The same moment after every restart, and no question before Retry-After.
    await world.pass();
    assert.equal((await world.status())[0]?.next.at?.getTime(), at);
    assert.equal(world.ca.stats.requests.renewalInfo, 1);
    world.clock.advance(at - world.clock.now() - 1);
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    world.clock.advance(day / 24);
    assert.deepEqual(summary(await world.pass()), ['renew www.example.com done']);
    const [first, second] = world.ca.certificates();
    assert.ok(
      first !== undefined && second?.replaces !== undefined,
      'the order names the certificate that it replaces',
    );
  });
});
