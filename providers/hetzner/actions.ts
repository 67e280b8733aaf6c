import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Failure, type HttpClient, type HttpMethod } from '../../core/sdk/index.js';

const Action = z
  .object({
    action: z.object({
      id: z.number(),
      status: z.enum(['running', 'success', 'error']),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  })
  .transform(({ action }) => action);

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
  return async function act(method: HttpMethod, path: string, body?: object): Promise<void> {
    let action = Action.safeParse((await api.send(method, path, { body })).data).data;
    if (action === undefined) {
      throw new Failure('RESPONSE', 'Hetzner took the change, but its answer names no action', { retryable: false });
    }
    const started = now();
    for (let pauseMs = firstPauseMs; action.status === 'running'; pauseMs *= 1.1) {
      if (now() - started > limitMs) throw new Failure('TIMEOUT', `the action ${action.id} of Hetzner takes too long`);
      await delay(Math.min(pauseMs, options.retryWaitTime * 1000), undefined, { signal: signal() });
      action = await api.get(`/zones/actions/${action.id}`, Action);
    }
    if (action.status === 'error') {
      const { code: serviceCode = 'unknown', message = 'no reason given' } = action.error ?? {};
      throw new Failure('API', `Hetzner could not do it: ${message}`, { serviceCode });
    }
  };
}
