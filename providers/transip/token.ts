import { createSign, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { HttpClient } from '../../core/sdk/index.js';
import { readPrivateKey } from './private-key.js';

const Token = z.object({ token: z.string() }).transform(({ token }) => token);

interface TokenOptions {
  readonly username: string;
  readonly apiKey: string;
  readonly keyIsGlobal: boolean;
}

/**
 * A bearer token, got by a request that the private key signs (RSA, SHA-512).
 * https://api.transip.nl/rest/docs.html#header-authentication
 */
export async function fetchToken(api: HttpClient, { username, apiKey, keyIsGlobal }: TokenOptions): Promise<string> {
  const key = await readPrivateKey(apiKey);
  const body = { login: username, nonce: randomBytes(16).toString('hex'), global_key: keyIsGlobal };
  return api.post('/auth', Token, body, {
    sign: (request) => {
      const signer = createSign('RSA-SHA512').update(request.body ?? '');
      request.headers.signature = signer.sign(key, 'base64');
    },
  });
}
