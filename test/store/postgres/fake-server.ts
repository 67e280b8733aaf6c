import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** What a statement gets: columns of one type, text; or an error with its code. */
export type Reply = { readonly rows?: readonly Readonly<Record<string, string | null>>[] } | { readonly code: string };

export interface FakeServer {
  readonly port: number;
  /** All statements, in their order; `connect` and `end` of connections among them. */
  readonly said: string[];
  /** What each connection said of itself at its start. */
  readonly startups: string[];
  notify(channel: string, payload: string): void;
  /** Cuts all connections. */
  cut(): void;
  /** Lets nobody in the next time. */
  refuseNext(): void;
}

/** As much of a PostgreSQL server as its client needs, in this process. */
export async function startFakeServer(
  context: TestContext,
  reply: (sql: string) => Reply | 'cut',
): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const said: string[] = [];
  const startups: string[] = [];
  let isRefusing = false;
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let data = Buffer.alloc(0);
    let isStarted = false;
    let parsed = '';

    function answer(sql: string, isSimple: boolean): void {
      said.push(sql);
      const found = reply(sql);
      if (found === 'cut') {
        socket.destroy();
        return;
      }
      if ('code' in found) socket.write(refusal(found.code));
      else socket.write(Buffer.concat([...rowsOf(found.rows ?? []), message('C', text('SELECT'))]));
      if (isSimple) socket.write(ready);
    }

    function take(type: string, body: Buffer): void {
      if (type === 'Q') answer(body.toString('utf8', 0, body.length - 1), true);
      else if (type === 'P') parsed = body.toString('utf8').split('\0')[1] ?? '';
      else if (type === 'E') answer(parsed, false);
      else if (type === 'S') socket.write(ready);
      else if (type === 'X') said.push('end');
    }

    socket.on('data', (chunk) => {
      data = Buffer.concat([data, chunk]);
      for (;;) {
        const head = isStarted ? 1 : 0;
        if (data.length < head + 4 || data.length < head + data.readInt32BE(head)) return;
        const length = head + data.readInt32BE(head);
        const [type, body] = [data.toString('latin1', 0, head), data.subarray(head + 4, length)];
        data = data.subarray(length);
        if (isStarted) take(type, body);
        else {
          isStarted = true;
          said.push('connect');
          startups.push(body.toString());
          if (isRefusing) socket.end(refusal('53300'));
          else socket.write(Buffer.concat([message('R', int32(0)), ready]));
          isRefusing = false;
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  context.after(() => {
    cut();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    said,
    startups,
    notify(channel, payload) {
      for (const socket of sockets) socket.write(message('A', Buffer.concat([int32(1), text(channel), text(payload)])));
    },
    cut,
    refuseNext() {
      isRefusing = true;
    },
  };
}

function refusal(code: string): Buffer {
  return message('E', Buffer.from(`SERROR\0C${code}\0Msaid so\0\0`));
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  return int32(value).subarray(2);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const ready = message('Z', Buffer.from('I'));
const booleanType = 16;
const textType = 25;

/** Columns whose values are `t` or `f` are truth values. */
function rowsOf(rows: readonly Readonly<Record<string, string | null>>[]): Buffer[] {
  const [first] = rows;
  if (first === undefined) return [];
  const names = Object.keys(first);
  const fields = names.map((name) => {
    const type = /^[tf]$/.test(first[name] ?? '') ? booleanType : textType;
    return Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]);
  });
  const head = message('T', Buffer.concat([int16(names.length), ...fields]));
  const bodies = rows.map((row) => {
    const values = names.map((name) => {
      const value = row[name] ?? null;
      return value === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]);
    });
    return message('D', Buffer.concat([int16(names.length), ...values]));
  });
  return [head, ...bodies];
}
