import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock/clock.js';
import type { DesiredState } from '../config/desired-state.js';
import type { DoorClient, DoorName, DoorsSettings } from '../config/doors.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import type { Logger } from '../sdk/logger.js';

/**
 * A door: some paths of the listener, and what is answered there. The frame around it has looked at the path, the size and
 * the time of a call before `handle` sees it; it writes the log line and the sample in the metrics, and makes an answer of
 * whatever is thrown. A door throws `DoorRefusal` for what a client did wrong; anything else is our own fault and is
 * answered as such, without a word of it.
 *
 * ```ts
 * export const createDoor: CreateDoor = (context) => ({
 *   paths: ['/httpreq/'],
 *   methods: ['POST'],
 *   async handle(call) {
 *     const client = call.gate.basic();            // 401, 403 and 429 are thrown here
 *     const name = nameOf(call.body);
 *     call.note([name]);                            // into the log line
 *     if (!coversProof(client.domains, name)) throw new DoorRefusal(403, `not a name of ${client.name}`);
 *     …
 *     return { status: 200, body: '{}' };
 *   },
 * });
 * ```
 *
 * A new door is one line in `doors.ts`, and its module is loaded once a client has it.
 */
export interface Door extends DoorShape {
  handle(call: DoorCall): Promise<DoorAnswer>;
  /** Ends what is under way; the listener has closed before. Within some seconds. */
  close?(): Promise<void>;
}

/** What of a door is the same at every instance, whichever of them does its work. */
export interface DoorShape {
  /** A path, or with a final slash all that are below it. Those of all doors differ. */
  readonly paths: readonly string[];
  /** GET and HEAD, unless told. Others are answered by 405. */
  readonly methods?: readonly string[];
  /** Longest body in bytes; 64 KiB unless told. */
  readonly longestBody?: number;
  /** Milliseconds that one answer may take; 30,000 unless told. Then `signal` aborts and the client is told 503. */
  readonly longestMs?: number;
  /** The form that refusals have at this door; plain text unless told. */
  refuse?(refusal: DoorRefusal, call: RefusedCall): DoorAnswer;
  /** What every instance answers by itself: what says nothing of clients, and writes nothing. @throws DoorRefusal */
  answerAnywhere?(call: Pick<DoorCall, 'method' | 'path' | 'headers'>): DoorAnswer | undefined;
}

/** What a call is known by before anything of it was read. */
export interface RefusedCall {
  readonly method: string;
  /** As it was asked for, without the query: letters, digits, `-._~` and slashes. */
  readonly path: string;
}

export interface DoorCall extends RefusedCall {
  /** Tells this call from others; it stays the same where another instance goes on with it. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Of the client, as far as the listener knows: IPv4 plain, without a zone. */
  readonly address: string;
  /** The client certificate, where the front proxy's CA is configured and signed it. */
  readonly certificate: { readonly commonName: string } | undefined;
  /** Aborts when the client has gone, the time is up, or the program stops. */
  readonly signal: AbortSignal;
  /** Who calls: every door asks it before it does anything. */
  readonly gate: Gate;
  /** Notes for the log who called, where another instance has found that out. */
  caller(name: string): void;
  /** Names the call is about, for the log; adds to those of before. */
  note(names: readonly string[]): void;
  /** Why it is refused, for the log; for doors that make the answer themselves. */
  fail(reason: string): void;
}

/**
 * Finds out who calls. Each way throws `DoorRefusal`: 401 for who is not known or has the wrong secret (both take the same
 * time), 429 after ten of these from an address within a minute, 403 where the client has not got this door or calls from
 * elsewhere. The client is then in the log line and the metrics of the call.
 */
export interface Gate {
  /** By the Authorization header's user name and password. */
  basic(): DoorClient;
  /** By the Authorization header's bearer token: the secret of any client that has this door. */
  bearer(): DoorClient;
  /** By a secret that came in another way. */
  secret(name: string, secret: string): DoorClient;
  /** By a proof that was made with the secret's bytes; not for clients of whom only the hash is known. */
  proof(name: string, isRight: (key: Buffer) => boolean): DoorClient;
  /** By its address alone; undefined where no client is known so. */
  byAddress(): DoorClient | undefined;
  /** One that is known already: an account of it, or who vouches for it. 401 where it has left the configuration. */
  known(name: string): DoorClient;
  /** Counts a wrong secret of another kind (that of an acme-dns account). @throws DoorRefusal 401, 429 */
  wrong(message?: string): never;
  /** @throws DoorRefusal 429 where the address has had ten wrong secrets; the other ways look by themselves */
  assertPatience(): void;
}

export interface DoorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** `application/json` unless told. */
  readonly type?: string;
  readonly body?: string | Buffer;
}

/** What a client did wrong. Its message is shown to it. */
export class DoorRefusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'DoorRefusal';
    this.status = status;
    this.headers = headers;
  }
}

/** What every door works with. */
export interface DoorContext {
  readonly door: DoorName;
  /** As it is now: clients come and go while a door is open. */
  settings(): DoorsSettings;
  state(): DesiredState;
  /** Those of the configuration in force. A later configuration closes their connections: take them anew for each piece of work. */
  services(): PassServices;
  /**
   * Does something while the configuration directory is ours, beside the passes of this process and not beside other
   * processes: what changes the files that passes write, too (accounts, rate limits). Short work only.
   * @throws Failure LOCKED where another process has it for long
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Absolute URL of a path, as clients see it. */
  url(path: string): string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Aborts when the doors close. */
  readonly signal: AbortSignal;
}

/** A door as its module offers it. */
export interface DoorModule {
  readonly createDoor: CreateDoor;
  /**
   * Of a door whose work is done by one of several instances, that which does the passes: it has state in its process, and
   * writes. One without it only reads, and each instance opens it whole.
   */
  readonly shapeOf?: (context: Pick<DoorContext, 'settings' | 'url'>) => DoorShape;
}

export type CreateDoor = (context: DoorContext) => Door | Promise<Door>;
