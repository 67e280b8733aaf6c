import { Failure } from '../sdk/index.js';

/** Answers one query of one source address; `undefined` is silence. */
export type Answer = (query: Buffer, source: string) => Buffer | undefined;

export interface Listener {
  /** The port bound, also where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop the program that listens there, or listen on one address instead of all of them',
  EACCES: 'Ports below 1024 need the right to bind them (CAP_NET_BIND_SERVICE), or choose another port',
  EADDRNOTAVAIL: 'Use an address of this machine',
};

export function listenFailure(error: Error, transport: 'UDP' | 'TCP', address: string, port: number): Failure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const hint = hints[code];
  return new Failure(
    'CONFIG',
    `the built-in DNS server cannot listen on ${transport} ${address} port ${port}: ${code}`,
    {
      cause: error,
      serviceCode: code,
      ...(hint !== undefined && { hint }),
    },
  );
}
