import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem, type Reply, toProblem } from '../acme-server/index.js';
import { type Context, type Resource, resources } from './context.js';
import { route } from './routes.js';

const longestBody = 64 * 1024;

export interface RequestCounts {
  /** Requests to each resource, also refused ones. */
  readonly requests: Record<Resource, number>;
  signed: number;
}

/** Answers one HTTP request; every error becomes a problem document. */
export async function serve(
  context: Context,
  counts: RequestCounts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    send(context, incoming, outgoing, await handle(context, counts, incoming));
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500) context.log.error({ path: incoming.url, error }, 'rehearsal CA: request failed');
    else context.log.debug({ path: incoming.url, problem: problem.document }, 'rehearsal CA: request refused');
    send(context, incoming, outgoing, { status: problem.status, json: problem.document }, 'application/problem+json');
  }
}

async function handle(context: Context, counts: RequestCounts, incoming: IncomingMessage): Promise<Reply> {
  const method = incoming.method ?? '';
  const path = incoming.url ?? '';
  const [name = '', ...rest] = path.slice(1).split('/');
  const resource = resources.find((known) => known === name);
  const body = await readBody(incoming);
  if (resource === undefined) throw new Problem('malformed', `there is nothing at ${path}`, { status: 404 });
  counts.requests[resource] += 1;
  if (method === 'POST') refuseNow(context, counts);
  const url = context.url(resource, ...rest);
  return route(context, { method, resource, rest, url, body, contentType: incoming.headers['content-type'] ?? '' });
}

function refuseNow({ options }: Context, counts: RequestCounts): void {
  counts.signed += 1;
  const every = options.faults?.badNonceEvery ?? 0;
  if (every > 0 && counts.signed % every === 0) throw new Problem('badNonce', 'refused on purpose');
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= longestBody) chunks.push(chunk);
  }
  if (size > longestBody) throw new Problem('malformed', 'the request is too long', { status: 413 });
  return Buffer.concat(chunks).toString('utf8');
}

function send(
  context: Context,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  reply: Reply,
  jsonType = 'application/json',
): void {
  const { Link: links = [], ...headers } = reply.headers ?? {};
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.setHeader('Cache-Control', 'no-store');
  outgoing.setHeader('Link', [`<${context.url('directory')}>;rel="index"`, ...links]);
  if (incoming.method === 'POST' || incoming.url === '/newNonce') {
    outgoing.setHeader('Replay-Nonce', context.nonces.issue());
  }
  outgoing.statusCode = reply.status ?? 200;
  if (reply.pem !== undefined) outgoing.setHeader('Content-Type', 'application/pem-certificate-chain').end(reply.pem);
  else if (reply.json !== undefined) outgoing.setHeader('Content-Type', jsonType).end(JSON.stringify(reply.json));
  else outgoing.end();
}
