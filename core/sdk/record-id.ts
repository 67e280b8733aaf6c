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
    throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`, {
      hint: 'Take the identifier from the ID column of the list command',
    });
  }
  return { type, name, content: Buffer.from(content, 'base64url').toString() };
}
