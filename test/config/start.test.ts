import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { configurationSchema } from '../../core/config/in-yaml.js';
import { loadConfiguration } from '../../core/config/load.js';
import { findYamlFile, searchPlaces } from '../../core/config/yaml/find.js';
import { catalog } from './fixtures.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'config-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Writes the URL of each module that is loaded to standard error. */
const traceHook = `import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(2, found.url + '\\n');
  return found;
}`;

function modulesLoaded(configDir: string): string {
  const index = new URL('../../core/config/load.js', import.meta.url).href;
  const program = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(traceHook)}));
const { loadConfiguration } = await import(${JSON.stringify(index)});
const { state } = await loadConfiguration({
  env: {}, configDir: ${JSON.stringify(configDir)},
  manifests: { find: () => undefined, ids: () => [] },
});
console.log(state.certificates.length);`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  assert.equal(child.status, 0, child.stderr);
  assert.equal(child.stdout, '1\n');
  return child.stderr;
}

test('a start with domains.conf alone loads neither zod nor yaml nor cosmiconfig nor croner', async () => {
  const plain = join(directory, 'plain');
  await mkdir(plain);
  await writeFile(join(plain, 'domains.conf'), 'a.example.com');
  const heavy = /node_modules\/(zod|yaml|cosmiconfig|croner)\//;
  assert.doesNotMatch(modulesLoaded(plain), heavy);
  await writeFile(join(plain, 'letsencrypt-dns.yml'), 'acme: {}');
  assert.match(modulesLoaded(plain), heavy);
});

test('a YAML file is found in the configuration directory, and never in the working directory', async () => {
  const conf = join(directory, 'conf');
  await mkdir(conf);
  const before = process.cwd();
  process.chdir(await mkdtemp(join(directory, 'work-')));
  try {
    for (const name of searchPlaces) {
      await writeFile(name, 'certificates: [{domains: [work.example.com]}]');
      assert.equal(await findYamlFile(conf), undefined, name);
      await writeFile(join(conf, name), '');
      assert.equal(await findYamlFile(conf), join(conf, name), name);
      await rm(join(conf, name));
    }
    await writeFile(join(conf, 'letsencrypt-dns.json'), '{"certificates": [{"domains": ["conf.example.com"]}]}');
    const { state } = await loadConfiguration({ env: {}, configDir: conf, manifests: catalog });
    assert.deepEqual(
      state.certificates.map((certificate) => [certificate.name, certificate.source]),
      [['conf.example.com', { file: 'letsencrypt-dns.json', line: 1, column: 19 }]],
    );
  } finally {
    process.chdir(before);
  }
});

test('what cannot be read as a file is an error, not an empty configuration', async () => {
  const odd = join(directory, 'odd');
  await mkdir(join(odd, 'letsencrypt-dns.yml'), { recursive: true });
  await mkdir(join(odd, 'domains.conf'));
  const { state, problems } = await loadConfiguration({ env: {}, configDir: odd, manifests: catalog });
  assert.deepEqual(
    state.sources.map((source) => source.status),
    ['unreadable', 'unreadable'],
  );
  assert.equal(problems.filter((problem) => /it is a directory/.test(problem.message)).length, 2);
});

test('the JSON Schema takes what the program takes, and finds slips', async () => {
  const schema = z.fromJSONSchema(await configurationSchema());
  const good = parse(`draft: false
acme: {staging: true, certs_permissions: {files_mode: 0644, user: 1000}, eab: {kid: a, hmac_key: b}}
dns: {resolvers: [192.0.2.1], ttl: 60}
profiles: [{name: p, provider: x, provider_options: {auth_token: 1, flag: true}, sleep_time: "\${SLEEP}", zones: [example.com]}]
certificates:
- {domains: ["*.example.com"], profile: p, reuse_key: false, pfx: {export: true}, autocmd: [{cmd: a b, containers: [c]}, {cmd: [a]}]}
`);
  assert.deepEqual(schema.safeParse(good).error?.issues, undefined);
  for (const slip of [
    'acme: {stagin: true}',
    'acme: {staging: x}',
    'acme: {on_remove: forget}',
    'certificates: [{profile: p}]',
    'certificates: [{domains: []}]',
    'certificates: [{domains: [a], key_type: dsa}]',
    'profiles: [{name: p}]',
    'profiles: [{name: p, provider: x, ttl: x}]',
  ]) {
    assert.equal(schema.safeParse(parse(slip)).success, false, slip);
  }
});
