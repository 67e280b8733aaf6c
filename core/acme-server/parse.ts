import { z } from 'zod';
import { Problem } from './problem.js';

/** Base64url without padding (RFC 7515 section 2). @throws Problem malformed */
export function fromBase64url(text: string, what: string): Buffer {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new Problem('malformed', `${what} is not base64url`);
  return Buffer.from(text, 'base64url');
}

/** @throws Problem malformed */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed', `${what} is not JSON`);
  }
}

/** @throws Problem malformed, which names the first member that is wrong */
export function parseAs<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem('malformed', `${what}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`);
}

/** A JWS in flattened JSON serialization, the only one ACME knows (RFC 8555 section 6.2). */
export const FlatJws = z.strictObject({ protected: z.string(), payload: z.string(), signature: z.string() });
export type FlatJws = z.infer<typeof FlatJws>;
