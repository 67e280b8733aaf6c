import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines, load } from './fixtures.js';
import { freshCatalog, wholeFile } from './whole-file.js';

const file = '/conf/letsencrypt-dns.yml';
const files = { [file]: wholeFile, '/ca.pem': '-----BEGIN CERTIFICATE-----' };

const expected = {
  settings: {
    configDir: '/conf',
    domainsConf: '/conf/domains.conf',
    mail: 'a@example.com,b@example.com',
    server: 'https://ca.example/dir',
    ca: 'google',
    staging: false,
    caBundle: '/ca.pem',
    eab: { kid: 'k', hmacKey: 'a-b_' },
    acmeProfile: 'tlsserver',
    preferredChain: 'Root',
    keyType: 'rsa4096',
    reuseKey: true,
    explicit: {
      keyType: 'LETSENCRYPT_KEY_TYPE',
      reuseKey: 'LETSENCRYPT_REUSE_KEY',
      preferredChain: 'LETSENCRYPT_PREFERRED_CHAIN',
      acmeProfile: 'LETSENCRYPT_PROFILE',
    },
    onRemove: 'delete',
    cron: '1 2 * * *',
    followCnames: false,
    timeZone: 'Europe/Berlin',
    ttl: 61,
    propagation: { mode: 'recursive', sleepTime: 0.5, maxChecks: 7, isGiven: true },
    resolvers: [
      { host: '::1', port: 5353 },
      { host: 'dns.example', port: 443, url: 'https://dns.example/q' },
    ],
    docker: { host: 'tcp://docker:2375' },
    proxy: { https: 'http://u:pass@proxy:1', http: 'http://proxy:2', none: 'a,b' },
    plugins: ['x', './y'],
    statusListen: { host: '::', port: 8080 },
    statusHosts: ['one', 'two'],
    store: undefined,
    storeKey: undefined,
    deliver: ['a.example.com'],
    watchPolling: true,
    logLevel: 'warn',
    logFormat: 'json',
  },
  plugins: {
    'deploy-hook': { options: { command: 'one\ntwo', environment: '' }, secrets: [] },
    'docker-exec': { options: { clusterProvider: 'swarm', labels: false }, secrets: [] },
    'docker-restart': { options: { clusterProvider: 'swarm', labels: false }, secrets: [] },
    notify: { options: { urls: '', afterFailures: 2, repeatHours: 24 }, secrets: [] },
    permissions: { options: { dirsMode: '0700', filesMode: '0600', user: 'me', group: '7' }, secrets: [] },
    pfx: { options: { export: true, passphrase: '007', legacy: true }, secrets: ['007'] },
  },
  certificates: [
    {
      name: 'one',
      isNameGiven: true,
      domains: ['*.example.com', 'example.com'],
      profile: 'p',
      keyType: 'ecdsa384',
      reuseKey: false,
      server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      acmeProfile: 'shortlived',
      preferredChain: 'Other',
      explicit: {
        keyType: 'key_type',
        reuseKey: 'reuse_key',
        preferredChain: 'preferred_chain',
        acmeProfile: 'acme_profile',
      },
      followCnames: true,
      forceRenew: true,
      steps: {
        'deploy-hook': { command: 'make all' },
        'docker-exec': {
          commands: [{ container: 'c', argv: ['x', 'y z'] }],
        },
        'docker-restart': { containers: ['a', 'b'], services: ['s'] },
        pfx: { export: true, passphrase: 'other', legacy: false },
      },
      source: { file: '/conf/letsencrypt-dns.yml', line: 43, column: 3 },
    },
    {
      name: 'b.example.com',
      isNameGiven: false,
      domains: ['b.example.com'],
      profile: undefined,
      keyType: 'rsa4096',
      reuseKey: true,
      server: 'https://ca.example/dir',
      acmeProfile: 'tlsserver',
      preferredChain: 'Root',
      explicit: {
        keyType: 'LETSENCRYPT_KEY_TYPE',
        reuseKey: 'LETSENCRYPT_REUSE_KEY',
        preferredChain: 'LETSENCRYPT_PREFERRED_CHAIN',
        acmeProfile: 'LETSENCRYPT_PROFILE',
      },
      followCnames: false,
      forceRenew: false,
      steps: {
        'deploy-hook': { command: 'one\ntwo' },
        'docker-exec': { commands: [] },
        'docker-restart': { containers: [], services: [] },
        pfx: { export: true, passphrase: '007', legacy: true },
      },
      source: { file: '/conf/letsencrypt-dns.yml', line: 58, column: 3 },
    },
  ],
  profiles: {
    p: {
      id: 'p',
      provider: 'gransy',
      askedFor: 'subreg',
      options: { username: 'u', password: `\${x}` },
      secrets: [`\${x}`],
      zones: ['example.com', 'xn--bcher-kva.example'],
      delegated: 'sub.example.com',
      resolveZoneName: true,
      ttl: 62,
      propagation: { mode: 'authoritative', sleepTime: 1.5, maxChecks: 3, isGiven: true },
      place: '/conf/letsencrypt-dns.yml:33:13',
    },
  },
  held: [],
  removalPermitted: true,
  sources: [
    { kind: 'domains.conf', path: '/conf/domains.conf', status: 'missing', complete: true },
    { kind: 'yaml', path: '/conf/letsencrypt-dns.yml', status: 'read', complete: true },
  ],
  secrets: ['a-b_', 'pass', `\${x}`, '007', 'other'],
};

