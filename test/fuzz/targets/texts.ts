/** A file of lines with all that one may hold. */
export const domainsConf = `# certificates
smtp.example.com
imap.example.com pop.example.com autorestart-containers=dovecot,postfix
*.example.com example.com autocmd-containers=nginx:nginx -s reload,web:sh -c "a b: c, d"
bücher.example # a comment
a.b.example.org follow-cnames=no
`;

export const yamlFile = `acme:
  email_account: me@example.net
  staging: true
  certs_permissions: { files_mode: 0640, dirs_mode: "0755" }
profiles:
  - &first
    name: first
    provider: cloudflare
    provider_options: { auth_token: \${TOKEN} }
    sleep_time: 45
  - <<: *first
    name: second
    delegated_subdomain: sub.example.net
certificates:
  - name: one
    domains: ["*.example.com", example.com]
    profile: first
    autorestart:
      - containers: [a, b]
    autocmd:
      - cmd: [nginx, -s, reload]
        containers: [c]
    pfx: { export: true, passphrase: secret phrase }
  - domains:
      - sub.example.net
    profile: second
`;

export const envFile = `# credentials
LEXICON_PROVIDER=cloudflare
export LEXICON_CLOUDFLARE_AUTH_TOKEN="t0ken t0ken"
LETSENCRYPT_USER_MAIL='me@example.com'
CRON_TIME_STRING=12 01,13 * * *
LEXICON_SLEEP_TIME=30
CERTS_FILES_MODE=0640
DNS_RESOLVERS=192.0.2.1:53,[2001:db8::1]
LEXICON_PROVIDER_OPTIONS=--auth-username=u --auth-token='t t'
`;

export const renewalConf = `# renew_before_expiry = 30 days
version = 2.9.0
archive_dir = /conf/archive/www.example.com
cert = /conf/live/www.example.com/cert.pem
privkey = /conf/live/www.example.com/privkey.pem
chain = /conf/live/www.example.com/chain.pem
fullchain = /conf/live/www.example.com/fullchain.pem

# Options used in the renewal process
[renewalparams]
account = 2ee6a948846b23ecc61b72bf517ff2bf
server = https://acme-v02.api.letsencrypt.org/directory
authenticator = webroot
webroot_path = /var/www/html,
pref_challs = dns-01,
key_type = rsa
rsa_key_size = 4096
renew_hook = "sh -c 'a, b # c'"
[[webroot_map]]
www.example.com = /var/www/html
`;
