import type { RecordService } from '../dns/record-service.js';
import { joinPriority } from '../sdk/index.js';
import { recordLine } from './record-line.js';

type Query = Parameters<RecordService['list']>[0];

/** What a case does with the records of a zone: one of these, or several in this order. */
export interface RecordWork {
  /** By hand, and nothing else. */
  readonly does?: (service: RecordService) => Promise<unknown>;
  /** One record; of a list all of them at once. */
  readonly creates?: string | readonly string[];
  /** The record of this id, or without one that of its name, and what becomes of it. */
  readonly updates?: readonly [id: string | undefined, line: string];
  /** One record, or of a list all at once, by their values. */
  readonly removes?: string | readonly string[];
  /** Gives each as `id name ttl TYPE content`, priorities in front of the content. */
  readonly lists?: Query;
}

/** Gives what the last of it gave. */
export function toWork({ does, ...work }: RecordWork): NonNullable<RecordWork['does']> {
  return (
    does ??
    (async (service) => {
      let given: unknown;
      for (const step of stepsOf(work)) given = await step(service);
      return given;
    })
  );
}

function stepsOf({ creates, updates, removes, lists }: RecordWork): NonNullable<RecordWork['does']>[] {
  const steps: NonNullable<RecordWork['does']>[] = [];
  if (typeof creates === 'string') steps.push((service) => service.create(recordLine(creates)));
  else if (creates !== undefined) steps.push((service) => service.createAll(creates.map(recordLine)));
  if (updates !== undefined) steps.push((service) => service.update(updates[0], recordLine(updates[1])));
  if (removes !== undefined) steps.push((service) => service.removeAll([removes].flat().map(recordLine)));
  if (lists !== undefined) steps.push((service) => list(service, lists));
  return steps.length === 0 ? [findZone] : steps;
}

async function findZone(service: RecordService): Promise<string> {
  return (await service.findZone()).name;
}

async function list(service: RecordService, query: Query): Promise<string[]> {
  const found = await service.list(query);
  return found.map(({ id, name, ttl, type, content, priority }) =>
    [id, name, ttl ?? '-', type, joinPriority({ content, priority })].join(' '),
  );
}
