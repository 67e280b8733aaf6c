import type { Dispatcher as UndiciDispatcher } from 'undici';
import { Failure } from '../sdk/failure.js';

/** One request, whose answer is read whole. */
export interface WholeRequest {
  /** `https://host[:port]` */
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  /** A socket of this machine that is asked, in place of the host. */
  readonly socketPath?: string | undefined;
  readonly signal?: AbortSignal;
  /** Longest body that is read, in bytes; any, unless told. */
  readonly longestAnswer?: number;
}

export interface WholeAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Why the body is not whole, where the headers came and it did not. */
  readonly broken?: unknown;
}

/** The connections of a process. */
export interface Dispatcher {
  /** As {@link askWhole}. */
  request(request: WholeRequest): Promise<WholeAnswer>;
  /** Ends when all requests under way have their answers. */
  close(): Promise<void>;
  destroy(): Promise<void>;
}

/**
 * Sends a request and reads its answer. Not by undici's `request`, which makes a stream of each body and follows it by hooks
 * of its own. Whoever stops waiting by the signal is let go at once, also where nothing is connected yet.
 * @throws the signal's reason, or undici's error, where no headers came
 */
export function askWhole(undici: Pick<UndiciDispatcher, 'dispatch'>, request: WholeRequest): Promise<WholeAnswer> {
  const { origin, path, method, headers = {}, body = null, signal, longestAnswer = Number.POSITIVE_INFINITY } = request;
  // undici gives up the connection of each HEAD, for servers that send a body all the same: those it finds out by itself.
  const options = { origin, path, method, headers, body, ...(method === 'HEAD' && { reset: false }) };
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<WholeAnswer, 'status' | 'headers'> | undefined;
    let exchange: UndiciDispatcher.DispatchController | undefined;

    function end(broken?: unknown): void {
      signal?.removeEventListener('abort', stop);
      if (head === undefined) reject(broken);
      else resolve({ ...head, body: Buffer.concat(chunks), ...(broken !== undefined && { broken }) });
    }
    function stop(): void {
      exchange?.abort(signal?.reason);
      end(signal?.reason);
    }

    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop);
    undici.dispatch(options, {
      onRequestStart(begun) {
        exchange = begun;
        if (signal?.aborted) begun.abort(signal.reason);
      },
      onResponseStart(_, status, headers) {
        // Others announce that one.
        if (status >= 200) head = { status, headers };
      },
      onResponseData(begun, chunk) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > longestAnswer) begun.abort(tooLong(longestAnswer));
      },
      onResponseEnd: () => end(),
      onResponseError: (_, error) => end(error),
    });
  });
}

/** What becomes of a body that is longer than this. */
export function tooLong(bytes: number): Failure {
  return new Failure('RESPONSE', `the answer is longer than ${bytes / 1024 ** 2} MiB`);
}
