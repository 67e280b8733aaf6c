import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPrivateAddress } from '../../core/dns/private-address.js';

test('which addresses are private', () => {
  /** The first and the last of each network, and those beside it that are none. */
  const networks: readonly (readonly [own: readonly [string, string], others: readonly string[]])[] = [
    [
      ['10.0.0.0', '10.255.255.255'],
      ['9.255.255.255', '11.0.0.0'],
    ],
    [
      ['172.16.0.0', '172.31.255.255'],
      ['172.15.255.255', '172.32.0.0'],
    ],
    [
      ['192.168.0.0', '192.168.255.255'],
      ['192.167.255.255', '192.169.0.0'],
    ],
    [
      ['100.64.0.0', '100.127.255.255'],
      ['100.63.255.255', '100.128.0.0'],
    ],
    [
      ['169.254.0.0', '169.254.255.255'],
      ['169.253.255.255', '169.255.0.0'],
    ],
    [
      ['127.0.0.0', '127.255.255.255'],
      ['126.255.255.255', '128.0.0.0'],
    ],
    [
      ['fc00::', 'fdff:ffff::1'],
      ['fbff::1', 'fe00::1'],
    ],
    [
      ['fe80::', 'febf:ffff::1'],
      ['fe7f::1', 'fec0::1'],
    ],
    [
      ['::1', '::1'],
      ['::', '::2', '2001:db8::1'],
    ],
  ];
  for (const [own, others] of networks) {
    assert.deepEqual(own.map(isPrivateAddress), [true, true], own[0]);
    assert.deepEqual(others.filter(isPrivateAddress), []);
  }
  assert.equal(isPrivateAddress('fe80::1%eth0'), true);
  assert.equal(isPrivateAddress('192.0.2.1'), false);
});
