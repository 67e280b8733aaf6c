import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSection, spelt } from './doors-file.js';

const sections: readonly [section: string, problems: readonly string[]][] = [
  ['listen: "1"', ['4:3 ! clients']],
  ['clients: []', ['4:3 ! listen', '4:12 ! clients']],
  [
    'listen: "1"\n  tls: 1\n  clients: {}\n  cert_manager: 1\n  acme_dns: []',
    ['5:8 ! tls', '6:12 ! clients', '7:17 ! cert_manager', '8:13 ! acme_dns'],
  ],
  [
    'listen: "1"\n  more: 1\n  tls: {x: 1}\n  clients: [{nam: a}]\n  cert_manager: {x: 1}\n  acme_dns: {zon: 1}',
    [
      '6:9 ! x →',
      '7:13 ! clients.0.name',
      '7:13 ! clients.0.doors',
      '7:14 ! nam → name',
      '8:17 ! cert_manager.group',
      '8:17 ! cert_manager.clients',
      '8:18 ! x →',
      '9:13 ! acme_dns.zone',
      '9:14 ! zon → zone',
      '5:3 ! more →',
    ],
  ],
  [
    'listen: "1"\n  clients: [{name: alice, secret: SECRET, domains: [a.example.com], doors: [cert-manager]}, {name: bob, secret: OTHER, domains: [a.example.com], doors: [acme]}]\n  cert_manager: {group: acme.example.com, clients: {web: alic, x: bob, y: alice}}',
    ['6:58 ! alic → alice', '6:67 ! bob → doors'],
  ],
  [
    'listen: "1"\n  clients: [{name: a, secret: SECRET, domains: [a.example.com], doors: [acme-dns]}]\n  acme_dns: {zone: "a..b"}',
    ['6:20 ! a..b'],
  ],
];

const listeners: readonly [section: string, problems: readonly string[]][] = [
  ['listen: 0.0.0.0:80', ['4:3 ! url →', '4:11 ! tls → tls']],
  ['listen: "*:80"\n  tls: {cert: a, key: b}', ['4:3 ! url →']],
  ['listen: "[::]:80"\n  tls: {cert: a, key: b}', ['4:3 ! url →']],
  ['listen: 192.0.2.1:80', ['4:11 ! tls → tls']],
  ['listen: "128.0.0.1:80"', ['4:11 ! tls → tls']],
  ['listen: 127.example.com:80', ['4:11 ! tls → tls']],
  ['listen: x', ['4:11 ! listen']],
  ['listen: "0"\n  tls: {}', ['4:11 ! listen', '5:8 ! tls certificate cert key']],
  ['listen: "1"\n  tls: {certificate: a, cert: b}', ['5:8 ! tls certificate cert key']],
  ['listen: "1"\n  tls: {certificate: a, key: b}', ['5:8 ! tls certificate cert key']],
  ['listen: "1"\n  tls: {cert: b}', ['5:8 ! tls certificate cert key']],
  ['listen: "1"\n  tls: {key: b}', ['5:8 ! tls certificate cert key']],
  ['listen: "1"\n  tls: {certificate: hub.exampl.com}', ['4:3 ! tls.certificate hub.exampl.com → hub.example.com']],
  ['listen: "1"\n  tls: {certificate: zzz}', ['4:3 ! tls.certificate zzz → cert key']],
  ['listen: "1"\n  url: "https://h/x"', ['5:8 ! url']],
  ['listen: "1"\n  url: "https://h?x"', ['5:8 ! url']],
  ['listen: "1"\n  url: "https://h#x"', ['5:8 ! url']],
  ['listen: "1"\n  url: "https://u@h"', ['5:8 ! url']],
  ['listen: "1"\n  url: "https://:p@h"', ['5:8 ! url']],
  ['listen: "1"\n  url: "ftp://h"', ['5:8 ! url']],
  ['listen: "1"\n  url: "h:1"', ['5:8 ! url']],
  ['listen: "1"\n  url: ""', ['5:8 ! url']],
];

const webhooks: readonly [section: string, problems: readonly string[]][] = [
  ['group: "nodots"', ['6:25 ! group']],
  ['group: ".acme.x"', ['6:25 ! group']],
  ['group: "acme.x-"', ['6:25 ! group']],
  ['group: "Acme.x"', ['6:25 ! group']],
  ['group: "a b.x"', ['6:25 ! group']],
  ['group: a.b, solver: ""', ['6:38 ! solver']],
  ['group: a.b, solver: "A"', ['6:38 ! solver']],
  ['group: a.b, solver: "-a"', ['6:38 ! solver']],
  ['group: a.b, solver: "a-"', ['6:38 ! solver']],
  ['group: a.b, solver: "a.b"', ['6:38 ! solver']],
];

