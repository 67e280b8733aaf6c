import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { freePort } from './free-port.js';
import { portsFolder, runFolderVariable } from './once-a-run.js';
import { inTempDir } from './temp-dir.js';

it('no port is given twice, in this process or in another one of the run', async (context) => {
  const usual = process.env[runFolderVariable];
  const { stop } = await inTempDir('ports', async (run) => {
    process.env[runFolderVariable] = run;
    // Drawn in turn, of 12,000: the first one was given to somebody else, the second one will be ours.
    const draws = [0, 1, 1, 2].map((place) => (1234 + place + 0.5) / 12_000);
    mkdirSync(join(run, portsFolder, '21234'), { recursive: true });
    context.mock.method(Math, 'random', () => draws.shift() ?? 0.9);
    assert.deepEqual([await freePort(), await freePort()], [21_235, 21_236]);
    return { stop: async () => {} };
  });
  if (usual === undefined) delete process.env[runFolderVariable];
  else process.env[runFolderVariable] = usual;
  await stop();
});
