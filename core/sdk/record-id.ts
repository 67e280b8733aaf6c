import { Failure } from './failure.js';

/** What makes a record where an API has no ids. */
export interface RecordKey {
  readonly type: string;
  /** Relative to the zone. */
  readonly name: string;
  readonly content: string;
}

/** A stable id made from type, name and content, which `update` and `delete --identifier` accept. */
export function recordId(record: RecordKey): string {
  return [record.type, record.name, Buffer.from(record.content).toString('base64url')].join('/');
}

/**
 * The reverse of {@link recordId}.
 * @throws Failure RECORD_NOT_FOUND where the id is none of ours
 */
export function parseRecordId(id: string): RecordKey {
  const [type, name, content, ...rest] = id.split('/');
  if (!type || !name || content === undefined || rest.length > 0) {
    throw noRecord(id);
  }
  return { type, name, content: Buffer.from(content, 'base64url').toString() };
}

/** What to throw where no record has this id: a Failure RECORD_NOT_FOUND, with where to find ids. */
export function noRecord(id: string): Failure {
  return new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`, {
    hint: 'Take the identifier from the ID column of the list command',
  });
}

/** The one of these that has the id. @throws Failure RECORD_NOT_FOUND where none has */
export function withId<R extends { readonly id: string }>(records: readonly R[], id: string): R {
  const found = records.find((record) => record.id === id);
  if (found === undefined) throw noRecord(id);
  return found;
}
