import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApplication } from '../../core/application/open-application.js';
import { tokens } from '../../core/application/tokens.js';
import { createRedactor } from '../../core/http/redact.js';
import { Failure } from '../../core/sdk/index.js';
import {
  type StatusServer,
  type StatusServerOptions,
  startStatusServer,
} from '../../core/status/start-status-server.js';
import { createTempDir } from '../lab/index.js';
import { around, saveDated } from './dated-pem.js';

export const secret = 'Pa55word-of-the-provider';

type Services = StatusServerOptions['services'];

/** A configuration directory with certificates in all states, and a status server over it. */
export interface Stage {
  readonly configDir: string;
  readonly server: StatusServer;
  /** Ends the server and starts another one over the same directory. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const ca = 'https://ca.example/directory';

/** @param alter makes other services of those that the server reads */
export async function createStage(alter = (services: Services) => services): Promise<Stage> {
  const directory = await createTempDir('status');
  const now = Date.now();
  const lines = [
    'shop.example.com www.shop.example.com',
    'mail.example.com imap.example.com',
    'old.example.com',
    'new.example.com',
    '*.example.org example.org',
  ];
  await writeFile(join(directory.path, 'domains.conf'), `${lines.join('\n')}\n`);
  await saveDated(directory.path, ['shop.example.com', 'www.shop.example.com'], around(now, 20, 70), ca);
  await saveDated(directory.path, ['mail.example.com', 'imap.example.com'], around(now, 75, 15), ca);
  await saveDated(directory.path, ['old.example.com'], around(now, 91, -1), ca);
  await saveDated(directory.path, ['example.org', '*.example.org'], around(now, 1, 89), ca);
  let open = await openOver(directory.path, alter);
  const failure = { at: now - 3600_000, step: 'records', code: 'AUTHENTICATION' };
  await open.services.memory.update('mail.example.com', () => ({
    lastSuccessAt: now - 75 * 24 * 3600_000,
    backOff: { failures: 3, notBefore: now + 2 * 3600_000 },
    lastFailure: {
      ...failure,
      message: `Cloudflare refused the token ${secret} <b>`,
      hint: 'Give it the right Zone:DNS:Edit',
    },
  }));
  return {
    configDir: directory.path,
    get server() {
      return open.server;
    },
    async restart() {
      await open.close();
      open = await openOver(directory.path, alter);
    },
    async stop() {
      await open.close();
      await directory.remove();
    },
  };
}

async function openOver(configDir: string, alter: (services: Services) => Services) {
  const redactor = createRedactor();
  const application = await openApplication({
    globals: { configDir, logLevel: 'silent' },
    env: { LEXICON_PROVIDER: 'cloudflare', LEXICON_CLOUDFLARE_AUTH_TOKEN: secret, LETSENCRYPT_SERVER: ca },
    redactor,
    pretty: false,
  });
  const services = application.container.resolve(tokens.passServices);
  const server = await startStatusServer({
    listen: { host: '127.0.0.1', port: 0 },
    services: alter(services),
    state: () => application.state,
    redact: redactor.redact,
    version: '1.2.3',
  });
  async function close(): Promise<void> {
    await server.close();
    await application.close();
  }
  return { services, server, close };
}

/** What a pass with one success and one failure tells its listeners. */
export function playPass({ listen }: StatusServer, pass: string): void {
  listen({ kind: 'pass-started', pass, certificates: 5, pending: 2 });
  for (const step of ['account', 'order', 'records', 'propagation', 'propagation', 'validation', 'save'] as const) {
    listen({ kind: 'step', certificate: 'example.org', step });
  }
  listen({ kind: 'provider-request', provider: 'cloudflare', method: 'POST', status: 200, durationMs: 310 });
  listen({ kind: 'door-call', door: 'httpreq', client: 'edge-1', outcome: 'done', durationMs: 12 });
  listen({ kind: 'certificate-done', certificate: 'example.org', action: 'renew', version: 2, durationMs: 8400 });
  listen({
    kind: 'certificate-failed',
    certificate: 'mail.example.com',
    action: 'renew',
    step: 'records',
    failure: new Failure('AUTHENTICATION', `Cloudflare refused the token ${secret}`),
    durationMs: 900,
  });
  listen({ kind: 'pass-ended', pass, durationMs: 9100, failed: 1, changed: 1 });
}
