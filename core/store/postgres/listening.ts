import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../sdk/logger.js';
import type { ServerAddress } from './address.js';
import { storeFailure } from './failures.js';

export interface ListeningOptions {
  /** Asked in turn, from one loss to the next. */
  readonly addresses: readonly ServerAddress[];
  readonly channel: string;
  readonly onMessage: (text: string) => void;
  /** Called each time that it is listened again: what was told in between was missed. */
  readonly onGap: () => void;
  readonly log: Logger;
  readonly times?: ListeningTimes;
}

/** Milliseconds. */
export interface ListeningTimes {
  /** Until the next connection is made where one was cut. */
  readonly again: number;
  /** A connection whose other end is gone says nothing by itself, as it says nothing where there is nothing to tell. */
  readonly probe: number;
}

const usualTimes: ListeningTimes = { again: 5000, probe: 20_000 };
const connectMs = 8000;
const answerMs = 8000;

/** Calls on each notification until stopped, over one connection at a time. */
export function startListening({
  addresses,
  channel,
  onMessage,
  onGap,
  log,
  times = usualTimes,
}: ListeningOptions): () => void {
  const end = new AbortController();
  const { signal } = end;

  async function listenAt({ connectionString }: ServerAddress, isFirst: boolean): Promise<void> {
    const { default: library } = await import('pg');
    if (signal.aborted) return;
    const client = new library.Client({
      connectionString,
      connectionTimeoutMillis: connectMs,
      query_timeout: answerMs,
      keepAlive: true,
      application_name: 'letsencrypt-dns listener',
    });
    const over = new AbortController();
    const stop = () => over.abort();
    for (const event of ['error', 'end'] as const) client.on(event, stop);
    client.on('notification', ({ payload }) => onMessage(payload ?? ''));
    signal.addEventListener('abort', stop, { once: true });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      if (!isFirst) onGap();
      while (!over.signal.aborted) {
        await pause(times.probe, undefined, { ref: false, signal: over.signal }).catch(() => undefined);
        if (!over.signal.aborted) await client.query('SELECT 1');
      }
    } finally {
      signal.removeEventListener('abort', stop);
      client.end().catch(() => undefined);
    }
  }

  async function keepListening(): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const address = addresses[turn % addresses.length];
      if (address === undefined) return;
      try {
        await listenAt(address, turn === 0);
      } catch (error) {
        const { message } = storeFailure(error, address.shown);
        if (!signal.aborted) log.debug({ reason: message, place: address.shown }, 'the store cannot be listened to');
      }
      await pause(times.again, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  void keepListening();
  return () => end.abort();
}
