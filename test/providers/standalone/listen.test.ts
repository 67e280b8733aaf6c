import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { parseListen } from '../../../providers/standalone/listen.js';

const six = { address: '2001:db8::1', port: 53 };
const four = { address: '192.0.2.1', port: 53 };

const lists: Readonly<Record<string, readonly object[]>> = {
  '192.0.2.1:5353,[2001:db8::1]:65535': [
    { ...four, port: 5353 },
    { ...six, port: 65_535 },
  ],
  ' 192.0.2.1 , 2001:db8::1,': [four, six],
  '[2001:db8::1]': [six],
};

describe('the addresses that the built-in DNS server listens on', () => {
  for (const [text, addresses] of Object.entries(lists))
    it(`are read from "${text}"`, () => assert.deepEqual(parseListen(text), addresses));

  for (const text of ['192.0.2.1:65536', '192.0.2.1:', '[2001:db8::1', '2001:db8::1:65536', 'localhost', ':53'])
    it(`are none in "${text}"`, () => {
      const isTold = (error: unknown) => isFailure(error, 'CONFIG') && error.place === '--listen';
      assert.throws(() => parseListen(text), isTold);
    });
});
