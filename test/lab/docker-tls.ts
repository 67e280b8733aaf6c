import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from './authority.js';
import { freePort } from './free-port.js';

export interface DockerTcp {
  /** `tcp://127.0.0.1:port`, for DOCKER_HOST. */
  readonly host: string;
  /** Directory of ca.pem, cert.pem and key.pem, for DOCKER_CERT_PATH. */
  readonly certPath: string;
}

/** Makes a TLS endpoint for a Docker daemon: what clients need, and the daemon's flags for it. */
export async function prepareDockerTls(directory: string): Promise<{ client: DockerTcp; flags: readonly string[] }> {
  const certPath = join(directory, 'client');
  await mkdir(certPath);
  const authority = await createAuthority(directory, 'Lab CA of Docker');
  const server = await authority.issue(['localhost', '127.0.0.1']);
  const client = await authority.issue(['client']);
  await copyFile(authority.caFile, join(certPath, 'ca.pem'));
  await copyFile(client.certFile, join(certPath, 'cert.pem'));
  await copyFile(client.keyFile, join(certPath, 'key.pem'));
  const host = `tcp://127.0.0.1:${await freePort()}`;
  const identity = ['--tlscert', server.certFile, '--tlskey', server.keyFile];
  return {
    client: { host, certPath },
    flags: ['-H', host, '--tlsverify', '--tlscacert', authority.caFile, ...identity],
  };
}
