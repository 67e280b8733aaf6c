import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type FailureCode,
  fullName,
  type HttpResponse,
  isSameName,
  parseRecordId,
  type RecordDraft,
  recordId,
  relativeName,
  unquoteTxt,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({
  record: z.string(),
  type: z.string(),
  value: z.string().default(''),
  zone: z.string().optional(),
});
const Items = z.object({ data: z.array(Item) }).transform(({ data }) => data);
const Answer = z.object({ result: z.string(), data: z.unknown() });

const refusals: readonly (readonly [RegExp, FailureCode])[] = [
  [/^record_already_exists/, 'RECORD_EXISTS'],
  [/^no_such_(record|type|value)$/, 'RECORD_NOT_FOUND'],
  [/^no_such_zone$/, 'ZONE_NOT_FOUND'],
  [/^(invalid|no)_api_key|^api_key_|^this_key_cannot/, 'AUTHENTICATION'],
  [/^slow_down/, 'RATE_LIMITED'],
];

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.dreamhost.com',
    query: { key: options.token, format: 'json' },
    explain: (response) => explain(response, options.retryWaitTime),
  });

  /** The records of all zones of the account. */
  async function listItems(): Promise<z.infer<typeof Item>[]> {
    return api.get('/', Items, { query: { cmd: 'dns-list_records' } });
  }

  /** Changes are made by GET; one that got no answer must not be made twice. */
  async function change(cmd: string, query: Readonly<Record<string, string>>): Promise<void> {
    await api.get('/', anything, { query: { cmd, ...query }, repeatable: false });
  }

  async function listRecords(zone: Zone) {
    const items = (await listItems()).filter((item) => isSameName(item.zone ?? '', zone.name));
    return items.map(({ record, type, value }) => {
      const content = type === 'TXT' ? unquoteTxt(value) : value;
      const key = { type, name: relativeName(record, zone.name), content };
      return { id: recordId(key), ...key };
    });
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    const { type, name, content, priority } = draft;
    const value = priority === undefined ? content : `${priority} ${content}`;
    await change('dns-add_record', { record: fullName(name, zone.name), type, value });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const { type, name, content: value } = parseRecordId(id);
    await change('dns-remove_record', { record: fullName(name, zone.name), type, value });
  }

  return {
    async findZone(name) {
      const isThere = (await listItems()).some(
        ({ zone = '', record }) => isSameName(zone, name) || isSameName(record, name),
      );
      return isThere ? { name } : undefined;
    },

    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords }),
  };
});

/** Refusals come with 200. */
function explain({ ok, data }: HttpResponse, retryAfterMs: number): ExplainedFailure | undefined {
  const answer = Answer.safeParse(data).data;
  if (answer === undefined || answer.result === 'success') return ok ? undefined : {};
  const message = String(answer.data);
  const code = refusals.find(([pattern]) => pattern.test(message))?.[1] ?? 'API';
  return { code, message, serviceCode: message, ...(code === 'RATE_LIMITED' && { retryAfterMs }) };
}
