import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createTempDir } from '../lab/index.js';
import { cpuReport, readUsed } from './report.js';
import { childrenOf, usedSoFar } from './used.js';

describe('the processor time of a run of the tests', () => {
  it('is that of the children in /proc/PID/stat, whatever the process is called', () => {
    const fields = '0 1 1 0 -1 4194560 900 800 0 0 11 12 250 175 20 0 1 0 5';
    for (const name of ['(node)', '(a) S 9 9)', '(MainThread 1)'])
      assert.equal(childrenOf(`71 ${name} S ${fields}`), 4.25);
  });

  it('grows with what is spent, here and in children', () => {
    const before = usedSoFar();
    spawnSync(process.execPath, [
      '-e',
      'const end = process.hrtime.bigint() + 100_000_000n; while (process.hrtime.bigint() < end);',
    ]);
    const after = usedSoFar();
    assert.ok(after.own > before.own);
    assert.equal(after.children > before.children, process.platform === 'linux');
    assert.ok(after.ended >= after.began);
  });

  it('is read from what processes leave, and the greatest told first', async () => {
    const directory = await createTempDir('cpu');
    const used = (own: number, children: number) => ({ own, children, began: 1001, ended: 1011 });
    for (const [name, one] of Object.entries({
      '0000-cli-run': used(1, 8.04),
      '0012-dns-1': used(2, 0),
      '0013-x': used(3, 0.5),
    }))
      await writeFile(join(directory.path, `${name}.test.js.used.json`), JSON.stringify(one));
    await writeFile(join(directory.path, '0000-cli-run.test.js'), '');
    const lines = cpuReport(readUsed(directory.path), { ...used(5, 15), began: 1000, ended: 1100 }, 2).split('\n');
    await directory.remove();
    assert.deepEqual(
      lines.map((line) => line.replaceAll(/ +/g, ' ')),
      [
        '| | CPU | own | children | wall | began | ended |',
        '| ------- | ---: | --: | -------: | ---: | ----: | ----: |',
        '| cli-run | 9 | 1 | 8 | 10 | 1 | 11 |',
        '| x | 3.50 | 3 | 0.50 | 10 | 1 | 11 |',
        '',
        '3 processes: 14.5 s of CPU; with what ran them 20 s, in 100 s',
      ],
    );
  });
});
