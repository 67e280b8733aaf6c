import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Failure } from '../sdk/failure.js';
import { bareHost, dnsPort, type ServerAddress } from './server-address.js';

/** The `nameserver` lines of resolv.conf(5), at most three as the C library has it; this host where there are none. */
export function parseResolvConf(text: string): ServerAddress[] {
  const servers = text
    .split('\n')
    .map((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1])
    .filter((host): host is string => host !== undefined && isIP(bareHost(host)) !== 0)
    .slice(0, 3)
    .map((host) => ({ host, port: dnsPort }));
  return servers.length > 0 ? servers : [{ host: '127.0.0.1', port: dnsPort }];
}

/**
 * The recursive resolvers of this system.
 * @throws Failure DNS where the file exists and cannot be read
 */
export async function readSystemServers(file = '/etc/resolv.conf'): Promise<ServerAddress[]> {
  try {
    return parseResolvConf(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return parseResolvConf('');
    throw new Failure('DNS', `cannot read ${file}: ${(error as Error).message}`, {
      place: file,
      cause: error,
      hint: 'Set DNS_RESOLVERS to the resolvers to use',
    });
  }
}
