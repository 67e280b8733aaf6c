import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { it } from 'node:test';
import { memoryFolder } from './memory-folder.js';

it('files of tests are in memory where there is a place with room, which is left as it was', () => {
  for (const [place, room] of [
    ['/dev/shm', Number.POSITIVE_INFINITY],
    ['/proc', 0],
    ['/nowhere', 0],
  ] as const)
    assert.equal(memoryFolder(place, room), undefined, place);
  const place = memoryFolder('/dev/shm', 1);
  assert.ok(place === '/dev/shm' || place === undefined);
  const own = (name: string) => name.startsWith('lab-try-');
  if (place !== undefined) assert.deepEqual(readdirSync(place).filter(own), []);
});
