import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Failure } from '../../core/sdk/index.js';

/** One address of the server. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Splits `host[:port]`, an IPv6 address with a port in brackets; port 53 unless told.
 * @throws Failure CONFIG
 */
export function parseServer(server: string): { readonly host: string; readonly port: number } {
  const bare = server.trim();
  if (isIP(bare) === 6) return { host: bare, port: 53 };
  const match = /^(?:\[([^\]]+)\]|([^\s:/]+))(?::(\d{1,5}))?$/.exec(bare);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 53);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new Failure('CONFIG', `"${server}" is not the address of a DNS server`, {
    place: '--ddns-server',
    hint: 'Write it as host or host:port',
  });
}

/** All addresses of the server. @throws Failure NETWORK */
export async function findEndpoints(server: string): Promise<Endpoint[]> {
  const { host, port } = parseServer(server);
  try {
    return (await lookup(host, { all: true })).map(({ address }) => ({ address, port }));
  } catch (error) {
    throw new Failure('NETWORK', `the DNS server ${host} cannot be found: ${(error as Error).message}`, {
      place: '--ddns-server',
      cause: error,
      hint: 'Check the name in --ddns-server',
    });
  }
}
