import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureFields } from '../logging/failure-fields.js';
import { Failure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { boundAnswer, boundConnections } from './connections.js';
import { isOwnHost } from './hosts.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is to be found at each path; the query is given. May throw: the reader then gets a 500 without details. */
export type Routes = Readonly<Record<string, (query: URLSearchParams) => Promise<Answer>>>;

export interface StatusListener {
  /** As it was bound: the port is a real one. */
  readonly url: string;
  close(): Promise<void>;
}

/** Milliseconds; readers are few and near. */
const requestMs = 10_000;
const idleMs = 5_000;
const silentMs = 20_000;
const mostConnections = 64;
/** How often times are looked at, in milliseconds; Node's own 30 s would let a slow one stay for as long. */
const checkingMs = 1_000;
/** Answers that are made at the same time, by path: a page that takes long keeps nobody from asking for the health. */
const mostAnswers = 16;

const guards = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export interface ReaderOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly routes: Routes;
  /** Names that requests may bear besides the usual ones, as they are now. */
  readonly hosts: () => readonly string[];
  readonly log: Logger;
}

type Answering = Pick<ReaderOptions, 'hosts' | 'log'> & { readonly routes: ReadonlyMap<string, Routes[string]> };

/**
 * Serves the routes to readers: GET and HEAD only, nothing can be changed.
 * @throws Failure CONFIG where the address cannot be bound
 */
export async function listenForReaders(options: ReaderOptions): Promise<StatusListener> {
  const { host, port } = options.listen;
  const ways: Answering = { ...options, routes: new Map(Object.entries(options.routes)) };
  const answering = new Map<string, number>();
  const server = createServer(
    {
      maxHeaderSize: 8192,
      requestTimeout: requestMs,
      headersTimeout: idleMs,
      connectionsCheckingInterval: checkingMs,
    },
    (request, response) => {
      boundAnswer(response);
      void respond(request, response, ways, answering);
    },
  );
  server.keepAliveTimeout = idleMs;
  server.setTimeout(silentMs);
  boundConnections(server, mostConnections);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new Failure('CONFIG', `the status page cannot listen on ${host}:${port}: ${(error as Error).message}`, {
      place: 'STATUS_LISTEN',
      hint: 'Choose a free port and an address of this machine',
      cause: error,
    });
  }
  return { url: urlOf(server.address() as AddressInfo), close: () => close(server) };
}

/** Pure: as browsers want it. */
export function urlOf({ family, address, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: Answering,
  answering: Map<string, number>,
): Promise<void> {
  const { status, type, body, headers } = await answer(request, options, answering);
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...guards, 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  { routes, hosts, log }: Answering,
  answering: Map<string, number>,
): Promise<Answer> {
  if (!isOwnHost(headers.host, hosts())) {
    return plain(421, 'this name is not known here; STATUS_HOSTS can add it');
  }
  if (method !== 'GET' && method !== 'HEAD')
    return { ...plain(405, 'only GET and HEAD'), headers: { allow: 'GET, HEAD' } };
  const [path = '/', query = ''] = url.split('?', 2);
  const route = routes.get(path);
  if (route === undefined) return plain(404, 'not found');
  const under = answering.get(path) ?? 0;
  if (under >= mostAnswers) return { ...plain(503, 'too many readers'), headers: { 'retry-after': '5' } };
  answering.set(path, under + 1);
  try {
    return await route(new URLSearchParams(query));
  } catch (error) {
    log.error({ event: 'status.failed', path, ...failureFields(error) }, 'the status cannot be shown');
    return plain(500, 'the status cannot be read; the log tells why');
  } finally {
    answering.set(path, (answering.get(path) ?? 1) - 1);
  }
}

function plain(status: number, text: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}
