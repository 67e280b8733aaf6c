import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Option = z.union([z.string(), z.number(), z.boolean(), z.object({ file: z.string() })]);

const StepArguments = z.object({
  type: z.string().optional(),
  name: z.string().optional(),
  content: z.string().optional(),
  domain: z.string().optional(),
  identifier: z.object({ fromStep: z.number() }).optional(),
});

const ListedRecords = z.object({
  count: z.number(),
  records: z.array(z.record(z.string(), z.unknown())),
});

const Step = z.object({
  op: z.enum(['authenticate', 'create', 'list', 'update', 'delete']),
  args: StepArguments,
  expect: z.union([z.literal(true), z.literal('error'), ListedRecords, z.object({ any: z.literal(true) })]),
  asserted: z.boolean().optional(),
  options: z.record(z.string(), Option).optional(),
});

const Headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const Interaction = z.object({
  step: z.number().optional(),
  effect: z.enum(['read', 'write']),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: Headers,
    body: z.string().nullable(),
    bodyNow: z.string().nullable().optional(),
    bodyEncoding: z.literal('base64').optional(),
  }),
  response: z.object({
    status: z.number(),
    headers: Headers,
    body: z.string().nullable(),
    bodyEncoding: z.literal('base64').optional(),
  }),
});

const Recording = z.object({
  provider: z.string(),
  case: z.string(),
  domain: z.string(),
  options: z.record(z.string(), Option),
  replayable: z.boolean().optional(),
  reason: z.string().optional(),
  reauth: z.literal('recorded').optional(),
  filtered: z.object({ headers: z.array(z.string()), query: z.array(z.string()), body: z.array(z.string()) }),
  steps: z.array(Step),
  interactions: z.array(Interaction),
});

/** One recorded case: a small job and the conversation it led to. The README beside the recordings explains the fields. */
export type Recording = z.infer<typeof Recording>;
export type RecordedStep = z.infer<typeof Step>;
export type Interaction = z.infer<typeof Interaction>;
export type RecordedOption = z.infer<typeof Option>;

/** Names of the case files of one provider's folder, in order. */
export function listCases(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

export function readRecording(folder: string, name: string): Recording {
  const file = join(folder, `${name}.json`);
  const parsed = Recording.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is no recording: ${z.prettifyError(parsed.error)}`);
}

/** The provider of a folder stands in its files: the folder's name may add a variant (`gandi-rest`). */
export function providerOf(folder: string): string | undefined {
  const [first] = listCases(folder);
  return first === undefined ? undefined : readRecording(folder, first).provider;
}
