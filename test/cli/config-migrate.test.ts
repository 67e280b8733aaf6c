import assert from 'node:assert/strict';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { configurationSchemaFile } from '../../core/config/in-yaml.js';
import { loadConfiguration } from '../../core/config/load.js';
import { createManifestCatalog } from '../../core/config/manifest-catalog.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { createTempDir, projectRoot } from '../lab/index.js';
import { hostedCli } from './command-host.js';

const lines = `smtp.example.com
*.example.com example.com autorestart-containers=web autocmd-containers=db:sh -c 'echo "$A"',mail:reload
`;

/** What the seed image's users have set. */
const settings = {
  LEXICON_PROVIDER: 'powerdns',
  LEXICON_POWERDNS_PDNS_SERVER: 'http://127.0.0.1:8081',
  LEXICON_OPTIONS: '--delegated=sub.example.com',
  LETSENCRYPT_STAGING: 'true',
  LETSENCRYPT_KEY_TYPE: 'rsa4096',
  LEXICON_SLEEP_TIME: '12',
  PFX_EXPORT: 'true',
  DEPLOY_HOOK: `echo "$\{RENEWED_LINEAGE}"`,
};

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await createTempDir('migrate');
  try {
    await writeFile(join(folder.path, 'domains.conf'), lines);
    await work(folder.path);
  } finally {
    await folder.remove();
  }
}

/** What the program is asked to do, without the places where it stands. */
async function meaning(configDir: string, env: Record<string, string>) {
  const manifests = createManifestCatalog(builtInRegistry());
  const { state, problems } = await loadConfiguration({ env, configDir, manifests });
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return {
    settings: state.settings,
    profiles: Object.values(state.profiles).map(({ place: _place, ...profile }) => profile),
    certificates: state.certificates.map(({ source: _source, profile: _profile, ...certificate }) => certificate),
  };
}

describe('config migrate', () => {
  it('writes YAML that means the same, with references to secrets in variables', () =>
    inFolder(async (folder) => {
      const secrets = { LEXICON_POWERDNS_AUTH_TOKEN: 'token-of-the-api', PFX_EXPORT_PASSPHRASE: 'phrase-of-the-pfx' };
      const before = await meaning(folder, { ...settings, ...secrets });
      const yaml = join(folder, 'letsencrypt-dns.yaml');
      const migrate = await hostedCli(['config', 'migrate', '--config-dir', folder, '--output', yaml], {
        env: { ...settings, ...secrets },
      });
      assert.equal(migrate.code, 0, migrate.stderr);
      const text = await readFile(yaml, 'utf8');
      assert.match(text, /auth_token: \$\{LEXICON_POWERDNS_AUTH_TOKEN\}\n/);
      assert.doesNotMatch(text + migrate.stdout + migrate.stderr, /token-of-the-api|phrase-of-the-pfx/);
      assert.equal((await stat(yaml)).mode & 0o777, 0o600);
      assert.match(
        migrate.stderr,
        /keep set, as they hold secrets: LEXICON_POWERDNS_AUTH_TOKEN, PFX_EXPORT_PASSPHRASE\n/,
      );
      assert.match(migrate.stderr, /no longer needed: .*LEXICON_PROVIDER.*PFX_EXPORT/);

      await rename(join(folder, 'domains.conf'), join(folder, 'domains.conf.old'));
      const after = await meaning(folder, secrets);
      assert.deepEqual(after, before);
    }));

  it('refers to secret files', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'token');
      await writeFile(path, 'token-in-a-file\n');
      const env = { ...settings, LEXICON_POWERDNS_AUTH_TOKEN_FILE: path, LETSENCRYPT_CONFIG_DIR: folder };
      const migrate = await hostedCli(['config', 'migrate'], { env });
      assert.equal(migrate.code, 0, migrate.stderr);
      assert.ok(migrate.stdout.includes(`auth_token: \${file:${path}}\n`), migrate.stdout);
      assert.doesNotMatch(migrate.stdout, /token-in-a-file/);
      const before = await meaning(folder, env);
      await mkdir(join(folder, 'new'));
      await writeFile(join(folder, 'new/letsencrypt-dns.yaml'), migrate.stdout);
      const after = await meaning(join(folder, 'new'), {});
      const place = { configDir: '', domainsConf: '' };
      assert.deepEqual(
        { ...after, settings: { ...after.settings, ...place } },
        { ...before, settings: { ...before.settings, ...place } },
      );
    }));

  it('writes nothing over a file, and nothing of a configuration with errors', () =>
    inFolder(async (folder) => {
      const env = { ...settings, LEXICON_POWERDNS_AUTH_TOKEN: 'token-of-the-api', LETSENCRYPT_CONFIG_DIR: folder };
      const taken = await hostedCli(['config', 'migrate', '--output', join(folder, 'domains.conf')], { env });
      assert.equal(taken.code, 2);
      assert.match(taken.stderr, /the file exists already/);
      assert.equal(await readFile(join(folder, 'domains.conf'), 'utf8'), lines);
      await writeFile(join(folder, 'domains.conf'), 'a..example.com\n');
      const broken = await hostedCli(['config', 'migrate'], { env });
      assert.equal(broken.code, 2);
      assert.equal(broken.stdout, '');
    }));
});

describe('config schema', () => {
  it('says that a file cannot say LEXICON_PROVIDER=auto', () =>
    inFolder(async (folder) => {
      const env = { LEXICON_PROVIDER: 'auto', LEXICON_CLOUDFLARE_TOKEN: 's3cret' };
      const { code, stdout, stderr } = await hostedCli(['config', 'migrate', '--config-dir', folder], { env });
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /LEXICON_PROVIDER=auto.*`zones`/);
    }));

  it('prints what is published for editors', async () => {
    const schema = await hostedCli(['config', 'schema']);
    assert.equal(schema.code, 0);
    const { path, text } = await configurationSchemaFile();
    assert.equal(schema.stdout, text);
    assert.equal(text, await readFile(join(projectRoot(), path), 'utf8'), 'stale: run npm run docs');
    assert.ok('certificates' in (schema.json() as { properties: object }).properties);
  });
});
