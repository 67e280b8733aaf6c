import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Failure } from '../sdk/failure.js';
import { keepParserLight } from './light-parser.js';
import type { Dispatcher } from './whole-answer.js';

export type { Dispatcher };

export interface DispatcherOptions {
  /** PEM file of extra roots, trusted for every server (LETSENCRYPT_CA_BUNDLE). */
  readonly caBundle?: string | undefined;
  /** The environment: proxy variables and NODE_EXTRA_CA_CERTS are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Connections to one server at a time; a few unless told. */
  readonly connections?: number;
}

/**
 * One pool of connections for the whole process: HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case, extra roots,
 * keep-alive. undici is loaded, and roots are parsed, for the first request: most passes make none.
 * @throws Failure CONFIG where the bundle cannot be read
 */
export function createDispatcher({ caBundle, env, connections }: DispatcherOptions): Dispatcher {
  const extra = env.NODE_EXTRA_CA_CERTS;
  const roots = caBundle === undefined ? [] : (extra ? [caBundle, extra] : [caBundle]).map(readBundle);
  let opening: Promise<Dispatcher> | undefined;
  function opened(): Promise<Dispatcher> {
    opening ??= loadPool()
      .then(({ openPool }) => openPool(roots, env, connections))
      .catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
    return opening;
  }
  return {
    request: async (request) => (await opened()).request(request),
    close: async () => (await opening)?.close(),
    destroy: async () => (await opening)?.destroy(),
  };
}

async function loadPool(): Promise<typeof import('./open-pool.js')> {
  keepParserLight();
  return import('./open-pool.js');
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function readBundle(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    const certificates = pem.match(certificateBlock) ?? [];
    if (certificates.length === 0) throw new Error('it holds no PEM certificate');
    for (const certificate of certificates) new X509Certificate(certificate);
    return pem;
  } catch (error) {
    throw new Failure('CONFIG', `cannot use the CA bundle ${file}: ${(error as Error).message}`, {
      place: 'LETSENCRYPT_CA_BUNDLE',
      hint: 'Name a readable file of PEM certificates',
      cause: error,
    });
  }
}
