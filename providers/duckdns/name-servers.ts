import { Resolver } from 'node:dns/promises';
import { Failure } from '../../core/sdk/index.js';

const nameServer = 'ns1.duckdns.org';
const limits = { timeout: 5000, tries: 2 };

/**
 * What Duck DNS's own name server says: the API tells no values.
 * @throws Failure DNS, ABORTED
 */
export async function readValues(name: string, type: string, signal: AbortSignal): Promise<string[]> {
  const resolver = new Resolver(limits);
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    resolver.setServers(await resolver.resolve4(nameServer));
    if (type === 'TXT') return (await resolver.resolveTxt(name)).map((parts) => parts.join('')).filter(Boolean);
    return type === 'AAAA' ? await resolver.resolve6(name) : await resolver.resolve4(name);
  } catch (cause) {
    if (signal.aborted) throw new Failure('ABORTED', 'stopped', { cause });
    if (isAbsence(cause)) return [];
    throw new Failure('DNS', `${nameServer} cannot be asked for ${type} ${name}`, { cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function isAbsence(error: unknown): boolean {
  const { code, hostname } = error as { code?: string; hostname?: string };
  return (code === 'ENODATA' || code === 'ENOTFOUND') && hostname !== nameServer;
}
