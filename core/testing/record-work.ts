import type { RecordService } from '../dns/record-service.js';
import { joinPriority } from '../sdk/index.js';
import { recordLine } from './record-line.js';

type Query = Parameters<RecordService['list']>[0];

/** What a case does with the records of a zone, in one of these ways. */
export interface RecordWork {
  readonly does?: (service: RecordService) => Promise<unknown>;
  /** One record; of a list all of them at once. */
  readonly creates?: string | readonly string[];
  /** As above, by their values. */
  readonly removes?: string | readonly string[];
  /** The record of this id, or without one that of its name, and what becomes of it. */
  readonly updates?: readonly [id: string | undefined, line: string];
  /** Gives each as `id name ttl TYPE content`, priorities in front of the content. */
  readonly lists?: Query;
}

export function toWork({ does, creates, removes, updates, lists }: RecordWork): NonNullable<RecordWork['does']> {
  if (does !== undefined) return does;
  if (typeof creates === 'string') return (service) => service.create(recordLine(creates));
  if (creates !== undefined) return (service) => service.createAll(creates.map(recordLine));
  if (removes !== undefined) return (service) => service.removeAll([removes].flat().map(recordLine));
  if (updates !== undefined) return (service) => service.update(updates[0], recordLine(updates[1]));
  return lists === undefined ? findZone : (service) => list(service, lists);
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
