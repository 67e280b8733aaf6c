import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Failure } from '../sdk/failure.js';

/** A DNS server: an IP address, or a host name that the system resolves, and a port. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** Present: it is asked over HTTPS at this address (RFC 8484). */
  readonly url?: string | undefined;
}

export const dnsPort = 53;

const httpsPort = 443;

/**
 * Reads `host[:port]`: `192.0.2.1`, `192.0.2.1:5353`, `dns.example:53`, `2001:db8::1`, `[2001:db8::1]:53`; or the
 * address of a resolver that is asked over HTTPS: `https://dns.example/dns-query`.
 * @throws Failure CONFIG
 */
export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  const overHttps = parseHttpsResolver(trimmed);
  if (overHttps !== undefined) return overHttps;
  if (isIP(trimmed) === 6) return { host: trimmed, port: dnsPort };
  const match = /^(?:\[([^\]]+)\]|([^\s:/]+))(?::(\d{1,5}))?$/.exec(trimmed);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? dnsPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new Failure('CONFIG', `"${text}" is not the address of a DNS server`, {
      hint: 'Write it as host or host:port (an IPv6 address with a port in brackets), or as https://host/dns-query',
    });
  }
  return { host, port };
}

/** A resolver over HTTPS; undefined for anything but an https URL without user, password and fragment. */
export function parseHttpsResolver(text: string): ServerAddress | undefined {
  if (!/^https:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { href, hostname, port, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? httpsPort : Number(port), url: href };
}

/** `192.0.2.1:5353`, without the port where it is 53; the URL of a resolver over HTTPS. */
export function formatServerAddress({ host, port, url }: ServerAddress): string {
  if (url !== undefined) return url;
  if (port === dnsPort) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The addresses behind a server's name, through the system's own look-up; an IP address stands for itself.
 * @throws Failure DNS
 */
export async function resolveServer(server: ServerAddress): Promise<ServerAddress[]> {
  // The connection to one over HTTPS is a matter of the HTTP client, as is a proxy in between.
  if (server.url !== undefined || isIP(bareHost(server.host)) !== 0) return [server];
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

/** An address without the zone that link-local ones carry (`fe80::1%eth0`); a name as it is. */
export function bareHost(host: string): string {
  return host.replace(/%.*/s, '');
}
