import { z } from 'zod';
import {
  Failure,
  type FailureCode,
  type HttpClient,
  type HttpMethod,
  type Path,
  path,
  poll,
  type Query,
} from '../../core/sdk/index.js';

const Fault = z.object({ message: z.string(), details: z.string().optional(), code: z.number().optional() });
const Job = z.object({
  jobId: z.string(),
  status: z.string(),
  error: Fault.extend({ failedItems: z.object({ faults: z.array(Fault) }).optional() }).optional(),
});

interface JobParts {
  readonly api: HttpClient;
  readonly root: () => Promise<Path>;
  readonly options: { readonly sleepTime: number };
  readonly signal: () => AbortSignal;
  readonly now: () => number;
}

/** A job that takes longer than this is given up, in milliseconds. */
const limitMs = 120_000;

const kinds: readonly (readonly [RegExp, FailureCode])[] = [
  [/duplicate|already exist/i, 'RECORD_EXISTS'],
  [/not found|n't exist|not exist/i, 'RECORD_NOT_FOUND'],
];

/**
 * Writes are jobs: the API takes them and tells later what became of them.
 * https://docs.rackspace.com/docs/cloud-dns/v1/general-api-info/synchronous-and-asynchronous-responses
 */
export function createJobs({ api, root, options, signal, now }: JobParts) {
  return async function runJob(method: HttpMethod, address: Path, body?: object, query?: Query): Promise<void> {
    const answer = await api.send(method, address, { body, ...(query && { query }) });
    const { jobId, ...begun } = readJob(answer.data);
    const status = path`${await root()}/status/${jobId}`;
    const job = hasEnded(begun)
      ? begun
      : await poll({
          read: () => api.get(status, Job, { query: { showDetails: true } }),
          isDone: hasEnded,
          pauseMs: options.sleepTime * 1000,
          limitMs,
          now,
          signal,
        });
    if (job === undefined) throw new Failure('TIMEOUT', `the job ${jobId} of Rackspace takes too long`);
    if (job.status === 'ERROR') throw failureOf(job);
  };
}

function hasEnded({ status }: { readonly status: string }): boolean {
  return status === 'COMPLETED' || status === 'ERROR';
}

function readJob(data: unknown): z.infer<typeof Job> {
  const { data: job, error } = Job.safeParse(data);
  if (job !== undefined) return job;
  throw new Failure('RESPONSE', 'Rackspace took the change, but its answer names no job', {
    cause: error,
    retryable: false,
  });
}

function failureOf({ error }: Pick<z.infer<typeof Job>, 'error'>): Failure {
  const faults = error === undefined ? [] : [error, ...(error.failedItems?.faults ?? [])];
  const words = faults.flatMap(({ message, details }) => [message, details]).filter((word) => word !== undefined);
  const text = [...new Set(words)].join(': ') || 'no reason given';
  const code = kinds.find(([pattern]) => pattern.test(text))?.[1] ?? 'API';
  return new Failure(code, `Rackspace could not do it: ${text}`, { serviceCode: String(error?.code ?? '') });
}
