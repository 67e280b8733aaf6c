import { BlockList, isIP } from 'node:net';
import { Failure } from '../sdk/failure.js';
import { isWithin } from '../sdk/names.js';

/** Which proxy an origin is reached by. */
export interface Proxies {
  /** URL of the proxy; undefined: none. @param origin `https://host[:port]` */
  proxyFor(origin: string): string | undefined;
}

interface Exception {
  /** Without a leading dot or `*.`; lower case. */
  readonly host: string;
  /** 0: any. */
  readonly port: number;
}

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case: https goes by the first alone, http by the second alone, as
 * curl has it. NO_PROXY holds hosts with everything below them, addresses, networks (`192.0.2.0/24`), or `*`.
 * @throws Failure CONFIG for a proxy of another kind, such as SOCKS
 */
export function readProxies(env: Readonly<Record<string, string | undefined>>): Proxies {
  const https = withScheme(valueIn(env, 'https_proxy'), 'HTTPS_PROXY');
  const http = withScheme(valueIn(env, 'http_proxy'), 'HTTP_PROXY');
  if (https === undefined && http === undefined) return { proxyFor: () => undefined };
  const isExcepted = readExceptions(valueIn(env, 'no_proxy') ?? '');
  return {
    proxyFor(origin) {
      const { protocol, hostname, port } = new URL(origin);
      const [proxy, usualPort] = protocol === 'https:' ? [https, 443] : [http, 80];
      if (proxy === undefined) return undefined;
      const host = hostname
        .replace(/^\[|\]$/g, '')
        .replace(/\.$/, '')
        .toLowerCase();
      return isExcepted(host, Number(port) || usualPort) ? undefined : proxy;
    },
  };
}

function valueIn(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return env[name]?.trim() || env[name.toUpperCase()]?.trim() || undefined;
}

function withScheme(proxy: string | undefined, place: string): string | undefined {
  if (proxy === undefined) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(proxy)?.[1]?.toLowerCase();
  if (scheme === undefined) return `http://${proxy}`;
  if (scheme === 'http' || scheme === 'https') return proxy;
  throw new Failure('CONFIG', `${place} names a proxy by ${scheme}://, which cannot be used`, {
    place,
    hint: 'Name one that is reached by http:// or https://',
  });
}

function readExceptions(text: string): (host: string, port: number) => boolean {
  const networks = new BlockList();
  const exceptions: Exception[] = [];
  let isAll = false;
  for (const entry of text.match(/[^,\s]+/g) ?? []) {
    const [, address = '', bits = ''] = /^\[?([0-9a-fA-F:.]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
    const family = isIP(address);
    if (entry === '*') isAll = true;
    else if (family !== 0 && Number(bits) <= (family === 4 ? 32 : 128)) {
      networks.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
    } else exceptions.push(readException(entry));
  }
  return (host, port) => {
    if (isAll) return true;
    const family = isIP(host);
    if (family !== 0 && networks.check(host, family === 4 ? 'ipv4' : 'ipv6')) return true;
    return exceptions.some(
      (exception) => (exception.port === 0 || exception.port === port) && isWithin(host, exception.host),
    );
  };
}

function readException(entry: string): Exception {
  const match = isIP(entry) === 6 ? null : /^(.+):(\d+)$/.exec(entry);
  const host = (match?.[1] ?? entry).replace(/^\*?\./, '').replace(/^\[|\]$/g, '');
  return { host: host.replace(/\.$/, '').toLowerCase(), port: Number(match?.[2] ?? 0) };
}
