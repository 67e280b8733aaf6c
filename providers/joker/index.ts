import {
  defineProvider,
  Failure,
  isSameName,
  quoteTxt,
  type RecordChange,
  type RecordDraft,
  splitPriority,
  throughChanges,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createSession } from './session.js';
import { parseZone, type ZoneLine } from './zone-text.js';

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { token, username = '', password = '' } = options;
  const run = createSession(http, token === undefined ? { username, password } : { 'api-key': token });

  async function readZone({ name }: Zone): Promise<ZoneLine[]> {
    return parseZone(await run('dns-zone-get', { domain: name }, true));
  }

  /** Reads the zone, lets its lines be changed, and writes it back where they were. */
  async function rewrite(zone: Zone, edit: (lines: readonly ZoneLine[]) => readonly ZoneLine[]): Promise<void> {
    const before = await readZone(zone);
    const after = edit(before);
    if (after.length === before.length && after.every((line, index) => line === before[index])) return;
    const text = after.map((line) => line.text).join('\n');
    await run('dns-zone-put', { domain: zone.name, zone: text }, true);
  }

  function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    const doomed = new Set(remove.map(({ id }) => id));
    return rewrite(zone, (lines) => {
      const kept = lines.filter(({ record }) => record === undefined || !doomed.has(record.id));
      const known = new Set(kept.map(({ record }) => record?.id));
      return [...kept, ...create.map(toLine).filter(({ record }) => !known.has(record?.id))];
    });
  }

  return {
    async findZone(name) {
      const list = await run('query-domain-list', { pattern: name, showstatus: '1' }, true);
      const names = list.split(/\r?\n/).map((line) => line.split(/\s/)[0] ?? '');
      return names.some((other) => isSameName(other, name)) ? { name } : undefined;
    },

    async listRecords(zone) {
      return (await readZone(zone)).flatMap(({ record }) => record ?? []);
    },

    ...throughChanges(changeRecords),

    updateRecord: (zone, id, draft) =>
      rewrite(zone, (lines) => {
        const index = lines.findIndex(({ record }) => record?.id === id);
        if (index < 0) throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`);
        return lines.with(index, toLine(draft));
      }),
  };
});

function toLine(draft: RecordDraft): ZoneLine {
  const { content, priority = 0 } = splitPriority(draft);
  const data = draft.type === 'TXT' ? quoteTxt(content) : content;
  const [line] = parseZone(`${draft.name} ${draft.type} ${priority} ${data} ${draft.ttl}`);
  if (line?.record !== undefined) return line;
  throw new Failure('UNSUPPORTED', `Joker.com cannot hold this ${draft.type} record`);
}
