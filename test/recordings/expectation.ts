import type { ListedRecord } from '../../core/dns/record-service.js';
import { differencesOf } from '../../core/testing/compare-data.js';
import type { RecordedStep } from './recording.js';

/** What a step came to. */
export interface Outcome {
  /** The failure's words; undefined: it worked. */
  readonly error?: string;
  readonly records?: readonly Partial<ListedRecord>[];
}

/** What is not as the recording says it was. */
export function checkExpectation({ op, args, expect, asserted }: RecordedStep, outcome: Outcome): string[] {
  const what = `${op} ${[args.type, args.name, args.content].filter((part) => part !== undefined).join(' ')}`.trim();
  if (asserted === false) return [];
  if (expect === 'error') return outcome.error === undefined ? [`${what} should have failed`] : [];
  if (outcome.error !== undefined) return [`${what} failed: ${outcome.error}`];
  if (expect === true || 'any' in expect) return [];
  const records = outcome.records ?? [];
  const count =
    records.length === expect.count
      ? []
      : [`${what}: ${expect.count} records expected, ${records.length} listed: ${JSON.stringify(records)}`];
  const wrong = expect.records.flatMap((wanted, index) => {
    const shown = Object.fromEntries(
      Object.keys(wanted).map((field) => [field, Reflect.get(records[index] ?? {}, field)]),
    );
    return differencesOf(wanted, shown, `record ${index}`).map(
      (difference) => `${what}: ${difference.replace(': recorded ', ': expected ').replace(', sent ', ', listed ')}`,
    );
  });
  return [...count, ...wrong];
}
