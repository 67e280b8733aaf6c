import { isIP } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * The same connector, which names no address to a server: an address is no server name (RFC 6066, section 3), and Node
 * refuses it from 26 on. undici calls a proxy by its host, whatever that is. Who answers is checked against the host then.
 */
export function namingNoAddress(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    // Its types do not say that it may be null.
    const servername = options.servername || '';
    return connect(isAddress(servername) ? { ...options, servername: '' } : options, callback);
  };
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
