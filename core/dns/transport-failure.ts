import { Failure } from '../sdk/failure.js';
import { formatServerAddress, type ServerAddress } from './server-address.js';

export function timeoutFailure(server: ServerAddress, timeoutMs: number): Failure {
  return new Failure('TIMEOUT', `${formatServerAddress(server)} did not answer within ${timeoutMs / 1000} s`);
}

export function networkFailure(server: ServerAddress, error: Error): Failure {
  return new Failure('NETWORK', `${formatServerAddress(server)} cannot be reached: ${error.message}`, { cause: error });
}

export function abortedFailure(signal: AbortSignal): Failure {
  return new Failure('ABORTED', 'stopped while waiting for DNS', { cause: signal.reason });
}