const places = {
  LETSENCRYPT_USER_MAIL: '2:18',
  LETSENCRYPT_SERVER: '3:18',
  LETSENCRYPT_CA: '4:7',
  LETSENCRYPT_CONFIG_DIR: '5:20',
  CRON_TIME_STRING: '6:19',
  LETSENCRYPT_CA_BUNDLE: '7:14',
  LETSENCRYPT_EAB_KID: '8:14',
  LETSENCRYPT_EAB_HMAC_KEY: '8:27',
  LETSENCRYPT_PROFILE: '9:17',
  LETSENCRYPT_PREFERRED_CHAIN: '10:20',
  LETSENCRYPT_KEY_TYPE: '11:13',
  LETSENCRYPT_REUSE_KEY: '12:14',
  LETSENCRYPT_ON_REMOVE: '13:14',
  CERTS_DIRS_MODE: '14:52',
  CERTS_FILES_MODE: '14:35',
  CERTS_USER_OWNER: '14:66',
  CERTS_GROUP_OWNER: '14:77',
  DNS_RESOLVERS: '16:18',
  DNS_PROPAGATION: '16:70',
  FOLLOW_CNAMES: '16:96',
  LEXICON_SLEEP_TIME: '16:113',
  LEXICON_MAX_CHECKS: '16:130',
  LEXICON_TTL: '16:138',
  DOCKER_HOST: '17:16',
  DOCKER_CLUSTER_PROVIDER: '17:53',
  DOCKER_LABELS: '17:68',
  HTTPS_PROXY: '18:16',
  HTTP_PROXY: '18:45',
  NO_PROXY: '18:67',
  LETSENCRYPT_PLUGINS: '19:10',
  LETSENCRYPT_DELIVER: '20:10',
  STATUS_LISTEN: '21:16',
  STATUS_HOSTS: '22:15',
  LETSENCRYPT_WATCH_POLLING: '23:16',
  TZ: '24:12',
  LOG_LEVEL: '25:12',
  LOG_FORMAT: '26:13',
  DEPLOY_HOOK: '27:14',
  PFX_EXPORT: '30:15',
  PFX_EXPORT_PASSPHRASE: '30:33',
  PFX_EXPORT_LEGACY: '30:48',
};

test('a file with every key becomes exactly this', async () => {
  const { state, problems, files: read, variables } = await load({}, files, file, freshCatalog());
  assert.deepEqual(lines(problems), []);
  assert.deepEqual(state, expected);
  assert.deepEqual(read, ['/conf/letsencrypt-dns.yml', '/ca.pem', '/conf/domains.conf']);
  assert.equal(variables.values.LETSENCRYPT_CONFIG_DIR, '/data');
  const given = [...variables.given].map(([name, place]) => [name, place.replace(`${file}:`, '')]);
  assert.deepEqual(Object.fromEntries(given), places);
});

const usual = {
  settings: {
    configDir: '/conf',
    domainsConf: '/conf/domains.conf',
    mail: undefined,
    server: 'https://acme-v02.api.letsencrypt.org/directory',
    ca: undefined,
    staging: false,
    caBundle: undefined,
    eab: undefined,
    acmeProfile: undefined,
    preferredChain: undefined,
    keyType: 'ecdsa',
    reuseKey: false,
    explicit: {},
    onRemove: 'revoke',
    cron: '12 01,13 * * *',
    followCnames: true,
    timeZone: undefined,
    ttl: undefined,
    propagation: { mode: 'authoritative', sleepTime: 30, maxChecks: 4 },
    resolvers: undefined,
    docker: { host: 'unix:///var/run/docker.sock' },
    proxy: { https: undefined, http: undefined, none: undefined },
    plugins: [],
    statusListen: undefined,
    statusHosts: [],
    store: undefined,
    storeKey: undefined,
    deliver: undefined,
    watchPolling: false,
    logLevel: 'info',
    logFormat: undefined,
  },
  plugins: {
    'deploy-hook': { options: { command: undefined, environment: '' }, secrets: [] },
    'docker-exec': { options: { clusterProvider: 'none', labels: true }, secrets: [] },
    'docker-restart': { options: { clusterProvider: 'none', labels: true }, secrets: [] },
    notify: { options: { urls: '', afterFailures: 2, repeatHours: 24 }, secrets: [] },
    permissions: { options: { dirsMode: '0750', filesMode: '0640', user: 'root', group: 'root' }, secrets: [] },
    pfx: { options: { export: false, passphrase: '', legacy: false }, secrets: [] },
  },
};

test('nothing at all becomes the defaults', async () => {
  for (const text of ['', '# none']) {
    const { state, problems } = await load({}, { '/conf/domains.conf': text }, undefined, freshCatalog());
    assert.deepEqual([lines(problems), state.settings, state.plugins], [[], usual.settings, usual.plugins]);
  }
});
