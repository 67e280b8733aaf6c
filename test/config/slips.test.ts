import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editDistance } from '../../core/config/nearest.js';
import { slipFinder } from '../../core/config/slips.js';
import { variables } from '../../core/config/variables.js';

const known = variables.map(({ name }) => name);

/** What one or more letters make of a name: left out, doubled, replaced, swapped with the next. */
const slips: readonly ((name: string, at: number) => string)[] = [
  (name, at) => name.slice(0, at) + name.slice(at + 1),
  (name, at) => name.slice(0, at + 1) + name.slice(at),
  (name, at) => `${name.slice(0, at)}Q${name.slice(at + 1)}`,
  (name, at) =>
    name.slice(0, at) +
    name
      .slice(at, at + 2)
      .split('')
      .reverse()
      .join('') +
    name.slice(at + 2),
];

test('a slip of the pen is found by comparing as by counting its steps', () => {
  const isSlip = slipFinder(known);
  const names = known.flatMap((name, index) =>
    slips.flatMap((first, nth) => {
      const once = first(name, index % name.length);
      const twice = (slips[(nth + index) % slips.length] ?? first)(once, (index * 7) % once.length);
      return [once, twice, `Q${twice}`, twice.slice(2), name.split('').reverse().join('')];
    }),
  );
  const counts = { yes: 0, no: 0 };
  for (const name of new Set([...names, 'PATH', 'HOME', '', 'A'])) {
    const steps = (other: string) => editDistance(name, other) <= (other.length < 10 ? 1 : 2);
    const wanted = known.some(steps);
    assert.equal(isSlip(name), wanted, name);
    counts[wanted ? 'yes' : 'no'] += 1;
  }
  assert.ok(counts.yes > 200 && counts.no > 200, JSON.stringify(counts));
});
