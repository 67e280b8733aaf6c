import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Whether a request names a host that it may have meant. A page elsewhere can give a name of its own the address of this
 * server and have a browser ask it (DNS rebinding): then the request bears that name. Addresses cannot be misled so, nor
 * can names without a dot (those of containers and of the local net) or those that are never in the public DNS.
 * @param host the header, with or without a port; undefined in HTTP/1.0
 * @param further names of the configuration; `*` takes any
 */
export function isOwnHost(host: string | undefined, further: readonly string[]): boolean {
  if (host === undefined || further.includes('*')) return true;
  const name = nameOf(host);
  if (name === undefined) return false;
  const isNamed = further.some((own) => own.toLowerCase() === name) || name === hostname().toLowerCase();
  return isNamed || isIP(name) !== 0 || !name.includes('.') || localNames.test(name);
}

/** RFC 6761, RFC 6762, the reserved `.internal`, and the services of a Kubernetes cluster. */
const localNames = /\.(localhost|local|internal|svc|home\.arpa)$/;

/** Without the port, brackets and a final dot, in lower case; undefined where it is no host at all. */
function nameOf(host: string): string | undefined {
  const bracketed = /^\[([0-9a-f:.]+)\](:\d+)?$/i.exec(host)?.[1];
  const plain = /^([a-z0-9_.-]+?)\.?(:\d+)?$/i.exec(host)?.[1];
  return (bracketed ?? plain)?.toLowerCase();
}
