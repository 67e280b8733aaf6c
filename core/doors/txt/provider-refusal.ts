import { type Failure, type FailureCode, isFailure } from '../../sdk/failure.js';
import { type DoorCall, DoorRefusal } from '../door.js';

/**
 * Does something at a provider. What goes wrong there is told to the client in our words; those of the provider, which may
 * name accounts, are for the log.
 * @throws DoorRefusal
 */
export async function atProvider<T>(call: Pick<DoorCall, 'fail'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { code, message } = error;
    call.fail(`${code}: ${message}`);
    throw refusalOf(error);
  }
}

/** What may be over when the client asks again. */
const passing: ReadonlySet<FailureCode> = new Set(['TIMEOUT', 'NETWORK', 'SERVER', 'DNS', 'ABORTED']);

function refusalOf({ code, retryAfterMs = 60_000 }: Failure): DoorRefusal {
  if (code === 'ZONE_NOT_FOUND' || code === 'CONFIG') {
    return new DoorRefusal(500, 'no provider of the hub serves this name; its log tells more');
  }
  if (code === 'RATE_LIMITED') {
    const seconds = Math.ceil(retryAfterMs / 1000);
    return new DoorRefusal(503, 'the DNS provider asks for a pause', { 'Retry-After': String(seconds) });
  }
  if (code === 'LOCKED') {
    return new DoorRefusal(503, 'the DNS provider is in use by others', { 'Retry-After': '30' });
  }
  if (code === 'STORE') {
    return new DoorRefusal(503, 'the hub cannot write down what it does', { 'Retry-After': '30' });
  }
  if (passing.has(code)) {
    return new DoorRefusal(503, 'the DNS provider does not answer as it should', { 'Retry-After': '30' });
  }
  return new DoorRefusal(500, 'the DNS provider refuses; the log of the hub tells why');
}
