import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSection, words } from './doors-file.js';

const whole = `listen: 0.0.0.0:8443
  tls: {cert: /c.pem, key: /k.pem}
  url: HTTPS://Hub.example.com:443/
  clients:
  - {name: LONG, secret: "SECRET=", domains: [A.example.com, "*.a.example.com", a.example.com], doors: [acme, certificates], from: [192.0.2.0/24, "2001:db8::1"], certificates: [www.example.com]}
  - {name: b, secret_hash: "SHA256:UPPER", domains: ["**.b.example.com"], doors: [cert-manager, httpreq, acme-dns]}
  - {name: c, validate: http-01, from: [10.0.0.7], domains: [c.example.com], doors: [acme]}
  - {name: d, validate: http-01, from: [10.0.0.8], domains: [d.example.com], doors: [acme]}
  cert_manager: {group: acme.hub.example.com, solver: my-1, front_proxy_ca: /ca.pem, front_proxy_names: [x, y], clients: {web: b, "*": b}}
  acme_dns: {zone: Auth.example.com}
`;

test('a section with every key becomes exactly this', async () => {
  const { doors, secrets, problems } = await readSection(whole);
  assert.deepEqual(problems, []);
  assert.deepEqual(secrets, ['t', words.SECRET]);
  assert.deepEqual(doors, {
    listen: { host: '0.0.0.0', port: 8443 },
    tls: { cert: '/c.pem', key: '/k.pem' },
    url: 'https://hub.example.com',
    clients: [
      {
        name: words.LONG,
        secret: words.SECRET,
        secretHash: 'dc4bf80c77473d130fa0de86ba4018fe98bb214005e6a5891d12ba91446f9e81',
        domains: ['a.example.com', '*.a.example.com'],
        doors: ['acme', 'certificates'],
        from: ['192.0.2.0/24', '2001:db8::1'],
        certificates: ['www.example.com'],
        validate: undefined,
        place: '/conf/letsencrypt-dns.yml:8:5',
      },
      {
        name: 'b',
        secret: undefined,
        secretHash: words.HASH,
        domains: ['**.b.example.com'],
        doors: ['cert-manager', 'httpreq', 'acme-dns'],
        from: [],
        certificates: [],
        validate: undefined,
        place: '/conf/letsencrypt-dns.yml:9:5',
      },
      {
        name: 'c',
        secret: undefined,
        secretHash: undefined,
        domains: ['c.example.com'],
        doors: ['acme'],
        from: ['10.0.0.7'],
        certificates: [],
        validate: 'http-01',
        place: '/conf/letsencrypt-dns.yml:10:5',
      },
      {
        name: 'd',
        secret: undefined,
        secretHash: undefined,
        domains: ['d.example.com'],
        doors: ['acme'],
        from: ['10.0.0.8'],
        certificates: [],
        validate: 'http-01',
        place: '/conf/letsencrypt-dns.yml:11:5',
      },
    ],
    certManager: {
      group: 'acme.hub.example.com',
      solver: 'my-1',
      frontProxyCa: '/ca.pem',
      frontProxyNames: ['x', 'y'],
      clients: { web: 'b', '*': 'b' },
    },
    acmeDns: { zone: 'auth.example.com' },
    place: '/conf/letsencrypt-dns.yml:4:3',
  });
});

test('the address of clients is that of the certificate, else that which is bound', async () => {
  const table: readonly [section: string, url: string, problems: readonly string[]][] = [
    ['listen: "8443"', 'http://127.0.0.1:8443', []],
    ['listen: "localhost:8443"', 'http://localhost:8443', []],
    ['listen: "127.9.9.9:8443"', 'http://127.9.9.9:8443', []],
    ['listen: "[::1]:8443"', 'http://[::1]:8443', []],
    [
      'listen: 0.0.0.0:8443\n  tls: {certificate: HUB.example.com}',
      'https://hub.example.com:8443',
      ['4:3 ! tls.certificate HUB.example.com → hub.example.com'],
    ],
    ['listen: "[::]:1"\n  tls: {certificate: hub.example.com}', 'https://hub.example.com:1', []],
    ['listen: 192.0.2.1:1\n  tls: {cert: a, key: b}', 'https://192.0.2.1:1', []],
    ['listen: "[2001:db8::1]:65535"\n  tls: {cert: a, key: b}', 'https://[2001:db8::1]:65535', []],
    ['listen: hub.lan:1\n  tls: {certificate: www_1}', 'https://hub.lan:1', ['4:3 ! tls.certificate www_1 → cert key']],
    ['listen: "8080"\n  url: http://hub.example.com:80', 'http://hub.example.com', []],
  ];
  for (const [section, url, expected] of table) {
    const { doors, problems } = await readSection(`${section}\n  clients: [CLIENT]`);
    assert.deepEqual([doors?.url, problems], [url, expected], section);
  }
});

test('who asks no provider needs no secret of a client', async () => {
  const { doors, problems } = await readSection(
    'listen: "1"\n  clients: [{name: a, secret: "", domains: [a.example.com], doors: [acme]}]',
    'optional',
  );
  assert.deepEqual([problems, doors?.clients[0]?.secret, doors?.clients[0]?.secretHash], [[], undefined, undefined]);
});
