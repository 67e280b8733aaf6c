import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pluginEnvironment } from '../../core/config/plugin-settings.js';
import { publicEnvironment } from '../../core/config/public-environment.js';
import { builtInPlugins, builtInRegistry } from '../../core/manifest/built-in.js';
import { load } from './fixtures.js';

const { plugins } = (await load({ PFX_EXPORT: 'true', DEPLOY_HOOK: 'x' }, {})).state;
const ofPlugins = pluginEnvironment(builtInPlugins(), plugins);

function seen(env: Record<string, string>) {
  return publicEnvironment({
    env,
    settings: { ...ofPlugins, PFX_EXPORT_PASSPHRASE: 'p' },
    manifests: builtInRegistry().providers.map(({ manifest }) => manifest),
    redact: (text) => text.replaceAll('known-secret', '…'),
  });
}

describe('the variables that other programs may see', () => {
  it('are those of this process and the modes and owners with their defaults', () => {
    assert.deepEqual(
      seen({ PATH: '/bin', TARGET_HOST: 'web-1', LEXICON_PROVIDER: 'ovh', LETSENCRYPT_KEY_TYPE: 'rsa' }),
      {
        CERTS_DIRS_MODE: '0750',
        CERTS_FILES_MODE: '0640',
        CERTS_GROUP_OWNER: 'root',
        CERTS_USER_OWNER: 'root',
        DOCKER_CLUSTER_PROVIDER: 'none',
        DOCKER_LABELS: 'true',
        LETSENCRYPT_KEY_TYPE: 'rsa',
        LEXICON_PROVIDER: 'ovh',
        NOTIFY_AFTER_FAILURES: '2',
        NOTIFY_REPEAT_HOURS: '24',
        PATH: '/bin',
        PFX_EXPORT: 'true',
        PFX_EXPORT_LEGACY: 'false',
        TARGET_HOST: 'web-1',
      },
    );
  });

  for (const [name, value] of Object.entries({
    LEXICON_CLOUDFLARE_AUTH_TOKEN: 'x',
    LEXICON_OVH_AUTH_APPLICATION_SECRET: 'x',
    LEXICON_PROVIDER_OPTIONS: '--auth-token=x',
    LEXICON_PROVIDER_OPTIONS_FILE: '/x',
    AWS_SECRET_ACCESS_KEY: 'x',
    GANDI_API_KEY: 'x',
    PFX_EXPORT_PASSPHRASE: 'x',
    LETSENCRYPT_EAB_HMAC_KEY: 'x',
    LETSENCRYPT_STORE: 'postgres://host/db',
    LETSENCRYPT_STORE_KEY: 'x',
    NOTIFY_URLS: 'https://hooks.example.org/x',
    NOTIFY_URL: 'https://hooks.example.org/x',
    NOTIFY_URLS_FILE: '/x',
    DEPLOY_HOOKS: 'curl -u me:x https://example.org',
    DEPLOY_HOOK: 'curl -u me:x https://example.org',
    HTTPS_PROXY: 'http://user:x@proxy:3128',
    DATABASE_URL: 'postgres://user:x@db/app',
    MY_PASSWORD: 'x',
    SOMETHING_ELSE: 'has the known-secret in it',
  })) {
    it(`are without ${name}`, () => assert.equal(seen({ [name]: value })[name], undefined));
  }

  it('have a proxy that asks for no password', () => {
    assert.equal(seen({ HTTPS_PROXY: 'http://proxy:3128' }).HTTPS_PROXY, 'http://proxy:3128');
  });
});
