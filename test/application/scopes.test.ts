import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DependencyContainer } from 'tsyringe';
import { createScopes, type InForce } from '../../core/application/scopes.js';
import { createRegistry } from '../../core/manifest/registry.js';
import { waitFor } from '../lab/index.js';

function inForce(cron: string, greeting: string): InForce {
  const plugins = { courier: { options: { greeting }, secrets: [] } };
  const settings = { cron } as InForce['state']['settings'];
  return { state: { settings, plugins }, registry: createRegistry([], []) };
}

describe('the scope of a configuration', () => {
  it('goes on, with its connections, until a setting changes; the one before is closed then', async () => {
    const opened: DependencyContainer[] = [];
    const closed: unknown[] = [];
    const scopes = createScopes(
      {
        open() {
          opened.push({} as DependencyContainer);
          return opened.at(-1) as DependencyContainer;
        },
        async close(scope) {
          closed.push(scope);
        },
        closeAll() {
          closed.push('all');
        },
        graceMs: 50,
      },
      inForce('a', 'hello'),
    );
    const first = scopes.current();
    assert.equal(scopes.enter(inForce('a', 'hello')), first);
    const second = scopes.enter(inForce('a', 'ahoy'));
    assert.notEqual(second, first);
    // Whoever is at work with it has time to end.
    assert.deepEqual(closed, []);
    await waitFor('the end of the first', () => closed.length === 1);
    assert.equal(scopes.current(), second);
    assert.equal(scopes.enter(inForce('a', 'ahoy')), second);
    const third = scopes.enter(inForce('b', 'ahoy'));
    await scopes.close();
    assert.deepEqual(opened, [first, second, third]);
    assert.deepEqual(closed, [first, second, third, 'all']);
  });
});
