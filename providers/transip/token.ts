import { createSign, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type HttpClient, memo } from '../../core/sdk/index.js';
import { readPrivateKey } from './private-key.js';

const Token = z.object({ token: z.string() }).transform(({ token }) => token);

interface TokenOptions {
  readonly apiKey: string;
  readonly keyIsGlobal: boolean;
}

/**
 * Bearer tokens by login, got by a request that the private key signs (RSA, SHA-512) and kept until `forget`.
 * https://api.transip.nl/rest/docs.html#header-authentication
 */
export function createTokenSource(api: HttpClient, { apiKey, keyIsGlobal }: TokenOptions) {
  return memo(async (login: string) => {
    const key = await readPrivateKey(apiKey);
    const body = { login, nonce: randomBytes(16).toString('hex'), global_key: keyIsGlobal };
    return api.post('/auth', Token, body, {
      sign: (request) => {
        const signer = createSign('RSA-SHA512').update(request.body ?? '');
        request.headers.signature = signer.sign(key, 'base64');
      },
    });
  });
}
