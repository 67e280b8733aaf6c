import { z } from 'zod';
import {
  type ExplainedFailure,
  fromPresentation,
  type HttpResponse,
  isFailure,
  type RecordDraft,
  recordId,
  splitPriority,
} from '../../core/sdk/index.js';

/** A record in both versions of the API. All of it is kept, since it may be written back. */
export const Item = z.looseObject({
  type: z.string(),
  /** Relative to the domain; `@` is the apex. */
  name: z.string(),
  data: z.string(),
  ttl: z.number().optional(),
  priority: z.number().optional(),
});

export type Item = z.infer<typeof Item>;

export function toItem(draft: RecordDraft): Item {
  const { content, priority } = splitPriority(draft);
  const item = { type: draft.type, name: draft.name, data: content, ttl: draft.ttl };
  return priority === undefined ? item : { ...item, priority };
}

export function toRecord({ type, name, data, ttl, priority }: Item) {
  const content = contentOf({ type, data, priority });
  return { id: recordId({ type, name, content }), type, name, content, ttl };
}

/** Of type, name and content: what version 1 gives no id for, and version 3 one that is not known beforehand. */
export function idOf({ type, name, data, priority }: Item): string {
  return recordId({ type, name, content: contentOf({ type, data, priority }) });
}

function contentOf({ type, data, priority }: Pick<Item, 'type' | 'data' | 'priority'>): string {
  const value = fromPresentation(type, data);
  return type === 'MX' && priority !== undefined ? `${priority} ${value}` : value;
}

/** What was read; undefined where the account is too small to read, which says nothing of what is there. */
export async function unlessForbidden<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isFailure(error, 'AUTHENTICATION') && error.status === 403) return undefined;
    throw error;
  }
}

const Refusal = z.object({ code: z.string().optional(), retryAfterSec: z.number().optional() });

export function explain({ status, data }: HttpResponse): ExplainedFailure | undefined {
  if (status < 400) return undefined;
  const { code, retryAfterSec } = Refusal.safeParse(data).data ?? {};
  const serviceCode = code === undefined ? {} : { serviceCode: code };
  if (code === 'DUPLICATE_RECORD') return { code: 'RECORD_EXISTS', ...serviceCode };
  // The domain is busy with the last change for some seconds.
  if (status === 409) return { code: 'SERVER', retryable: true, ...serviceCode };
  return { ...serviceCode, ...(retryAfterSec !== undefined && { retryAfterMs: retryAfterSec * 1000 }) };
}
