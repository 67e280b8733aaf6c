import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canRedraw, hasColours } from '../../core/terminal/capabilities.js';

describe('a terminal', () => {
  const cases = [
    [true, {}, true, true],
    [false, {}, false, false],
    [true, { NO_COLOR: '1' }, false, true],
    [true, { NO_COLOR: '' }, true, true],
    [true, { TERM: 'dumb' }, false, false],
    [true, { TERM: 'xterm-256color' }, true, true],
  ] as const;
  for (const [isTerminal, env, colours, redraw] of cases) {
    it(`${isTerminal ? 'one' : 'none'} with ${JSON.stringify(env)}`, () => {
      assert.deepEqual([hasColours(isTerminal, env), canRedraw(isTerminal, env)], [colours, redraw]);
    });
  }
});
