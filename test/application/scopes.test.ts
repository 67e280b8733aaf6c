import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DependencyContainer } from 'tsyringe';
import { createScopes, type InForce } from '../../core/application/scopes.js';

function inForce(cron: string, greeting: string): InForce {
  const plugins = { courier: { options: { greeting }, secrets: [] } };
  return { settings: { cron } as InForce['settings'], plugins };
}

describe('the scope of a configuration', () => {
  it('goes on, with its connections, until a setting changes; the one before is closed then', async () => {
    const opened: DependencyContainer[] = [];
    const closed: unknown[] = [];
    const scopes = createScopes(
      () => {
        opened.push({} as DependencyContainer);
        return opened.at(-1) as DependencyContainer;
      },
      async (scope) => {
        closed.push(scope);
      },
      () => {
        closed.push('all');
      },
      inForce('a', 'hello'),
    );
    const first = scopes.current();
    assert.equal(await scopes.enter(inForce('a', 'hello')), first);
    const second = await scopes.enter(inForce('a', 'ahoy'));
    assert.notEqual(second, first);
    assert.equal(scopes.current(), second);
    assert.equal(await scopes.enter(inForce('a', 'ahoy')), second);
    const third = await scopes.enter(inForce('b', 'ahoy'));
    await scopes.close();
    assert.deepEqual(opened, [first, second, third]);
    assert.deepEqual(closed, [first, second, third, 'all']);
  });
});
