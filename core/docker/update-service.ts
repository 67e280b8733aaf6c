import { setTimeout as pause } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { z } from 'zod';
import { Failure } from '../sdk/failure.js';
import { statusOf } from './docker-failure.js';

const Service = z.object({
  ID: z.string(),
  Version: z.object({ Index: z.number() }),
  Spec: z.looseObject({
    TaskTemplate: z.looseObject({ ForceUpdate: z.number().optional() }),
    Mode: z
      .looseObject({
        Replicated: z.object({ Replicas: z.number().optional() }).optional(),
        ReplicatedJob: z.unknown().optional(),
        GlobalJob: z.unknown().optional(),
      })
      .optional(),
  }),
  UpdateStatus: z.object({ State: z.string().optional(), Message: z.string().optional() }).nullish(),
});

const Task = z.object({
  Spec: z.object({ ForceUpdate: z.number().optional() }),
  Status: z.object({ State: z.string() }),
});

type Service = z.infer<typeof Service>;

export interface ConvergencePace {
  /** Between two looks at the service. */
  readonly pollMs: number;
}

/** Looks that must all find no task before a service without tasks counts as converged. */
const emptyLooks = 5;

/** Tries against another writer: an update names the version of the service that it is made from. */
const updateTries = 5;

/**
 * Forces an update, as `docker service update --force` does, and waits until every task runs with it.
 * API: POST /services/{id}/update, GET /services/{id}, GET /tasks
 * @throws Failure DOCKER where there is no such service, the update was rolled back or it is paused
 */
export async function updateService(
  engine: Dockerode,
  name: string,
  { pollMs }: ConvergencePace,
  signal: AbortSignal,
): Promise<void> {
  const forced = await forceUpdate(engine, name, signal);
  let empty = 0;
  for (;;) {
    const service = await readService(engine, name, signal);
    if (isJob(service) || isSettled(service, name)) return;
    // Without anything to replace, the daemon reports no update at all.
    const tasks = service.UpdateStatus?.State === undefined ? await liveTasks(engine, service.ID, signal) : undefined;
    if (tasks !== undefined) {
      empty = tasks.length === 0 ? empty + 1 : 0;
      if (empty >= emptyLooks && (service.Spec.Mode?.Replicated?.Replicas ?? 0) === 0) return;
      if (haveConverged(service, tasks, forced)) return;
    }
    await pause(pollMs, undefined, { signal });
  }
}

async function forceUpdate(engine: Dockerode, name: string, signal: AbortSignal): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const { Version, Spec } = await readService(engine, name, signal);
    const forced = (Spec.TaskTemplate.ForceUpdate ?? 0) + 1;
    const body = { ...Spec, TaskTemplate: { ...Spec.TaskTemplate, ForceUpdate: forced } };
    try {
      const service = engine.getService(name);
      await service.update({ _query: { version: Version.Index }, _body: body, abortSignal: signal });
      return forced;
    } catch (error) {
      const raced = error instanceof Error && /out of sequence/i.test(error.message);
      if (!raced || attempt >= updateTries) throw error;
    }
  }
}

async function readService(engine: Dockerode, name: string, signal: AbortSignal): Promise<Service> {
  const answer: unknown = await engine
    .getService(name)
    .inspect({ abortSignal: signal })
    .catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      const hint = 'Correct the name, or deploy the service';
      throw new Failure('DOCKER', `there is no swarm service "${name}"`, { status: 404, cause: error, hint });
    });
  return understand(Service, answer, name);
}

function understand<T>(schema: z.ZodType<T>, answer: unknown, name: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Failure('DOCKER', `Docker's answer about the service "${name}" cannot be understood`, {
    cause: parsed.error,
  });
}

function isJob({ Spec: { Mode } }: Service): boolean {
  return Mode?.ReplicatedJob !== undefined || Mode?.GlobalJob !== undefined;
}

function isSettled({ UpdateStatus }: Service, name: string): boolean {
  const { State = '', Message = 'the daemon gave no reason' } = UpdateStatus ?? {};
  if (State === 'completed') return true;
  if (State === 'paused' || State.startsWith('rollback_')) {
    const what = State === 'paused' ? 'is paused' : 'was rolled back';
    throw new Failure('DOCKER', `the update of the service "${name}" ${what}: ${Message}`, {
      hint: `See \`docker service ps ${name}\``,
    });
  }
  return false;
}

async function liveTasks(engine: Dockerode, id: string, signal: AbortSignal): Promise<z.infer<typeof Task>[]> {
  const filters = { service: [id], 'desired-state': ['running'] };
  const answer: unknown = await engine.listTasks({ filters, abortSignal: signal });
  return understand(z.array(Task), answer, id);
}

function haveConverged(service: Service, tasks: readonly z.infer<typeof Task>[], forced: number): boolean {
  const wanted = service.Spec.Mode?.Replicated?.Replicas ?? 1;
  const current = tasks.filter((task) => (task.Spec.ForceUpdate ?? 0) >= forced && task.Status.State === 'running');
  return current.length === tasks.length && current.length >= wanted;
}
