import { builtInPlugins } from '../../core/manifest/built-in.js';
import { catalog } from './fixtures.js';

/** With a list of plugins that nobody had before: what is made for a list is kept. */
export function freshCatalog() {
  return { ...catalog, plugins: [...builtInPlugins()] };
}

/** Has every key of our own form, none of them with its default. */
export const wholeFile = `acme:
  email_account: [a@example.com, b@example.com]
  directory_url: https://ca.example/dir
  ca: google
  certs_root_path: /data
  crontime_renew: 1 2 * * *
  ca_bundle: /ca.pem
  eab: {kid: k, hmac_key: a+b/}
  acme_profile: tlsserver
  preferred_chain: Root
  key_type: rsa4096
  reuse_key: on
  on_remove: delete
  certs_permissions: {files_mode: 0600, dirs_mode: "0700", user: me, group: 7}
  api_version: 2
dns: {resolvers: ["[::1]:5353", https://dns.example/q], propagation: recursive, follow_cnames: off, sleep_time: 0.5, max_checks: 7, ttl: 61}
docker: {host: tcp://docker:2375, cluster_provider: swarm, labels: Off}
proxy: {https: http://u:pass@proxy:1, http: http://proxy:2, none: "a,b"}
plugins: [x, ./y]
deliver: [a.example.com]
status_listen: "[::]:8080"
status_hosts: [one, two]
watch_polling: yes
time_zone: Europe/Berlin
log_level: warning
log_format: json
deploy_hook: |-
  one
  two
pfx: {export: true, passphrase: "007", legacy: ON}
profiles:
- name: p
  provider: subreg
  provider_options: {auth_username: u, AUTH-PASSWORD: "$\${x}"}
  sleep_time: 1.5
  max_checks: 3
  delegated_subdomain: Sub.example.com
  ttl: 62
  zones: [Example.com, bücher.example]
  resolve_zone_name: yes
  propagation: authoritative
certificates:
- name: one
  domains: ["*.example.com", example.com]
  profile: p
  follow_cnames: on
  reuse_key: no
  key_type: ecdsa384
  ca: letsencrypt
  staging: true
  acme_profile: shortlived
  preferred_chain: Other
  force_renew: true
  pfx: {export: true, passphrase: other, legacy: false}
  deploy_hook: make all
  autorestart: [{containers: [a, b], swarm_services: [s]}]
  autocmd: [{cmd: "x 'y z'", containers: [c]}]
- domains: [b.example.com]
`;
