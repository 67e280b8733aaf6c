import { isFailure, type Logger, type ResponderRequest, type TxtServer } from '../sdk/index.js';
import { type Responder, startResponder } from './start-responder.js';

/** What listening on `::` gives on a machine without IPv6. */
const noIpv6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

/**
 * The DNS server for a provider. Where it is to listen on all of IPv6 beside IPv4, a machine without IPv6 is content
 * with the rest.
 * @throws Failure CONFIG or ABORTED, as `startResponder`
 */
export async function startTxtServer(request: ResponderRequest, log: Logger, signal: AbortSignal): Promise<TxtServer> {
  const start = (listen: ResponderRequest['listen']): Promise<Responder> =>
    startResponder({ listen, ownName: request.serverName, zones: request.zones, log, signal });
  try {
    return await start(request.listen);
  } catch (error) {
    const others = request.listen.filter(({ address }) => address !== '::');
    const isAbsent = isFailure(error) && noIpv6.includes(error.serviceCode ?? '');
    if (!isAbsent || others.length === 0 || others.length === request.listen.length) throw error;
    log.info({ event: 'responder.no-ipv6' }, 'this machine has no IPv6: the built-in DNS server listens without it');
    return start(others);
  }
}
