import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPrivateAddress } from '../../core/dns/private-address.js';

test('which addresses are private', () => {
  const own = [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.1.1',
    '127.0.0.53',
    'fd00::1',
    'fe80::1%eth0',
    '::1',
  ];
  const others = ['192.0.2.1', '172.32.0.1', '11.0.0.1', '100.128.0.1', '2001:db8::1', 'fec0::1'];
  assert.deepEqual(
    own.filter((address) => !isPrivateAddress(address)),
    [],
  );
  assert.deepEqual(others.filter(isPrivateAddress), []);
});
