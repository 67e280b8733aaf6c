import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Files, lines, load } from './fixtures.js';

const file = '/conf/letsencrypt-dns.yml';
const secret = Buffer.alloc(32, 7).toString('base64url');
const other = Buffer.alloc(32, 8).toString('base64url');
const profiles = `
profiles: [{name: p, provider: powerdns, provider_options: {auth_token: t, pdns_server: "http://127.0.0.1:1"}}]
certificates: [{domains: [hub.example.com], profile: p}, {domains: [www.example.com], profile: p}]
`;

async function read(doors: string, files: Files = {}) {
  const { state, problems } = await load({}, { [file]: `${profiles}doors:\n${doors}`, ...files }, file);
  return {
    doors: state.doors,
    secrets: state.secrets,
    errors: lines(problems).filter((line) => line.includes(' error: ')),
  };
}

const whole = `
  listen: 0.0.0.0:8443
  tls: { certificate: hub.example.com }
  url: https://hub.example.com:8443/
  clients:
    - name: edge-1
      secret: \${file:/run/secrets/edge-1}
      domains: [Edge1.example.com, "*.edge1.example.com", "**.apps.example.com"]
      doors: [acme, httpreq, acme-dns, cert-manager, certificates]
      from: [192.0.2.0/24]
      certificates: [www.example.com]
    - { name: printer, validate: http-01, from: [10.0.0.7], domains: [printer.example.com], doors: [acme] }
  cert_manager: { group: acme.hub.example.com, clients: { "*": edge-1 } }
  acme_dns: { zone: Auth.example.com }
`;

test('the section of the contract is read, and its secret is one for the log', async () => {
  const { doors, secrets, errors } = await read(whole, { '/run/secrets/edge-1': `${secret}\n` });
  assert.deepEqual(errors, []);
  assert.deepEqual(doors?.listen, { host: '0.0.0.0', port: 8443 });
  assert.equal(doors?.url, 'https://hub.example.com:8443');
  assert.deepEqual(doors?.clients[0]?.domains, ['edge1.example.com', '*.edge1.example.com', '**.apps.example.com']);
  assert.equal(doors?.clients[0]?.secret, secret);
  assert.equal(doors?.certManager?.solver, 'letsencrypt-dns');
  assert.equal(doors?.acmeDns?.zone, 'auth.example.com');
  assert.equal(doors?.clients[1]?.validate, 'http-01');
  assert.ok(secrets.includes(secret));
});

test('the address that clients see follows from the certificate, else from what is listened on', async () => {
  const client = `clients: [{ name: a, secret: ${secret}, domains: [a.example.com], doors: [httpreq] }]`;
  const cases = [
    ['listen: "8443"', 'http://127.0.0.1:8443'],
    ['listen: "[::1]:8443"', 'http://[::1]:8443'],
    ['listen: 0.0.0.0:8443\n  tls: { certificate: hub.example.com }', 'https://hub.example.com:8443'],
    ['listen: "8080"\n  url: https://hub.example.com', 'https://hub.example.com'],
  ] as const;
  for (const [section, url] of cases) {
    const { doors, errors } = await read(`  ${section}\n  ${client}`);
    assert.deepEqual(errors, [], section);
    assert.equal(doors?.url, url);
  }
});

