import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { OutgoingRequest } from '../../../../core/sdk/index.js';
import { signV4 } from '../../../../providers/families/aws/sigv4.js';

/** From AWS's own test suite for signature version 4. */
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const scope = { region: 'us-east-1', service: 'service', now: Date.UTC(2015, 7, 30, 12, 36) };

function signatureOf(url: string): string | undefined {
  const request: OutgoingRequest = { method: 'GET', url: new URL(url), headers: {}, body: undefined };
  signV4(request, credentials, scope);
  return /Signature=(\w+)/.exec(request.headers.authorization ?? '')?.[1];
}

it('signs a plain request as AWS does', () => {
  const signature = signatureOf('https://example.amazonaws.com/');
  assert.equal(signature, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
});

it('signs the query in order of its names', () => {
  const signature = signatureOf('https://example.amazonaws.com/?Param2=value2&Param1=value1');
  assert.equal(signature, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500');
});
