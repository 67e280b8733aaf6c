import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RecordSet, serveZones, type ZoneData } from './fake-dns.js';

/** What to do with a request instead of answering it. */
export type ProviderFault =
  /** Answers so, and does nothing. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers, and does nothing. */
  | { readonly hang: true }
  /** Breaks the connection; the change is made when `release` is called. */
  | { readonly late: (release: () => void) => void };

/** A PowerDNS-like API with the DNS server behind it, in this process. */
export interface FakePowerDns {
  readonly apiUrl: string;
  readonly apiKey: string;
  /** `host:port` */
  readonly dnsAddress: string;
  /** What is in its zones. */
  readonly zones: Map<string, ZoneData>;
  /** Contents of all TXT records there are, as `name content`. */
  txt(): string[];
  /** `GET path` or `PATCH path` of all requests so far, or since it was emptied. */
  readonly requests: string[];
  /** How long a change takes to be published, in milliseconds. */
  publishMs: number;
  /** Asked before each request is answered. */
  fault: ((method: string, body: string, url: string) => ProviderFault | undefined) | undefined;
  stop(): Promise<void>;
}

interface Change extends RecordSet {
  readonly changetype: 'REPLACE' | 'DELETE';
}

const apiKey = 'a-key-of-the-fake';

/** @param names zones, without final dots */
export async function startFakePowerDns(names: readonly string[] = ['example.com']): Promise<FakePowerDns> {
  const zones = new Map<string, ZoneData>(names.map((name) => [name, new Map()]));
  const dns = await serveZones(zones);
  const requests: string[] = [];
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();

  const fake: FakePowerDns = {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    dnsAddress: dns.dnsAddress,
    requests,
    zones,
    publishMs: 0,
    fault: undefined,
    txt: () =>
      [...zones.values()].flatMap((zone) =>
        [...zone.values()].flatMap(({ name, records }) => records.map(({ content }) => `${name} ${content}`)),
      ),
    async stop() {
      server.closeAllConnections();
      await Promise.all([dns.stop(), new Promise((resolve) => server.close(resolve))]);
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    requests.push(`${request.method} ${request.url}`);
    const fault = fake.fault?.(request.method ?? '', body, request.url ?? '');
    if (fault === undefined) return answer(request, body, response);
    if ('hang' in fault) return;
    if ('status' in fault) return void response.writeHead(fault.status, fault.headers).end('{"error":"on purpose"}');
    fault.late(() => apply(zoneAt(request.url) ?? new Map(), body, fake.publishMs));
    request.socket.destroy();
  }

  function zoneAt(url = ''): ZoneData | undefined {
    return zones.get(/\/zones\/([^/?]+)\.$/.exec(url)?.[1] ?? '');
  }

  function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const zone = zoneAt(request.url);
    const json = { 'content-type': 'application/json' };
    if (request.headers['x-api-key'] !== apiKey) return void response.writeHead(401, json).end('{"error":"no"}');
    if (zone === undefined) return void response.writeHead(404, json).end('{"error":"Not Found"}');
    if (request.method === 'GET') {
      return void response.writeHead(200, json).end(JSON.stringify({ kind: 'Native', rrsets: [...zone.values()] }));
    }
    apply(zone, body, fake.publishMs);
    response.writeHead(204).end();
  }

  return fake;
}

function apply(zone: ZoneData, body: string, publishMs: number): void {
  for (const { changetype, name, type, ttl, records } of (JSON.parse(body) as { rrsets: Change[] }).rrsets) {
    const key = `${name} ${type}`;
    if (changetype === 'DELETE' || records.length === 0) zone.delete(key);
    else
      zone.set(key, { name, type, ttl, records, ...(publishMs > 0 && { visibleAt: performance.now() + publishMs }) });
  }
}
