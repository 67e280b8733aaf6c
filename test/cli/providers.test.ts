import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { optionVariables } from '../../core/options/names.js';
import { hostedCli } from './command-host.js';

const { providers } = builtInRegistry();

describe('letsencrypt-dns providers', () => {
  it('lists each provider with its title and origin', async () => {
    const { code, stdout, stderr } = await hostedCli(['providers']);
    assert.equal(code, 0, stderr);
    const [header, ...lines] = stdout.trimEnd().split('\n');
    assert.match(header ?? '', /^ID +TITLE +ORIGIN$/);
    assert.deepEqual(
      lines.map((line) => line.split(' ', 1)[0]),
      providers.map(({ manifest }) => manifest.id),
    );
    for (const [index, { manifest }] of providers.entries()) {
      assert.ok(lines[index]?.includes(manifest.title), lines[index]);
      assert.match(lines[index] ?? '', manifest.status === undefined ? /built in$/ : /built in, (closed|retiring) /);
    }
  });

  it('--json prints the manifests, before and after the command', async () => {
    const expected = providers.map(({ manifest }) => ({ ...manifest, origin: 'built in' }));
    for (const words of [
      ['providers', '--json'],
      ['--json', 'providers'],
    ]) {
      const { code, stdout, stderr } = await hostedCli(words);
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), expected);
    }
  });

  it('ID shows each option with its variable, and --json the manifest', async () => {
    const manifest = providers.find(({ manifest: { id } }) => id === 'ovh')?.manifest;
    assert.ok(manifest);
    const { code, stdout } = await hostedCli(['providers', 'ovh']);
    assert.equal(code, 0);
    for (const [key, spec] of Object.entries(manifest.options)) {
      const line = stdout.split('\n').find((text) => text.startsWith(`--${spec.flag} `));
      assert.ok(line?.includes(optionVariables(manifest, key)[0] ?? ''), spec.flag);
      assert.ok(line?.includes(spec.help), spec.flag);
    }
    const json = await hostedCli(['providers', 'ovh', '--json']);
    assert.deepEqual(json.json(), { ...manifest, origin: 'built in' });
  });

  it('takes an alias for its provider', async () => {
    const [alias, own] = await Promise.all([hostedCli(['providers', 'rfc2136']), hostedCli(['providers', 'ddns'])]);
    assert.equal(alias.code, 0);
    assert.equal(alias.stdout, own.stdout);
  });

  it('tells the nearest names of one that there is not', async () => {
    const { code, stdout, stderr } = await hostedCli(['providers', 'gandii']);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: there is no provider called gandii\. Did you mean `gandi`\?\n$/);
  });
});
