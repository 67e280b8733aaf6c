import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem, toProblem } from '../acme-server/index.js';
import { askTxt } from './ask-txt.js';
import type { Context } from './context.js';
import type { Authorization } from './state.js';

const month = 30 * 24 * 3600 * 1000;

/** Validates dns-01 (RFC 8555 section 8.4) and notes the outcome in the challenge. Never rejects. */
export async function validate(context: Context, authorization: Authorization, thumbprint: string): Promise<void> {
  const { challenge, domain } = authorization;
  try {
    const wait = context.options.faults?.validationDelayMs ?? 0;
    if (wait > 0) await delay(wait, undefined, { signal: context.signal, ref: false });
    await checkRecord(context, domain, `${challenge.token}.${thumbprint}`);
    challenge.status = 'valid';
    challenge.validatedAt = context.now();
    authorization.expires = context.now() + month;
  } catch (error) {
    challenge.status = 'invalid';
    challenge.error = toProblem(error).document;
  }
  context.log.debug({ domain, status: challenge.status, error: challenge.error?.detail }, 'rehearsal CA: validated');
}

async function checkRecord(context: Context, domain: string, keyAuthorization: string): Promise<void> {
  const name = `_acme-challenge.${domain}`;
  const expected = createHash('sha256').update(keyAuthorization).digest('base64url');
  const values = await askTxt(context.resolver, name, context.signal);
  if (values.includes(expected)) return;
  if (values.length === 0) throw new Problem('unauthorized', `No TXT record found at ${name}`);
  const others = values.length > 1 ? ` (and ${values.length - 1} more)` : '';
  throw new Problem('unauthorized', `Incorrect TXT record "${values[0]}"${others} found at ${name}`);
}
