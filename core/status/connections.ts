import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds that one answer may take to be read. */
const longestAnswerMs = 30_000;

/**
 * Bounds what slow readers can hold: where there are more connections than `most`, the longest open one ends for the
 * new one, so that nobody keeps others out by sitting there; and an answer that is not fetched in time is dropped.
 */
export function boundConnections(server: Server, most: number): void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket.once('close', () => open.delete(socket)));
    const [oldest] = open;
    if (open.size > most && oldest !== undefined) oldest.destroy();
  });
}

/** @see boundConnections */
export function boundAnswer(response: ServerResponse, limitMs = longestAnswerMs): void {
  const timer = setTimeout(() => response.destroy(), limitMs).unref();
  response.once('close', () => clearTimeout(timer));
}
