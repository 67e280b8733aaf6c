import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationToYaml } from '../../core/config/in-yaml.js';
import { lines, load } from './fixtures.js';
import { freshCatalog, wholeFile } from './whole-file.js';

const file = '/conf/letsencrypt-dns.yml';
const pem = { '/ca.pem': '-----BEGIN CERTIFICATE-----' };
const head = '# Holds credentials: keep it readable by its owner alone.\n\n';

const written = `acme:
  email_account: a@example.com,b@example.com
  directory_url: https://ca.example/dir
  ca: google
  crontab_renew: 1 2 * * *
  ca_bundle: /ca.pem
  eab:
    kid: k
    hmac_key: a-b_
  acme_profile: tlsserver
  preferred_chain: Root
  key_type: rsa4096
  reuse_key: true
  on_remove: delete
  certs_permissions:
    dirs_mode: "0700"
    files_mode: "0600"
    user: me
    group: 7
dns:
  resolvers:
    - "[::1]:5353"
    - https://dns.example/q
  propagation: recursive
  follow_cnames: false
  sleep_time: 0.5
  max_checks: 7
  ttl: 61
docker:
  host: tcp://docker:2375
  cluster_provider: swarm
  labels: false
proxy:
  https: http://u:pass@proxy:1
  http: http://proxy:2
  none: a,b
plugins:
  - x
  - ./y
deliver:
  - a.example.com
status_listen: "[::]:8080"
status_hosts:
  - one
  - two
watch_polling: true
time_zone: Europe/Berlin
log_level: warn
log_format: json
deploy_hook: |-
  one
  two
pfx:
  export: true
  passphrase: "007"
  legacy: true
profiles:
  - name: p
    provider: subreg
    provider_options:
      auth_username: u
      auth_password: $\${x}
    zones:
      - example.com
      - xn--bcher-kva.example
    delegated_subdomain: sub.example.com
    resolve_zone_name: true
    ttl: 62
    propagation: authoritative
    sleep_time: 1.5
    max_checks: 3
certificates:
  - name: one
    domains:
      - "*.example.com"
      - example.com
    profile: p
    key_type: ecdsa384
    reuse_key: false
    directory_url: https://acme-staging-v02.api.letsencrypt.org/directory
    acme_profile: shortlived
    preferred_chain: Other
    follow_cnames: true
    force_renew: true
    pfx:
      export: true
      passphrase: other
      legacy: false
    deploy_hook: make all
    autorestart:
      - containers:
          - a
          - b
      - swarm_services:
          - s
    autocmd:
      - cmd:
          - x
          - y z
        containers:
          - c
  - domains:
      - b.example.com
    follow_cnames: false
`;

test('a file with every key is written like this, and again when it is read', async () => {
  const first = await load({}, { [file]: wholeFile, ...pem }, file, freshCatalog());
  const text = await configurationToYaml({ ...first, manifests: freshCatalog() });
  assert.equal(text, head + written);
  const second = await load({}, { [file]: text, ...pem }, file, freshCatalog());
  assert.deepEqual(lines(second.problems), []);
  assert.equal(await configurationToYaml({ ...second, manifests: freshCatalog() }), text);
});
