import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from './authority.js';
import { need } from './binaries.js';
import { freePort } from './free-port.js';
import { httpRequest } from './http-request.js';
import { startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';

/** Pebble's switches (its README); percentages and seconds as text. */
export interface PebbleEnvironment {
  /** Percentage of good nonces that are refused; the lab's default is 0, Pebble's own is 5. */
  readonly PEBBLE_WFE_NONCEREJECT?: string;
  /** Percentage of orders that reuse a valid authorization; the lab's default is 0, Pebble's own is 50. */
  readonly PEBBLE_AUTHZREUSE?: string;
  /** `1` validates at once, the lab's default; ignored where a sleep time is given. */
  readonly PEBBLE_VA_NOSLEEP?: string;
  /** Longest random wait before a validation, in seconds. */
  readonly PEBBLE_VA_SLEEPTIME?: string;
  readonly PEBBLE_VA_ALWAYS_VALID?: string;
  /** Number of roots besides the first. */
  readonly PEBBLE_ALTERNATE_ROOTS?: string;
  /** Number of intermediates. */
  readonly PEBBLE_CHAIN_LENGTH?: string;
}

export interface PebbleOptions {
  /** `host:port` of the server that Pebble asks for TXT records. */
  readonly dnsServer: string;
  readonly env?: PebbleEnvironment;
  /** HMAC keys (base64url) by key id; where given, new accounts need one of them. */
  readonly externalAccountBinding?: Readonly<Record<string, string>>;
  /**
   * Names that Pebble refuses with `rejectedIdentifier`, with all below them. Pebble 2.4 drops the connection when an
   * ordered name has fewer labels than a blocked one: block `blocked.test`, not `a.blocked.test`.
   */
  readonly domainBlocklist?: readonly string[];
  readonly certificateValiditySeconds?: number;
  /** Announced and obeyed only by Pebble 2.6 and newer; see `supports`. */
  readonly profiles?: Readonly<Record<string, { description: string; validityPeriod: number }>>;
  readonly strict?: boolean;
}

export interface Pebble {
  readonly directoryUrl: string;
  readonly managementUrl: string;
  /** PEM file of the root that signs the HTTPS endpoints (not the issued certificates). */
  readonly caBundle: string;
  /** The certificate and the key of those endpoints, PEM files: for what stands in front of them. */
  readonly serving: { readonly certFile: string; readonly keyFile: string };
  /** What this Pebble's directory announces. Debian 12's 2.4 has neither. */
  readonly supports: { readonly ari: boolean; readonly profiles: boolean };
  /** PEM of the n-th issuing root; 0 is the default chain's, more exist with PEBBLE_ALTERNATE_ROOTS. */
  root(index?: number): Promise<string>;
  /** PEM of the intermediate that signs leaves in the n-th chain. */
  intermediate(index?: number): Promise<string>;
  /** `Valid` or `Revoked` for a serial number in hexadecimal. */
  certificateStatus(serial: string): Promise<{ Status: string; Reason?: number; RevokedAt?: string }>;
  output(): string;
  stop(): Promise<void>;
}

interface Directory {
  readonly renewalInfo?: string;
  readonly meta?: { readonly profiles?: unknown };
}

/** Starts Let's Encrypt's ACME test server with its own TLS certificate. All its state is in memory. */
export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  return inTempDir('pebble', async (directory) => {
    const authority = await createAuthority(directory, 'Lab CA of Pebble');
    const { certFile, keyFile } = await authority.issue(['localhost', '127.0.0.1']);
    const ca = await readFile(authority.caFile, 'utf8');
    const [port, managementPort] = [await freePort(), await freePort()];
    const configFile = join(directory, 'pebble.json');
    await writeFile(
      configFile,
      JSON.stringify({ pebble: configuration(options, port, managementPort, certFile, keyFile) }),
    );
    const directoryUrl = `https://localhost:${port}/dir`;
    const managementUrl = `https://localhost:${managementPort}`;

    async function fetchText(url: string): Promise<string> {
      const response = await httpRequest(url, { ca });
      if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${response.body}`);
      return response.body;
    }

    const server = await startServer({
      name: 'pebble',
      command: need('pebble'),
      args: ['-config', configFile, '-dnsserver', options.dnsServer, ...(options.strict ? ['-strict'] : [])],
      directory,
      env: environment(options.env ?? {}),
      // One after the other: until the first answers, each look is a handshake less.
      probe: async () => [await fetchText(directoryUrl), await fetchText(`${managementUrl}/roots/0`)],
    });
    const announced = JSON.parse(await fetchText(directoryUrl)) as Directory;
    return {
      directoryUrl,
      managementUrl,
      caBundle: authority.caFile,
      serving: { certFile, keyFile },
      supports: { ari: announced.renewalInfo !== undefined, profiles: announced.meta?.profiles !== undefined },
      root: (index = 0) => fetchText(`${managementUrl}/roots/${index}`),
      intermediate: (index = 0) => fetchText(`${managementUrl}/intermediates/${index}`),
      certificateStatus: async (serial) =>
        JSON.parse(
          await fetchText(`${managementUrl}/cert-status-by-serial/${serial.toLowerCase().replace(/^0+/, '')}`),
        ),
      output: server.output,
      stop: server.stop,
    };
  });
}

function configuration(
  options: PebbleOptions,
  port: number,
  managementPort: number,
  certFile: string,
  keyFile: string,
) {
  return {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: certFile,
    privateKey: keyFile,
    // Pebble would connect to these ports for http-01 and tls-alpn-01, which the lab does not use.
    httpPort: 5002,
    tlsPort: 5001,
    ocspResponderURL: '',
    externalAccountBindingRequired: options.externalAccountBinding !== undefined,
    externalAccountMACKeys: options.externalAccountBinding ?? {},
    domainBlocklist: options.domainBlocklist ?? [],
    ...(options.certificateValiditySeconds === undefined
      ? {}
      : { certificateValidityPeriod: options.certificateValiditySeconds }),
    ...(options.profiles === undefined ? {} : { profiles: options.profiles }),
  };
}

function environment(given: PebbleEnvironment): Record<string, string> {
  return {
    PEBBLE_WFE_NONCEREJECT: '0',
    PEBBLE_AUTHZREUSE: '0',
    ...(given.PEBBLE_VA_SLEEPTIME === undefined ? { PEBBLE_VA_NOSLEEP: '1' } : {}),
    ...given,
  };
}
