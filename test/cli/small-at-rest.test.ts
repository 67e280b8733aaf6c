import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';
import { traced } from '../lab/traced.js';

/** Work that V8 would make faster code for. */
const work = `const { staySmallAtRest } = await import(process.argv[1]);
if (process.argv[2] === 'small') staySmallAtRest();
function square(value) { return value * value + 1; }
let sum = 0;
for (let index = 0; index < 3e6; index += 1) sum += square(index % 100);
console.log('sum', sum);`;

describe('the daemon, to be small at rest', () => {
  const module = join(projectRoot(), 'dist/core/cli/small-at-rest.js');
  const optimized = (how: string) => traced('--trace-opt', work, module, how);

  it('has hot code not made faster, and works all the same', async () => {
    const [small, usual] = [await optimized('small'), await optimized('usual')];
    assert.match(usual, /square/, 'the trace works');
    assert.doesNotMatch(small, /square/);
    assert.equal(/^sum \d+$/m.exec(small)?.[0], /^sum \d+$/m.exec(usual)?.[0]);
  });
});
