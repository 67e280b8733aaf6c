import type { ListedRecord } from '../../dns/record-service.js';
import { renderTable } from '../../terminal/table.js';
import type { Output } from './grammar.js';

/** What a list prints: the columns and the JSON fields that scripts around lexicon expect. Nothing for QUIET. */
export function renderRecords(records: readonly ListedRecord[], output: Output): string | undefined {
  if (output === 'QUIET') return undefined;
  if (output === 'JSON') {
    return JSON.stringify(records.map(({ id, type, name, ttl, content }) => ({ id, type, name, ttl, content })));
  }
  const rows = records.map(({ id, type, name, content, ttl }) => [
    id,
    type,
    name,
    content,
    ttl === undefined ? '' : `${ttl}`,
  ]);
  return (
    renderTable(output === 'TABLE' ? ['ID', 'TYPE', 'NAME', 'CONTENT', 'TTL'] : undefined, rows, true) || undefined
  );
}

/** What create, update and delete print when they have worked. */
export function renderDone(output: Output): string | undefined {
  if (output === 'QUIET') return undefined;
  if (output === 'JSON') return 'true';
  return output === 'TABLE' ? 'RESULT\n------\nTrue' : 'True';
}
