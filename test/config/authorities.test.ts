import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorities, fewestNames, mostNamesAt } from '../../core/config/authority.js';
import { chooseServer } from '../../core/config/choose-server.js';
import { isStagingServer, stagingServerOf } from '../../core/config/staging-servers.js';
import { readTimeZone } from '../../core/config/time-zone.js';

const letsencrypt = 'https://acme-v02.api.letsencrypt.org/directory';
const trial = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const google = 'https://dv.acme-v02.api.pki.goog/directory';
const googleTrial = 'https://dv.acme-v02.test-api.pki.goog/directory';
const zerossl = 'https://acme.zerossl.com/v2/DV90';
const actalis = 'https://acme-api.actalis.com/acme/directory';
const sslRsa = 'https://acme.ssl.com/sslcom-dv-rsa';
const sslEcdsa = 'https://acme.ssl.com/sslcom-dv-ecc';
const other = 'https://ca.example/dir';

describe('CAs', () => {
  it('have their servers, for trials and for kinds of keys', () => {
    const none = (title: string) => `${title} has no staging server that is known`;
    const table: readonly [ca: string | undefined, rsa: string, ecdsa: string, staging: string][] = [
      [undefined, letsencrypt, letsencrypt, trial],
      ['letsencrypt', letsencrypt, letsencrypt, trial],
      [' Google ', google, google, googleTrial],
      [google, google, google, googleTrial],
      [googleTrial, googleTrial, googleTrial, googleTrial],
      ['zerossl', zerossl, zerossl, none('ZeroSSL')],
      ['actalis', actalis, actalis, none('Actalis')],
      ['sslcom', sslRsa, sslEcdsa, none('SSL.com')],
      [sslRsa, sslRsa, sslRsa, none('SSL.com')],
      [sslEcdsa, sslEcdsa, sslEcdsa, none('SSL.com')],
      [other, other, other, none('the CA')],
    ];
    for (const [ca, rsa, ecdsa, staging] of table) {
      const choose = (keyType: string, isTrial = false) => {
        const chosen = chooseServer({ server: undefined, ca, staging: isTrial, keyType });
        if ('server' in chosen) return chosen.server;
        assert.ok(chosen.hint.endsWith(' letsencrypt, google'));
        return chosen.fault;
      };
      const found = [choose('rsa'), choose('rsa4096'), choose('ecdsa'), choose('ecdsa384'), choose('ecdsa', true)];
      assert.deepEqual(found, [rsa, rsa, ecdsa, ecdsa, staging], ca);
      assert.deepEqual(chooseServer({ server: other, ca, staging: true, keyType: 'rsa' }), { server: other });
    }
    assert.deepEqual(
      authorities.map(({ id, binding }) => [id, binding !== undefined]),
      [
        ['letsencrypt', false],
        ['zerossl', true],
        ['google', true],
        ['sslcom', true],
        ['actalis', true],
      ],
    );
  });

  it('have staging servers that are known by name, and take so many names', () => {
    const table: readonly [server: string, staging: string | undefined, most: readonly number[]][] = [
      [letsencrypt, trial, [100, 25, 25, 100]],
      [trial, trial, [100, 25, 25, 100]],
      [`${trial}/`, `${trial}/`, [100, 100, 100, 100]],
      [trial.replace('acme', 'ACME'), trial.replace('acme', 'ACME'), [100, 100, 100, 100]],
      [google, googleTrial, [100, 100, 100, 100]],
      [googleTrial, googleTrial, [100, 100, 100, 100]],
      [zerossl, undefined, [100, 100, 100, 100]],
      [
        'https://api.test4.buypass.no/acme/directory',
        'https://api.test4.buypass.no/acme/directory',
        [100, 100, 100, 100],
      ],
      ['https://staging.example/dir', undefined, [100, 100, 100, 100]],
      ['nowhere', undefined, [100, 100, 100, 100]],
    ];
    for (const [server, staging, most] of table) {
      assert.deepEqual([stagingServerOf(server), isStagingServer(server)], [staging, server === staging], server);
      const profiles = [undefined, 'tlsserver', 'shortlived', 'classic'];
      assert.deepEqual(
        profiles.map((profile) => mostNamesAt(server, profile)),
        most,
        server,
      );
    }
    assert.equal(fewestNames, 25);
  });
});

it('a time zone is a name, or a rule of POSIX that is known', () => {
  const table: Readonly<Record<string, string | undefined>> = {
    ' :Europe/Berlin ': 'Europe/Berlin',
    '/etc/localtime': '/etc/localtime',
    ':/etc/localtime': '/etc/localtime',
    'CET-1CEST': 'Europe/Berlin',
    'CET-01:00:00CEST,M3.5.0': 'Europe/Berlin',
    'MET-1MEST': 'Europe/Berlin',
    'EET-2EEST': 'Europe/Helsinki',
    WET0WEST: 'Europe/Lisbon',
    GMT0BST: 'Europe/London',
    'GMT+0IST': 'Europe/Dublin',
    'NST3:30NDT,M3.2.0,M11.1.0': 'America/St_Johns',
    NST3NDT: undefined,
    AST4ADT: 'America/Halifax',
    'EST5EDT4,M3.2.0': 'America/New_York',
    'CST6CDT,M3': 'America/Chicago',
    'MST7MDT,M3': 'America/Denver',
    'PST8PDT,M3': 'America/Los_Angeles',
    AKST9AKDT: 'America/Anchorage',
    'AEST-10AEDT': 'Australia/Sydney',
    'ACST-9:30ACDT': 'Australia/Adelaide',
    'NZST-12NZDT': 'Pacific/Auckland',
    'XST-1XDT': undefined,
    'X-3:30': undefined,
    'XXX-3:30': 'Asia/Tehran',
    'XXX-4:30': 'Asia/Kabul',
    'XXX-5:30': 'Asia/Kolkata',
    'XXX-5:45': 'Asia/Kathmandu',
    'XXX-06:30': 'Asia/Yangon',
    'XXX-8:45': 'Australia/Eucla',
    '<+0930>-9:30': 'Australia/Darwin',
    'XXX3:30': undefined,
    'XXX+12': 'Etc/GMT+12',
    XXX13: undefined,
    'XXX-14': 'Etc/GMT-14',
    'XXX-15': undefined,
    'XXX-2:00:59': 'Etc/GMT-2',
    'XXX-0': 'UTC',
    'XXX-1': 'Etc/GMT-1',
    XXX1: 'Etc/GMT+1',
    'XXX-2 more': undefined,
    'XXX-123': undefined,
    'some XXX-2': undefined,
    nowhere: undefined,
  };
  for (const [text, zone] of Object.entries(table)) assert.equal(readTimeZone(text), zone, text);
});
