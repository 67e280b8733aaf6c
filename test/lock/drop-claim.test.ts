import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { refuseDiskEffects } from '../../core/effects/effects.js';
import { isFailure } from '../../core/sdk/failure.js';
import { waitFor } from '../lab/index.js';
import { makeConfigDir, openStore } from '../store/volume.js';

const command = 'letsencrypt-dns run';

describe('a claim that cannot be removed', () => {
  for (const resource of ['directory', 'zone example.com at powerdns'] as const) {
    it(`when ${resource} is given back is in nobody's way once it can be`, async (context) => {
      const store = openStore(makeConfigDir(context));
      const lease = await store.lease(resource, { command });
      context.after(() => refuseDiskEffects(undefined));
      refuseDiskEffects('1+:EMFILE');
      await assert.rejects(lease.release(), (error) => isFailure(error, 'STORE'));
      await assert.rejects(store.lease(resource, { command }), (error) => isFailure(error, 'STORE'));
      refuseDiskEffects(undefined);
      await (await store.lease(resource, { command, wait: 10_000 })).release();
    });
  }

  it('when somebody else was first goes as well, and it is told who that was', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const lease = await store.lease('directory', { command });
    context.after(() => refuseDiskEffects(undefined));
    // What it takes to claim; then it steps back, and gives up.
    const directory = join(configDir, 'letsencrypt-dns/lock');
    const claims = () => readdirSync(directory).filter((name) => name.startsWith('claim-')).length;
    for (let effects = 1; ; effects += 1) {
      refuseDiskEffects(`${effects}+:EMFILE`);
      const failure = await store.lease('directory', { command }).then(
        () => assert.fail(),
        (error: unknown) => error,
      );
      refuseDiskEffects(undefined);
      await waitFor('its claim to go', () => claims() === 1, { timeoutMs: 10_000 });
      if (isFailure(failure, 'LOCKED')) break;
      assert.ok(isFailure(failure, 'STORE'));
      assert.ok(effects < 20, 'it is refused for ever');
    }
    await lease.release();
    assert.equal(claims(), 0);
  });
});
