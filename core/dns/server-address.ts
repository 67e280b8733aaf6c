import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Failure } from '../sdk/failure.js';

/** A DNS server: an IP address, or a host name that the system resolves, and a port. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export const dnsPort = 53;

/**
 * Reads `host[:port]`: `192.0.2.1`, `192.0.2.1:5353`, `dns.example:53`, `2001:db8::1`, `[2001:db8::1]:53`.
 * @throws Failure CONFIG
 */
export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (isIP(trimmed) === 6) return { host: trimmed, port: dnsPort };
  const match = /^(?:\[([^\]]+)\]|([^\s:/]+))(?::(\d{1,5}))?$/.exec(trimmed);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? dnsPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new Failure('CONFIG', `"${text}" is not the address of a DNS server`, {
      hint: 'Write it as host or host:port, an IPv6 address with a port in brackets',
    });
  }
  return { host, port };
}

/** `192.0.2.1:5353`, without the port where it is 53. */
export function formatServerAddress({ host, port }: ServerAddress): string {
  if (port === dnsPort) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The addresses behind a server's name, through the system's own look-up; an IP address stands for itself.
 * @throws Failure DNS
 */
export async function resolveServer(server: ServerAddress): Promise<ServerAddress[]> {
  if (isIP(bareHost(server.host)) !== 0) return [server];
  try {
    const addresses = await lookup(server.host, { all: true });
    return addresses.map(({ address }) => ({ host: address, port: server.port }));
  } catch (error) {
    throw new Failure('DNS', `the DNS server ${server.host} cannot be found: ${(error as Error).message}`, {
      cause: error,
      hint: 'Give an IP address, or check DNS_RESOLVERS',
    });
  }
}

/** Link-local addresses carry a zone (`fe80::1%eth0`). */
function bareHost(host: string): string {
  return host.split('%')[0] ?? host;
}
