import { z } from 'zod';
import {
  Failure,
  type FailureCode,
  type HttpClient,
  type HttpMethod,
  type Path,
  path,
  poll,
} from '../../core/sdk/index.js';

const Action = z
  .object({
    action: z.object({
      id: z.number(),
      status: z.enum(['running', 'success', 'error']),
      error: z.object({ code: z.string(), message: z.string() }).nullish(),
    }),
  })
  .transform(({ action }) => action);
type Action = z.infer<typeof Action>;

interface ActionParts {
  readonly api: HttpClient;
  readonly options: { readonly retryWaitTime: number };
  readonly signal: () => AbortSignal;
  readonly now: () => number;
}

/** An action that takes longer than this is given up, in milliseconds. */
const limitMs = 120_000;
/** The first pause between two questions, in milliseconds; each next one is a tenth longer. */
const firstPauseMs = 100;

/**
 * Writes are actions that take a few seconds; the next one of the zone may start when this is done.
 * https://docs.hetzner.cloud/reference/cloud#tag/zone-actions
 */
export function createActions({ api, options, signal, now }: ActionParts) {
  async function ended(id: number): Promise<Action> {
    const action = await poll({
      read: () => api.get(path`/zones/actions/${id}`, Action),
      isDone: ({ status }) => status !== 'running',
      pauseMs: firstPauseMs,
      growth: 1.1,
      longestPauseMs: options.retryWaitTime * 1000,
      limitMs,
      now,
      signal,
    });
    if (action !== undefined) return action;
    throw new Failure('TIMEOUT', `the action ${id} of Hetzner takes too long`);
  }

  return async function act(method: HttpMethod, address: Path, body?: object): Promise<void> {
    let action = Action.safeParse((await api.send(method, address, { body })).data).data;
    if (action === undefined) {
      throw new Failure('RESPONSE', 'Hetzner took the change, but its answer names no action', { retryable: false });
    }
    if (action.status === 'running') action = await ended(action.id);
    if (action.status === 'error') throw failureOf(action);
  };
}

/** Codes of actions that failed, beside those of requests. */
const kinds: Readonly<Record<string, FailureCode>> = {
  not_found: 'RECORD_NOT_FOUND',
  uniqueness_error: 'RECORD_EXISTS',
  conflict: 'SERVER',
  locked: 'SERVER',
};

function failureOf({ error }: Action): Failure {
  const { code: serviceCode = 'unknown', message = 'no reason given' } = error ?? {};
  return new Failure(kinds[serviceCode] ?? 'API', `Hetzner could not do it: ${message}`, { serviceCode });
}
