import {
  defineProvider,
  Failure,
  isSameName,
  quoteTxt,
  type RecordDraft,
  recordList,
  splitPriority,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createSession } from './session.js';
import { parseZone, type ZoneLine } from './zone-text.js';

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { token, username = '', password = '' } = options;
  const run = createSession(http, token === undefined ? { username, password } : { 'api-key': token });

  return {
    async findZone(name) {
      const list = await run('query-domain-list', { pattern: name, showstatus: '1' });
      return list.split('\n').some((line) => isSameName(line.replace(/\s.*/, ''), name)) ? { name } : undefined;
    },

    ...recordList({
      read: async ({ name }: Zone) => ({ items: parseZone(await run('dns-zone-get', { domain: name })) }),
      toItem: toLine,
      fromItem: ({ record }) => record,
      async write({ name }, lines) {
        await run('dns-zone-put', { domain: name, zone: lines.map(({ text }) => text).join('\n') });
      },
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
