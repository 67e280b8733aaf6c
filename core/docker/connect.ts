import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { Failure } from '../sdk/failure.js';
import type { DockerEndpoint, DockerTls } from './endpoint.js';

/**
 * Makes the API client; imports dockerode, which takes a while, only now. Nothing is sent yet.
 * @throws Failure CONFIG where the TLS files cannot be read
 */
export async function connect(endpoint: DockerEndpoint): Promise<Dockerode> {
  const { default: Engine } = await import('dockerode');
  return new Engine(await optionsFor(endpoint));
}

/** Every key is given, as dockerode fills absent ones from the process environment by rules of its own. */
async function optionsFor(endpoint: DockerEndpoint): Promise<Dockerode.DockerOptions> {
  if (endpoint.kind === 'unix') {
    return { socketPath: endpoint.socketPath, host: undefined, port: undefined, protocol: 'http' };
  }
  const { host, port, tls } = endpoint;
  if (tls === undefined) return { socketPath: undefined, host, port, protocol: 'http' };
  const keys = await readKeys(tls);
  const options = { socketPath: undefined, host, port, protocol: 'https' as const, ...keys };
  return tls.verify ? options : { ...options, ...unverified(keys) };
}

function unverified(keys: TlsKeys): object {
  return { agent: new Agent({ ...keys, rejectUnauthorized: false }) };
}

interface TlsKeys {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

async function readKeys({ directory }: DockerTls): Promise<TlsKeys> {
  const [ca, cert, key] = await Promise.all([
    readKey(join(directory, 'ca.pem')),
    readKey(join(directory, 'cert.pem')),
    readKey(join(directory, 'key.pem')),
  ]);
  return { ca, cert, key };
}

async function readKey(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure('CONFIG', 'a file of the TLS connection to Docker cannot be read', {
      place: path,
      hint: 'Set DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem',
      cause: error,
    });
  }
}
