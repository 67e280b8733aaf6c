import { Failure, isFailure } from '../sdk/failure.js';
import { type DockerEndpoint, describeEndpoint } from './endpoint.js';

/** What dockerode throws: an error of the connection, or one made from an answer. */
interface EngineError {
  readonly message?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly json?: unknown;
}

/** HTTP status of an error that dockerode made from an answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as EngineError | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** Turns what the Engine client threw into a Failure: of kind DOCKER, with the errno in `serviceCode` or the HTTP status. */
export function dockerFailure(error: unknown, endpoint: DockerEndpoint): Failure {
  if (isFailure(error)) return error;
  const status = statusOf(error);
  if (status !== undefined) return answerFailure(error as EngineError, status);
  return connectionFailure(error as EngineError, endpoint);
}

function answerFailure(error: EngineError, status: number): Failure {
  const words = (error.json as { message?: unknown } | null | undefined)?.message;
  const message = typeof words === 'string' && words !== '' ? words : (error.message ?? `status ${status}`);
  const hint = /not a swarm manager/i.test(message)
    ? { hint: 'Point DOCKER_HOST at a manager of the swarm, or set DOCKER_CLUSTER_PROVIDER=none' }
    : {};
  return new Failure('DOCKER', `Docker: ${message.trim()}`, { status, cause: error, ...hint });
}

function connectionFailure(error: EngineError, endpoint: DockerEndpoint): Failure {
  const code = error.code ?? '';
  const details = { cause: error, ...(code === '' ? {} : { serviceCode: code }) };
  if (endpoint.kind === 'unix') {
    const { socketPath } = endpoint;
    const mount = `-v ${socketPath}:${socketPath}`;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const hint = `Mount the host's socket into this container: ${mount}`;
      return new Failure('DOCKER', `there is no Docker socket ${socketPath}`, { ...details, hint });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      const hint = `Run as root or in the group that owns the socket (--group-add), with the mount ${mount}`;
      return new Failure('DOCKER', `no permission to use the Docker socket ${socketPath}`, { ...details, hint });
    }
    if (code === 'ECONNREFUSED' || code === 'ENOTSOCK') {
      const hint = `Start the daemon; if it runs, start this container again, so that the mount ${mount} has its new socket`;
      return new Failure('DOCKER', `no Docker daemon listens at ${socketPath}`, { ...details, hint });
    }
  }
  const hint = 'Check DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, and that the daemon runs';
  const place = describeEndpoint(endpoint);
  return new Failure('DOCKER', `the Docker daemon cannot be reached: ${error.message || code || String(error)}`, {
    ...details,
    place,
    hint,
  });
}
