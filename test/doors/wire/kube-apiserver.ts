import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';

/** A client certificate; left out: none. */
export interface ClientFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Spoken {
  readonly alpn: string | false | null;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** The headers that the API server puts on what it hands on for a service account. */
export const remoteUser = [
  'X-Remote-User: system:serviceaccount:cert-manager:cert-manager',
  'X-Remote-Group: system:serviceaccounts',
  'X-Remote-Group: system:serviceaccounts:cert-manager',
  'X-Remote-Group: system:authenticated',
  'X-Remote-Extra-Authentication.kubernetes.io%2fpod-Name: cert-manager-5c9d',
];

/**
 * Sends a request byte for byte, as Go's HTTP client writes it for the API server: it would rather speak HTTP/2, and brings
 * the certificate of the front proxy.
 */
export async function speak(
  port: number,
  caFile: string,
  head: readonly string[],
  { body = '', files }: { readonly body?: string; readonly files?: ClientFiles | undefined } = {},
): Promise<Spoken> {
  const socket: TLSSocket = connect({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: readFileSync(caFile),
    ALPNProtocols: ['h2', 'http/1.1'],
    ...(files !== undefined && { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) }),
  });
  await once(socket, 'secureConnect');
  const { alpnProtocol } = socket;
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const close = 'Connection: close';
  socket.write(`${[...head, ...length, close, '', ''].join('\r\n')}${body}`);
  let text = '';
  socket.setEncoding('utf8');
  for await (const chunk of socket) text += chunk;
  const [first = '', ...parts] = text.split('\r\n\r\n');
  const type = /^content-type: (.*)$/im.exec(first)?.[1] ?? '';
  return { alpn: alpnProtocol, status: Number(first.split(' ')[1]), type, body: parts.join('\r\n\r\n') };
}
