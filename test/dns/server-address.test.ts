import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseServerAddress, resolveServer } from '../../core/dns/server-address.js';
import { isFailure } from '../../core/sdk/failure.js';

describe('the address of a DNS server', () => {
  for (const [text, host, port] of [
    ['192.0.2.1', '192.0.2.1', 53],
    [' 192.0.2.1:5353 ', '192.0.2.1', 5353],
    ['dns.example:1', 'dns.example', 1],
    ['dns.example:65535', 'dns.example', 65_535],
    ['2001:db8::1', '2001:db8::1', 53],
    ['[2001:db8::1]', '2001:db8::1', 53],
    ['[2001:db8::1]:54', '2001:db8::1', 54],
    ['https://dns.example/dns-query', 'dns.example', 443],
    ['https://dns.example:8443/dns-query', 'dns.example', 8443],
  ] as const)
    it(`is ${text}`, () => {
      const address = parseServerAddress(text);
      assert.deepEqual([address.host, address.port], [host, port]);
    });

  for (const text of [
    '',
    ':53',
    'dns.example:0',
    'dns.example:65536',
    'dns.example:x',
    'a b',
    'https://u:p@dns.example/',
  ])
    it(`is not "${text}"`, () => {
      assert.throws(
        () => parseServerAddress(text),
        (error) => isFailure(error, 'CONFIG'),
      );
    });

  for (const text of ['192.0.2.1', 'fe80::1%lo', '2001:db8::1', 'https://dns.example/dns-query'])
    it(`is not looked up where it is ${text}`, async () => {
      const server = parseServerAddress(text);
      const [found, ...others] = await resolveServer(server);
      assert.ok(found === server && others.length === 0);
    });
});
