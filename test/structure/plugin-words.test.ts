import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { stepOptions } from '../../core/config/certificate-steps.js';
import { pluginKey, pluginVariables } from '../../core/config/plugin-variables.js';
import { variables } from '../../core/config/variables.js';
import { builtInPlugins } from '../../core/manifest/built-in.js';
import { projectRoot } from '../lab/index.js';

const root = projectRoot();
const plugins = builtInPlugins();
const options = plugins.flatMap(({ manifest }) =>
  Object.values(manifest.options).map((option) => ({ manifest, option, name: pluginVariables(manifest, option)[0] })),
);

/** Where a plugin's word has to stand all the same, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'core/demo/stage.ts': 'it starts the program as a user would',
  'core/cli/examples.ts': 'it shows what users write',
  'core/cli/program.ts': 'the command `notify` is about what one variable says',
  'core/cli/commands/notify.ts': 'the command `notify` is about what one variable says',
  'core/docker/docker-failure.ts': 'a hint names what puts it right',
  'core/docs/cures/failures.ts': 'a page for people names what puts it right',
  'core/sdk/held-directory.ts': 'a hint names what puts it right, wherever it comes up',
};

/** Names of variables, keys of files and options of lines: all that is a plugin's to name. */
function words(): readonly string[] {
  const lines = stepOptions(plugins).flatMap(({ line, yaml }) => [
    line,
    ...yaml.map(({ path }) => path.split(/[[.]/)[0]),
  ]);
  const keys = options.flatMap(({ manifest, option }) => pluginKey(manifest, option).slice(-1));
  const found = [...lines, ...keys, ...options.map(({ name }) => name)].filter((word) => word !== undefined);
  // Words of everyday English (`export`, `user`, `labels`) say nothing by themselves.
  return [...new Set(found)].filter((word) => /[-_]|^auto/.test(word));
}

function sources(): readonly string[] {
  return readdirSync(join(root, 'core'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe('what is a plugin’s to name', () => {
  it('is named by no part of core', () => {
    const all = words();
    assert.ok(all.includes('autorestart-containers') && all.includes('deploy_hook') && all.includes('PFX_EXPORT'));
    const pattern = new RegExp(`\\b(?:${all.join('|')})\\b`);
    const naming = sources().filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return pattern.test(text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, ''));
    });
    assert.deepEqual(naming.sort(), Object.keys(exceptions).sort());
  });

  it('stands in one place, and plugins that share a variable agree about it', () => {
    const own = new Set<string>(variables.map(({ name }) => name));
    const facts = new Map<string, unknown>();
    for (const { manifest, option, name = '' } of options) {
      assert.ok(!own.has(name), `${name} is a variable of the program, and an option of ${manifest.id}`);
      const { help: _help, ...rest } = option;
      if (facts.has(name)) assert.deepEqual(rest, facts.get(name), `${name} of ${manifest.id}`);
      facts.set(name, rest);
    }
  });

  it('names options that are there where it tells when a plugin runs', () => {
    for (const { manifest } of plugins) {
      if (manifest.eachStart !== undefined) assert.ok(manifest.certificate?.[manifest.eachStart]?.switch, manifest.id);
    }
  });
});
