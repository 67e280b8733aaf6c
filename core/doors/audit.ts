import { performance } from 'node:perf_hooks';
import type { PassListener } from '../issuance/pass/events.js';
import { failureFields } from '../logging/failure-fields.js';
import { describeFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { visibleLine } from '../sdk/visible-text.js';

/** What became of a call: one line in the log, one sample in the metrics. */
export interface CallRecord {
  door: string;
  client: string | undefined;
  readonly names: Set<string>;
  readonly method: string;
  path: string;
  readonly address: string;
  /** Why it was refused, for the log. */
  reason: string | undefined;
  /** What nobody foresaw. */
  error: unknown;
}

const mostNames = 20;
const longestText = 260;

/** @returns ends the record, with the status of the answer */
export function openRecord(
  record: CallRecord,
  { log, listen }: { readonly log: Logger; readonly listen: PassListener },
): (status: number) => void {
  const started = performance.now();
  return (status) => {
    const durationMs = Math.round(performance.now() - started);
    const outcome = outcomeOf(status);
    const names = [...record.names].map((name) => visibleLine(name.slice(0, longestText)));
    const fields = {
      event: 'door.call',
      door: record.door,
      client: record.client,
      names: names.slice(0, mostNames),
      ...(names.length > mostNames && { moreNames: names.length - mostNames }),
      method: record.method,
      path: record.path.slice(0, longestText),
      address: record.address,
      status,
      outcome,
      ...(record.reason !== undefined && { reason: visibleLine(record.reason.slice(0, 1000)) }),
      durationMs,
    };
    if (record.error === undefined) log.info(fields, `${record.door}: ${outcome}`);
    else log.error({ ...fields, ...failureFields(record.error) }, `${record.door}: ${describeFailure(record.error)}`);
    listen({ kind: 'door-call', door: record.door, client: record.client ?? '', outcome, durationMs });
  };
}

export type Outcome = 'done' | 'refused' | 'failed';

function outcomeOf(status: number): Outcome {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'done';
}
