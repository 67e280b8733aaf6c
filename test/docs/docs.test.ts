import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fillParts, generatedPages } from '../../core/docs/pages.js';
import { createRegistry } from '../../core/manifest/registry.js';
import type { ProviderManifest } from '../../core/sdk/index.js';
import { projectRoot, runCommand } from '../lab/index.js';

const manifest: ProviderManifest = {
  id: 'example',
  title: 'Example',
  aliases: ['sample'],
  options: {
    token: { flag: 'auth-token', help: 'API token', secret: true },
    region: { flag: 'region', help: 'Where it is', choices: ['eu', 'us'], default: 'eu' },
    sandbox: { flag: 'auth-sandbox', help: 'Use the sandbox', switch: true },
  },
  oneOf: [['token']],
  capabilities: { granularity: 'record', duplicates: 'rejected', types: ['A', 'TXT'], minTtl: 120 },
  status: { state: 'closed', since: '2020', successor: 'Use the other.' },
  setup: ['Make a token.'],
  notes: ['It has | limits.'],
};

describe('generated documentation', () => {
  it('is as fresh as the manifests and the tables in the code', async () => {
    const script = join(projectRoot(), 'dist/core/docs/write.js');
    const { code, stdout } = await runCommand(process.execPath, [script, '--check'], { accept: [0, 1] });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
  });

  it('tells of a provider all that its manifest says', () => {
    const registry = createRegistry([{ manifest, origin: 'built in', moduleUrl: 'file:///nothing' }], []);
    const text = generatedPages(registry).find(({ path }) => path === 'docs/providers/example.md')?.text ?? '';
    assert.match(text, /^# Example\n/);
    assert.match(text, /\*\*Closed: 2020\.\*\* Use the other\./);
    assert.match(text, /also `sample`/);
    assert.match(text, /1\. Make a token\./);
    assert.match(text, /\| `--auth-token` \| `LEXICON_EXAMPLE_AUTH_TOKEN`, `LEXICON_EXAMPLE_TOKEN` \| API token\. \|/);
    assert.match(text, /\| `--region` \|.*One of `eu`, `us`.*\| `eu` \|/);
    assert.match(text, /\| `--auth-sandbox` \|.*A switch/);
    assert.match(text, /Record types: A, TXT/);
    assert.match(text, /Shortest TTL: 120 s/);
    assert.match(text, /- It has \| limits\./);
  });

  it('fills the marked parts of a page, and nothing else of it', () => {
    const page = 'before\n<!-- list -->\nold\n\n<!-- /list -->\nafter $1\n';
    const filled = fillParts(page, { list: 'new $& text', other: 'x' });
    assert.equal(filled, 'before\n<!-- list -->\n\nnew $& text\n\n<!-- /list -->\nafter $1\n');
    assert.equal(fillParts(filled, { list: 'new $& text' }), filled);
  });
});
