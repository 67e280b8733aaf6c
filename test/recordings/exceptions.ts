import { readFileSync } from 'node:fs';
import { z } from 'zod';
// Named so that the compiler puts a copy beside the compiled code.
import type exceptions from './exceptions.json';

const Exceptions = z.array(
  z.strictObject({
    provider: z.string(),
    /** `*`: every case of the provider. */
    case: z.string(),
    /** What today's API does otherwise, and where that is documented. */
    reason: z.string().min(20),
  }),
);

let known: readonly (typeof exceptions)[number][] | undefined;

export type RecordedException = z.infer<typeof Exceptions>[number];

/** Cases that today's API has overtaken; an entry whose case passes is stale and makes it fail. */
export function readExceptions(): readonly RecordedException[] {
  known ??= Exceptions.parse(JSON.parse(readFileSync(new URL('./exceptions.json', import.meta.url), 'utf8')));
  return known;
}
