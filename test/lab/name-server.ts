import { freeLoopbackHost, freePort } from './free-port.js';
import type { TsigKeys } from './tsig-keys.js';
import type { ZoneRecord } from './zone.js';

export interface NameServerOptions {
  readonly zones: readonly string[];
  /**
   * Where to listen: a free port of 127.0.0.1 (default), or port 53 of a loopback address of its own, so that the
   * server is found by following the zone's NS and A records, as a real one is (root only).
   */
  readonly listen?: 'free-port' | 'port-53';
}

export interface NameServer {
  /** `host:port`, UDP and TCP. */
  readonly dnsAddress: string;
  readonly output: () => string;
  zoneRecords(zone: string): Promise<ZoneRecord[]>;
  stop(): Promise<void>;
}

/** A name server that takes dynamic updates (RFC 2136) signed with any of its keys. */
export interface UpdatableNameServer extends NameServer {
  readonly keys: TsigKeys;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly dnsAddress: string;
}

/** Picks the address for a name server. */
export async function chooseEndpoint(listen: NameServerOptions['listen'] = 'free-port'): Promise<Endpoint> {
  const host = listen === 'port-53' ? await freeLoopbackHost(53) : '127.0.0.1';
  const port = listen === 'port-53' ? 53 : await freePort(host);
  return { host, port, dnsAddress: `${host}:${port}` };
}
