import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { builtInPlugins, builtInRegistry } from '../../core/manifest/built-in.js';
import { projectRoot } from '../lab/index.js';

function schemaOf(kind: string): z.ZodType {
  const text = readFileSync(join(projectRoot(), 'schemas', `${kind}.json`), 'utf8');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

describe('the JSON Schemas of manifests', () => {
  it('take all of ours', () => {
    const provider = schemaOf('provider');
    for (const { manifest } of builtInRegistry().providers)
      assert.deepEqual(provider.safeParse(manifest).error?.issues ?? [], [], manifest.id);
    const plugin = schemaOf('plugin');
    for (const { manifest } of builtInPlugins())
      assert.deepEqual(plugin.safeParse(manifest).error?.issues ?? [], [], manifest.id);
  });

  it('refuse what the host refuses: a misspelt key, a wrong value, a key that is missing', () => {
    const provider = schemaOf('provider');
    const right = {
      id: 'x',
      title: 'X',
      options: {},
      capabilities: { granularity: 'record', duplicates: 'allowed', types: ['TXT'] },
    };
    assert.equal(provider.safeParse(right).success, true);
    const wrong = [
      { ...right, titel: 'X' },
      { ...right, id: 'X Y' },
      { ...right, capabilities: { ...right.capabilities, types: ['TEXT'] } },
      { ...right, options: { token: { flag: 'auth-token' } } },
      { id: 'x', title: 'X', options: {} },
    ];
    for (const manifest of wrong) assert.equal(provider.safeParse(manifest).success, false, JSON.stringify(manifest));
  });
});
