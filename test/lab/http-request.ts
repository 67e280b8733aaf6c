import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

export interface LabRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM text of the root that signs the server's certificate. */
  readonly ca?: string;
  /** A unix socket to connect to instead of the URL's host. */
  readonly socketPath?: string;
  /** Default 5,000 ms. */
  readonly timeoutMs?: number;
}

export interface LabResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One HTTP exchange without keep-alive, for the lab's own talk with its servers. Any status is an answer. */
export async function httpRequest(url: string, options: LabRequest = {}): Promise<LabResponse> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const outgoing = send(url, {
    agent: false,
    method: options.method ?? 'GET',
    headers: { ...options.headers },
    signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.socketPath === undefined ? {} : { socketPath: options.socketPath }),
  });
  outgoing.end(options.body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await text(incoming) };
}