const clients: readonly [clients: string, problems: readonly string[]][] = [
  ['{name: "", secret: SECRET, domains: [a.example.com], doors: [acme]}', ['5:20 ! →']],
  ['{name: LONGa, secret: SECRET, domains: [a.example.com], doors: [acme]}', ['5:20 ! LONGa →']],
  ['{name: -a, secret: SECRET, domains: [a.example.com], doors: [acme]}', ['5:20 ! -a →']],
  ['{name: a, secret: SECRET, domains: [a.example.com], doors: []}', ['5:109 ! clients.0.doors']],
  [
    '{name: a, secret: SECRET, doors: [acme, x], from: x, validate: dns}',
    ['5:90 ! clients.0.doors.1', '5:100 ! clients.0.from', '5:113 ! clients.0.validate'],
  ],
  [
    '{name: a, secret: SECRET, secret_hash: x, domains: [a.example.com], doors: [acme]}',
    ['5:13 ! secret secret_hash →'],
  ],
  ['{name: a, domains: [a.example.com], doors: [acme]}', ['5:13 ! secret → letsencrypt-dns doors secret']],
  ['{name: a, secret_hash: "HASH", domains: [a.example.com], doors: [acme]}', ['5:36 ! → secret']],
  [
    '{name: a, secret_hash: "sha256:ababababababababababababababababababababababababababababababab", domains: [a.example.com], doors: [httpreq]}',
    ['5:36 ! secret_hash sha256:'],
  ],
  ['{name: a, secret_hash: "md5:HASH", domains: [a.example.com], doors: [httpreq]}', ['5:36 ! secret_hash sha256:']],
  [
    '{name: a, secret: wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc, domains: [a.example.com], doors: [acme]}',
    ['5:31 ! secret → letsencrypt-dns doors secret'],
  ],
  [
    '{name: a, secret: LONGLONGLONGLONGa, domains: [a.example.com], doors: [acme]}',
    ['5:31 ! secret → letsencrypt-dns doors secret'],
  ],
  [
    '{name: a, secret: "SECRET+", domains: [a.example.com], doors: [acme]}',
    ['5:31 ! secret → letsencrypt-dns doors secret'],
  ],
  ['{name: a, secret: "", domains: [a.example.com], doors: [acme]}', ['5:31 ! secret → letsencrypt-dns doors secret']],
  [
    '{name: a, secret: SECRET, domains: ["a.*.com", "***.a.com"], from: [10.0.0.0/33, x, 10.0.0.1], doors: [acme]}',
    ['5:86 ! a.*.com', '5:97 ! ***.a.com', '5:118 ! 10.0.0.0/33 →', '5:131 ! x →'],
  ],
  [
    'CLIENT, CLIENT, {name: c, secret: SECRET, domains: [a.example.com], doors: [acme]}',
    ['5:118 ! a →', '5:223 ! c a → letsencrypt-dns doors secret', '5:223 ! c a → letsencrypt-dns doors secret'],
  ],
  [
    '{name: a, secret_hash: "HASH", domains: [a.example.com], doors: [httpreq]}, {name: b, secret_hash: "HASH", domains: [a.example.com], doors: [httpreq]}',
    ['5:149 ! b a → letsencrypt-dns doors secret'],
  ],
  ['{name: a, secret: SECRET, doors: [certificates]}', ['5:13 ! certificates →']],
  ['{name: a, secret: SECRET, doors: [certificates], certificates: []}', ['5:13 ! certificates →']],
  ['{name: a, secret: SECRET, domains: [], doors: [httpreq]}', ['5:13 ! domains →']],
  [
    '{name: a, secret: SECRET, domains: [a.example.com], doors: [acme-dns, cert-manager]}',
    ['5:109 ! doors.acme_dns.zone', '5:109 ! doors.cert_manager'],
  ],
  [
    '{name: a, validate: http-01, secret: SECRET, from: [], domains: [a.example.com], doors: [acme, httpreq]}',
    ['5:33 ! validate →', '5:33 ! validate from', '5:138 ! validate'],
  ],
  [
    '{name: a, validate: http-01, secret_hash: "HASH", from: [10.0.0.1], domains: [a.example.com], doors: [acme]}',
    ['5:33 ! validate →'],
  ],
  [
    '{name: a, validate: http-01, from: [10.0.0.0/8], domains: [a.example.com], doors: [acme]}, {name: b, validate: http-01, from: [10.1.1.1], domains: [b.example.com], doors: [acme]}, {name: c, secret: SECRET, from: [10.1.1.1], domains: [b.example.com], doors: [acme]}',
    ['5:104 ! b a → from'],
  ],
  [
    '{name: a, secret: SECRET, certificates: [www.example.co, zzz, hub.example.com], doors: [certificates]}',
    ['5:13 ? www.example.co → www.example.com', '5:13 ? zzz →'],
  ],
];

test('each fault is told once, at its place', async () => {
  const inSection = clients.map(([list, expected]) => [`listen: "1"\n  clients: [${list}]`, expected] as const);
  const listening = listeners.map(([text, expected]) => [`${text}\n  clients: [CLIENT]`, expected] as const);
  const client = '{name: a, secret: SECRET, domains: [a.example.com], doors: [cert-manager]}';
  const hooked = webhooks.map(
    ([text, expected]) =>
      [`listen: "1"\n  clients: [${client}]\n  cert_manager: {${text}, clients: {}}`, expected] as const,
  );
  for (const [section, expected] of [...sections, ...inSection, ...listening, ...hooked]) {
    const { problems } = await readSection(section);
    assert.deepEqual(problems, expected.map(spelt), section);
  }
});
