import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** A service that takes JSON; answers `ok`, as Slack does, or a status that the test sets. */
export async function startHttpReceiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createHttpServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    const isSlack = request.url?.startsWith('/services') === true;
    response.writeHead(answers.shift() ?? 200, { 'content-type': isSlack ? 'text/plain' : 'application/json' });
    response.end(isSlack ? 'ok' : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** The statuses of the next answers. */
    answers,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A mail server as far as one message needs it (RFC 5321), without TLS. */
export async function startMailReceiver() {
  const commands: string[] = [];
  const mails: string[] = [];
  const server = createTcpServer((socket) => {
    let pending = '';
    let data: string[] | undefined;
    socket.write('220 mail.test ESMTP\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      pending += chunk;
      const lines = pending.split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    socket.on('error', () => undefined);

    function take(line: string): void {
      if (data !== undefined) {
        if (line !== '.') return void data.push(line);
        mails.push(data.join('\n'));
        data = undefined;
        socket.write('250 taken\r\n');
        return;
      }
      commands.push(line);
      const verb = line.split(' ')[0]?.toUpperCase();
      if (verb === 'EHLO') socket.write('250-mail.test\r\n250 AUTH PLAIN\r\n');
      else if (verb === 'STARTTLS') socket.write('502 unknown\r\n');
      else if (verb === 'AUTH') socket.write('235 welcome\r\n');
      else if (verb === 'DATA') {
        data = [];
        socket.write('354 go on\r\n');
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('250 fine\r\n');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    mails,
    async stop() {
      server.close();
      await once(server, 'close');
    },
  };
}
