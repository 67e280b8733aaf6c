import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { DoorName, DoorsSettings } from '../config/doors.js';
import { plainAddress } from '../config/networks.js';
import type { PassListener } from '../issuance/pass/events.js';
import type { Logger } from '../sdk/logger.js';
import { answerCall, refused } from './answer-call.js';
import { type CallRecord, openRecord } from './audit.js';
import { type Door, type DoorAnswer, type DoorCall, DoorRefusal } from './door.js';
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
    door = found[1];
    record.door = found[0];
    const methods = door.methods ?? ['GET', 'HEAD'];
    if (!methods.includes(method))
      throw new DoorRefusal(405, 'this method is not for here', { Allow: methods.join(', ') });
    const body = await readBody(incoming, door.longestBody ?? longestBody);
    const read = {
      id: randomUUID(),
      method,
      ...target,
      headers: incoming.headers,
      body,
      address,
      certificate: certificateOf(incoming),
    };
    answer = await answerCall(options, found, read, record, { signals: [options.signal, gone.signal] });
  } catch (error) {
    answer = refused(error, door, record);
  }
  end(answer.status);
  send(answer, outgoing);
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
