import type { z } from 'zod';
import { DoorRefusal } from '../door.js';

/** @throws DoorRefusal 400 that names the first field that is wrong */
export function parseBody<T>(body: Buffer, schema: z.ZodType<T>, message?: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new DoorRefusal(400, message ?? 'the body is no JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DoorRefusal(400, message ?? `the body is wrong at \`${issue?.path.join('.') ?? ''}\``);
}
