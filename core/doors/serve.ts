import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { DoorName, DoorsSettings } from '../config/doors.js';
import { plainAddress } from '../config/networks.js';
import type { PassListener } from '../issuance/pass/events.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { Logger } from '../sdk/logger.js';
import { type CallRecord, openRecord } from './audit.js';
import { type Door, type DoorAnswer, type DoorCall, DoorRefusal } from './door.js';
import { createGate } from './gate.js';
import { isAt, parseTarget } from './paths.js';
import { readBody } from './read-body.js';
import type { WrongSecrets } from './wrong-secrets.js';

export interface ServeOptions {
  readonly doors: () => readonly (readonly [DoorName, Door])[];
  readonly settings: () => DoorsSettings;
  readonly wrongSecrets: WrongSecrets;
  readonly log: Logger;
  readonly listen: PassListener;
  /** Aborts when the doors close. */
  readonly signal: AbortSignal;
}

const longestBody = 64 * 1024;
const longestMs = 30_000;

/** So long an answer may take to be fetched, in milliseconds. */
const fetchMs = 30_000;

/** Answers one request. Never rejects. */
export async function serve(options: ServeOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = '', socket } = incoming;
  const address = plainAddress(socket.remoteAddress ?? '');
  const record: CallRecord = {
    door: 'none',
    client: undefined,
    names: new Set(),
    method,
    path: '',
    address,
    reason: undefined,
    error: undefined,
  };
  const end = openRecord(record, options);
  let door: Door | undefined;
  let answer: DoorAnswer;
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const target = parseTarget(incoming.url ?? '');
    record.path = target.path;
    const found = options.doors().find(([, { paths }]) => isAt(paths, target.path));
    if (found === undefined) throw new DoorRefusal(404, 'there is nothing here');
    const name = found[0];
    door = found[1];
    record.door = name;
    const methods = door.methods ?? ['GET', 'HEAD'];
    if (!methods.includes(method))
      throw new DoorRefusal(405, 'this method is not for here', { Allow: methods.join(', ') });
    const body = await readBody(incoming, door.longestBody ?? longestBody);
    const gate = createGate({
      door: name,
      clients: options.settings().clients,
      address,
      authorization: incoming.headers.authorization,
      wrongSecrets: options.wrongSecrets,
      onClient: (client) => {
        record.client = client.name;
      },
    });
    answer = await withinTime(door, [options.signal, gone.signal], (signal) =>
      (door as Door).handle({
        method,
        ...target,
        headers: incoming.headers,
        body,
        address,
        certificate: certificateOf(incoming),
        signal,
        gate,
        fail: (reason) => {
          record.reason = reason;
        },
        note: (names) => {
          for (const each of names.slice(0, 1000)) record.names.add(each);
        },
      }),
    );
  } catch (error) {
    answer = refused(error, door, record);
  }
  end(answer.status);
  send(answer, outgoing);
}

/** @throws DoorRefusal 503 where the time is up or the program stops; what `work` throws */
async function withinTime<T>(
  door: Door,
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const joined = joinSignals(...signals, limit.signal);
  const ended = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new DoorRefusal(503, 'this takes too long, or the hub stops', { 'Retry-After': '10' }));
    if (joined.signal.aborted) stop();
    else joined.signal.addEventListener('abort', stop, { once: true });
  });
  const timer = setTimeout(() => limit.abort(), door.longestMs ?? longestMs);
  try {
    return await Promise.race([work(joined.signal), ended]);
  } finally {
    clearTimeout(timer);
    joined.release();
  }
}

function refused(error: unknown, door: Door | undefined, record: CallRecord): DoorAnswer {
  const refusal =
    error instanceof DoorRefusal
      ? error
      : new DoorRefusal(500, 'the hub failed; its log tells why', { 'Retry-After': '60' });
  record.reason = refusal.message;
  if (refusal !== error) record.error = error;
  const plain: DoorAnswer = { status: refusal.status, type: 'text/plain; charset=utf-8', body: `${refusal.message}\n` };
  const answer = door?.refuse?.(refusal, { method: record.method, path: record.path }) ?? plain;
  return { ...answer, headers: { ...refusal.headers, ...answer.headers } };
}

function send({ status, headers = {}, type, body = '' }: DoorAnswer, outgoing: ServerResponse): void {
  if (outgoing.destroyed) return;
  const timer = setTimeout(() => outgoing.destroy(), fetchMs);
  timer.unref();
  outgoing.once('close', () => clearTimeout(timer));
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const guards = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
  const length = status === 204 || status === 304 ? {} : { 'Content-Length': bytes.length };
  const content = bytes.length === 0 ? {} : { 'Content-Type': type ?? 'application/json' };
  outgoing.writeHead(status, { ...guards, ...content, ...length, ...(headers as Record<string, string | string[]>) });
  outgoing.end(bytes);
}

/** One that the CA of the front proxy has signed; any other is as none. */
function certificateOf({ socket }: IncomingMessage): DoorCall['certificate'] {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate();
  const commonName: unknown = subject?.CN;
  return typeof commonName === 'string' ? { commonName } : undefined;
}
