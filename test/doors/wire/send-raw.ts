import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** How many answers came on the connection. */
  readonly answers: number;
}

/** Sends bytes as they are, and reads until the hub closes; for what no HTTP library would send. */
export async function sendRaw(url: string, text: string, host = '127.0.0.1'): Promise<RawAnswer> {
  const socket = connect({ host, port: Number(new URL(url).port) });
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.setTimeout(10_000, () => socket.destroy());
  socket.write(text);
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  await once(socket, 'close');
  const [head = '', ...rest] = said.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: rest.join('\r\n\r\n'),
    answers: (said.match(/^HTTP\/1\.1 \d{3}/gm) ?? []).length,
  };
}

/** A request with lines as they are; its length is added where there is a body. */
export function requestOf(lines: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return `${[...lines, ...length, 'Connection: close', '', ''].join('\r\n')}${body}`;
}
