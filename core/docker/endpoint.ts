import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure, isFailure } from '../sdk/failure.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the Docker Engine API is spoken. */
export type DockerEndpoint =
  | { readonly kind: 'unix'; readonly socketPath: string }
  | {
      readonly kind: 'tcp';
      /** IPv6 addresses keep their brackets. */
      readonly host: string;
      readonly port: number;
      readonly tls: DockerTls | undefined;
    };

export interface DockerTls {
  /** Directory of `ca.pem`, `cert.pem` and `key.pem`. */
  readonly directory: string;
  readonly verify: boolean;
}

/** The socket of a daemon on the same host. */
export const defaultSocketPath = '/var/run/docker.sock';

/** Ports registered for the API without and with TLS. */
const plainPort = 2375;
const tlsPort = 2376;

/**
 * Reads `DOCKER_HOST`, `DOCKER_TLS_VERIFY`, `DOCKER_TLS` and `DOCKER_CERT_PATH` as the `docker` command does: any
 * value of the two middle ones turns TLS on, and only the first checks the server's certificate.
 * @throws Failure CONFIG for schemes that need another program (npipe, ssh, fd) and for what is no address
 */
export function readEndpoint(environment: Environment): DockerEndpoint {
  const given = environment.DOCKER_HOST?.trim() ?? '';
  if (given === '') return { kind: 'unix', socketPath: defaultSocketPath };
  const [, scheme = 'tcp', rest = given] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(given) ?? [];
  switch (scheme.toLowerCase()) {
    case 'unix':
      return { kind: 'unix', socketPath: rest === '' ? defaultSocketPath : rest };
    case 'tcp':
    case 'http':
    case 'https':
      return tcpEndpoint(given, rest, tlsOf(environment, scheme));
    default:
      throw new Failure('CONFIG', `Docker cannot be reached by the scheme ${scheme}`, {
        place: 'DOCKER_HOST',
        hint: 'Use unix:///path/to/docker.sock or tcp://host:port; a tunnel (ssh -L) or a socket proxy makes one of a remote socket',
      });
  }
}

function tlsOf(environment: Environment, scheme: string): DockerTls | undefined {
  const verify = Boolean(environment.DOCKER_TLS_VERIFY);
  if (!verify && !environment.DOCKER_TLS && scheme.toLowerCase() !== 'https') return undefined;
  const directory = environment.DOCKER_CERT_PATH || join(environment.HOME || homedir(), '.docker');
  return { directory, verify: verify || !environment.DOCKER_TLS };
}

function tcpEndpoint(given: string, rest: string, tls: DockerTls | undefined): DockerEndpoint {
  const address = `http://${rest}`;
  if (rest === '' || !URL.canParse(address)) {
    throw new Failure('CONFIG', `"${given}" is no address of a Docker daemon`, {
      place: 'DOCKER_HOST',
      hint: 'Write it as tcp://host:port or unix:///path/to/docker.sock',
    });
  }
  const url = new URL(address);
  // `http://host:80` has an empty port in a URL: the default one of that scheme is dropped.
  const port = /:80\/?$/.test(rest) ? 80 : Number(url.port);
  return { kind: 'tcp', host: url.hostname, port: port || (tls === undefined ? plainPort : tlsPort), tls };
}

/** For people: `unix:///var/run/docker.sock`, `tcp://host:2376`. */
export function describeEndpoint(endpoint: DockerEndpoint): string {
  return endpoint.kind === 'unix' ? `unix://${endpoint.socketPath}` : `tcp://${endpoint.host}:${endpoint.port}`;
}

/** What is wrong with where the daemon is said to be. */
export function faultsOfEndpoint(environment: Environment): readonly Failure[] {
  try {
    readEndpoint(environment);
    return [];
  } catch (error) {
    if (isFailure(error)) return [error];
    throw error;
  }
}

/** Whether a daemon is likely to be there: it is remote, or its socket is there. */
export function isLikelyThere(environment: Environment): boolean {
  if (faultsOfEndpoint(environment).length > 0) return false;
  const endpoint = readEndpoint(environment);
  return endpoint.kind === 'tcp' || existsSync(endpoint.socketPath);
}
