import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pluginManifestSchema } from '../../core/manifest/schema.js';
import { builtIn } from './support.js';

describe('manifests of the built-in plugins', () => {
  it('fit the schema, and give the order of the contract', () => {
    for (const { manifest } of builtIn) pluginManifestSchema.parse(manifest);
    const ordered = [...builtIn].sort((a, b) => (a.manifest.order ?? 0) - (b.manifest.order ?? 0));
    assert.deepEqual(
      ordered.map(({ manifest }) => manifest.id),
      ['permissions', 'pfx', 'deploy-hook', 'docker-restart', 'docker-exec', 'notify'],
    );
    assert.deepEqual(
      ordered.filter(({ manifest }) => manifest.runsAtStart).map(({ manifest }) => manifest.id),
      ['permissions', 'pfx'],
    );
  });
});
