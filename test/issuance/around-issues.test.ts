import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createRehearsal } from './rehearsal.js';
import { summary } from './world.js';

describe('hooks around the certificates of a pass', () => {
  it('run where something is issued, also where some of it fails, and not where nothing is', async () => {
    await using world = await createRehearsal({ domains: 'good.example.com' });
    const record = join(world.configDir, 'record');
    for (const kind of ['pre', 'deploy', 'post']) {
      const directory = join(world.configDir, 'renewal-hooks', kind);
      await mkdir(directory, { recursive: true });
      const text = `#!/bin/sh\necho "${kind} [$RENEWED_DOMAINS] [$FAILED_DOMAINS]" >> ${record}\n`;
      await writeFile(join(directory, 'hook'), text, { mode: 0o755 });
    }
    const recorded = async () => (await readFile(record, 'utf8').catch(() => '')).trim().split('\n');
    await world.pass();
    await world.pass();
    const first = ['pre [] []', 'deploy [good.example.com] []', 'post [good.example.com] []'];
    assert.deepEqual(await recorded(), first);

    await world.writeDomains('good.example.com more.example.com\nbad.elsewhere.example');
    assert.deepEqual(summary(await world.pass()), [
      'expand good.example.com done',
      'create bad.elsewhere.example ZONE_NOT_FOUND',
    ]);
    assert.deepEqual((await recorded()).slice(3), [
      'pre [] []',
      'deploy [good.example.com more.example.com] []',
      'post [good.example.com more.example.com] [bad.elsewhere.example]',
    ]);
  });
});
