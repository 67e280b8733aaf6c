import { z } from 'zod';

const Status = z.object({ status: z.string(), errcode: z.string().optional(), errtext: z.string().optional() });

/** Answers have status 200: what failed says so in its result, or the whole packet in `system`. */
export function refusalIn(data: unknown): { message: string; serviceCode: string | undefined } | undefined {
  for (const status of statusesIn(data, 0)) {
    const { success, data: found } = Status.safeParse(status);
    if (success && found.status === 'error') {
      return { message: found.errtext ?? 'no reason given', serviceCode: found.errcode };
    }
  }
  return undefined;
}

/** Results stand a few levels down: packet, operator, operation, result, each perhaps a list. */
function statusesIn(data: unknown, depth: number): unknown[] {
  if (typeof data !== 'object' || data === null || depth > 8) return [];
  const own = 'status' in data ? [data] : [];
  return [...own, ...Object.values(data).flatMap((value) => statusesIn(value, depth + 1))];
}
