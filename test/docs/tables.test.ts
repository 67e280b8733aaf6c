import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { configurationSchema } from '../../core/config/in-yaml.js';
import { profileSchema, schemasFor } from '../../core/config/yaml/schema.js';
import { eachSettingKey } from '../../core/config/yaml/setting-keys.js';
import { renderPlugins } from '../../core/docs/render-plugins.js';
import { renderYamlKeys } from '../../core/docs/render-yaml.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import type { IssuedCertificate } from '../../core/sdk/index.js';
import { labelOf } from '../../plugins/docker-exec/commands.js';
import { restartLabel } from '../../plugins/docker-restart/find-labelled.js';
import { projectRoot } from '../lab/index.js';

const manifests = builtInRegistry().plugins.map(({ manifest }) => manifest);

describe('docs/plugins.md', () => {
  const page = renderPlugins(manifests);

  it('has every variable of every step, with its meaning', () => {
    const names = manifests.flatMap(({ options }) => Object.values(options).flatMap(({ env = [] }) => env));
    assert.ok(names.includes('DEPLOY_HOOK_ENVIRONMENT'));
    for (const name of names) assert.match(page, new RegExp(`^\\| .*\`${name}\`.* \\| \\S.* \\| .*\\|$`, 'm'), name);
  });

  it('has the labels that the code looks for', () => {
    const exec = labelOf({ name: 'NAME' } as IssuedCertificate).replace('NAME', '<name of the certificate>');
    for (const label of [restartLabel, exec]) {
      assert.ok(page.includes(`| \`${label}\` | `), label);
      assert.ok(manifests.some(({ labels = {} }) => label in labels));
    }
    assert.equal(manifests.flatMap(({ labels = {} }) => Object.keys(labels)).length, 2);
  });

  it('takes no words for HTML', () => assert.doesNotMatch(page.replaceAll(/`[^`]*`/g, ''), /</));
});

describe('docs/yaml.md', () => {
  it('has every key of the file, and the variable that a setting stands for', async () => {
    const page = renderYamlKeys(await configurationSchema());
    for (const { path, variable } of eachSettingKey())
      assert.match(page, new RegExp(`^\\| \`${path.join('\\.')}\` \\| \\S.* \\| \\S.* \\| \`${variable}\` \\|$`, 'm'));
    const [, , ...entries] = page.split('\n## ');
    for (const section of entries) assert.doesNotMatch(section, /\|\s*\|$/m, 'a key has no meaning');
    for (const key of [...Object.keys(profileSchema.shape), ...Object.keys(schemasFor().certificate.shape)])
      assert.match(page, new RegExp(`^\\| \`${key}\` \\| \\S.* \\| \\S.* \\|$`, 'm'));
  });

  it('tells forms in plain words', () => {
    const of = (schema: object) => renderYamlKeys({ properties: { key: { description: 'it', ...schema } } });
    const cases: readonly (readonly [schema: object, form: string])[] = [
      [{ type: 'string' }, 'text'],
      [{ type: ['string', 'number', 'boolean'] }, 'text'],
      [{ type: ['boolean', 'string'] }, 'true or false'],
      [{ type: ['integer', 'string'] }, 'number'],
      [{ type: ['string', 'integer'] }, 'text or number'],
      [{ enum: ['a', 'b'], type: 'string' }, '`a`, `b`'],
      [{ anyOf: [{ type: 'array', items: {} }, { type: 'string' }] }, 'list or text'],
      [{ type: 'object' }, 'map'],
    ];
    for (const [schema, form] of cases) assert.ok(of(schema).includes(`| \`key\` | ${form} | it |`), form);
  });
});

describe('docs/configuration.md', () => {
  it('leads to the pages that are generated', () => {
    const text = readFileSync(join(projectRoot(), 'docs/configuration.md'), 'utf8');
    for (const link of ['plugins.md#labels-of-containers', 'yaml.md', 'DEPLOY_HOOK_ENVIRONMENT'])
      assert.ok(text.includes(link), link);
  });
});