const wrong: readonly (readonly [title: string, section: string, expected: RegExp])[] = [
  [
    'plain HTTP to the world',
    '  listen: 0.0.0.0:80\n  url: http://hub.example.com\n  clients: [CLIENT]',
    /:5:11: error: without `tls` only loopback/,
  ],
  ['an unknown key', '  listen: "1"\n  client: []', /:6:3: error: unknown key `client`. Did you mean `?clients/],
  [
    'an unknown door',
    '  listen: "1"\n  clients: [{ name: a, secret: SECRET, domains: [a.example.com], doors: [acm] }]',
    /must be one of acme, httpreq/,
  ],
  ['no address', '  listen: x\n  clients: [CLIENT]', /`listen` must be \[host:\]port/],
  [
    'a path in the address',
    '  listen: "1"\n  url: https://hub.example.com/acme\n  clients: [CLIENT]',
    /`url` must be an address without a path/,
  ],
  ['half of TLS', '  listen: "1"\n  tls: { cert: a.pem }\n  clients: [CLIENT]', /`tls` needs either/],
  [
    'an unknown certificate',
    '  listen: "1"\n  tls: { certificate: hup.example.com }\n  clients: [CLIENT]',
    /there is no certificate `hup.example.com`. Did you mean `?hub/,
  ],
  [
    'a short secret',
    '  listen: "1"\n  clients: [{ name: a, secret: abc, domains: [a.example.com], doors: [acme] }]',
    /`secret` must be 32 bytes in base64url. Make one with `letsencrypt-dns doors secret`/,
  ],
  [
    'no secret',
    '  listen: "1"\n  clients: [{ name: a, domains: [a.example.com], doors: [acme] }]',
    /`secret` is missing/,
  ],
  [
    'a hash for the door acme',
    `  listen: "1"\n  clients: [{ name: a, secret_hash: "sha256:${'ab'.repeat(32)}", domains: [a.example.com], doors: [acme] }]`,
    /needs the secret itself/,
  ],
  [
    'no hash',
    '  listen: "1"\n  clients: [{ name: a, secret_hash: abc, domains: [a.example.com], doors: [httpreq] }]',
    /`secret_hash` must be/,
  ],
  [
    'a bad pattern',
    '  listen: "1"\n  clients: [{ name: a, secret: SECRET, domains: ["a.*.com"], doors: [acme] }]',
    /wildcard that is not its whole first label/,
  ],
  [
    'a bad network',
    '  listen: "1"\n  clients: [{ name: a, secret: SECRET, from: [192.0.2.0/40], domains: [a.example.com], doors: [acme] }]',
    /neither an address nor a network/,
  ],
  ['a name twice', '  listen: "1"\n  clients: [CLIENT, CLIENT]', /the client `a` stands twice/],
  [
    'a secret twice',
    '  listen: "1"\n  clients: [CLIENT, { name: b, secret: SECRET, domains: [b.example.com], doors: [acme] }]',
    /has the same secret/,
  ],
  [
    'a name with a colon',
    '  listen: "1"\n  clients: [{ name: "a:b", secret: SECRET, domains: [a.example.com], doors: [acme] }]',
    /is no name of a client/,
  ],
  ['no domains', '  listen: "1"\n  clients: [{ name: a, secret: SECRET, doors: [acme] }]', /`domains` is missing/],
  [
    'no certificates',
    '  listen: "1"\n  clients: [{ name: a, secret: SECRET, doors: [certificates] }]',
    /`certificates` is missing/,
  ],
  [
    'no acme-dns zone',
    '  listen: "1"\n  clients: [{ name: a, secret: SECRET, domains: [a.example.com], doors: [acme-dns] }]',
    /needs `doors.acme_dns.zone`/,
  ],
  [
    'a client by its address, from anywhere',
    '  listen: "1"\n  clients: [{ name: a, validate: http-01, domains: [a.example.com], doors: [acme] }]',
    /needs `from`/,
  ],
  [
    'two clients at one address',
    '  listen: "1"\n  clients: [{ name: a, validate: http-01, from: [10.0.0.0/8], domains: [a.example.com], doors: [acme] }, { name: b, validate: http-01, from: [10.1.1.1], domains: [b.example.com], doors: [acme] }]',
    /cannot be told apart/,
  ],
  [
    'a namespace of nobody',
    '  listen: "1"\n  clients: [{ name: a, secret: SECRET, domains: [a.example.com], doors: [cert-manager] }]\n  cert_manager: { group: acme.example.com, clients: { web: b } }',
    /no client `b` has the door cert-manager/,
  ],
];

test('what is wrong is told at its place, with what to do', async () => {
  const client = '{ name: a, secret: SECRET, domains: [a.example.com], doors: [acme] }';
  for (const [title, section, expected] of wrong) {
    const { doors, errors } = await read(section.replaceAll('CLIENT', client).replaceAll('SECRET', other));
    assert.ok(
      errors.some((line) => expected.test(line)),
      `${title}: ${errors.join('\n')}`,
    );
    if (title !== 'an unknown certificate') assert.equal(doors, undefined, title);
    assert.ok(
      errors.every((line) => line.startsWith('/conf/letsencrypt-dns.yml:')),
      errors.join('\n'),
    );
  }
});

test('without the section there are no doors', async () => {
  const { state } = await load({}, { [file]: profiles }, file);
  assert.equal(state.doors, undefined);
});
