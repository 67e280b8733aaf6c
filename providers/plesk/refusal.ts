import { z } from 'zod';

const Failed = z
  .object({ status: z.literal('error'), errcode: z.string().optional(), errtext: z.string().optional() })
  .transform(({ errcode, errtext }) => ({ message: errtext, serviceCode: errcode }));

/**
 * Answers have status 200: what failed says so in its result, some levels down (packet, operator, operation, result, each
 * perhaps a list), or of the whole packet in `system`.
 */
export function refusalIn(data: unknown): z.infer<typeof Failed> | undefined {
  if (typeof data !== 'object') return undefined;
  const inside = () => Object.values({ ...data }).map(refusalIn);
  return Failed.safeParse(data).data ?? inside().find((found) => found !== undefined);
}
