import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  Failure,
  fullName,
  type HttpResponse,
  parseRecordId,
  type RecordDraft,
  recordId,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { readValues } from './name-servers.js';

const suffix = '.duckdns.org';
const fields = { A: 'ip', AAAA: 'ipv6', TXT: 'txt' };

/** A domain has one TXT value, one IPv4 and one IPv6 address, which every name below it shows as well. */
export default defineProvider<typeof manifest>(({ options, http, signal }) => {
  const api = http.extend({
    baseUrl: 'https://www.duckdns.org',
    query: { token: options.token },
    responseFormat: 'text',
    explain,
  });
  /** The TXT values that were set here and not removed since, by domain. */
  const texts = new Map<string, string>();

  async function update(zone: Zone, query: Readonly<Record<string, string | boolean>>): Promise<void> {
    const domains = zone.name.slice(0, -suffix.length);
    await api.get('/update', z.string(), { query: { domains, ...query, verbose: true } });
  }

  async function setValue(zone: Zone, { type, content }: RecordDraft): Promise<void> {
    await update(zone, { [fields[type as keyof typeof fields]]: content });
    if (type === 'TXT') texts.set(zone.name, content);
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await setValue(zone, draft);
  }

  return {
    async findZone(name) {
      return /^[^.]+\.duckdns\.org$/.test(name) ? { name } : undefined;
    },

    async listRecords(zone, { type, name = '@' }) {
      const found = [];
      for (const known of type === undefined ? Object.keys(fields) : [type]) {
        const values = known in fields ? await readValues(fullName(name, zone.name), known, signal()) : [];
        found.push(...values.map((content) => ({ type: known, name, content })));
      }
      return found.map((record) => ({ id: recordId(record), ...record }));
    },

    createRecord,
    updateRecord: (zone, _id, draft) => setValue(zone, draft),

    async deleteRecord(zone, id) {
      const { type, content } = parseRecordId(id);
      if (type !== 'TXT') throw new Failure('UNSUPPORTED', 'Duck DNS clears only both addresses of a domain at once');
      const current = texts.get(zone.name);
      // Another value has taken the place of this one.
      if (current !== undefined && current !== content) return;
      await update(zone, { txt: '', clear: true });
      texts.delete(zone.name);
    },
  };
});

/** `OK` or `KO` is all that the API says of itself. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (!ok) return {};
  if (text.startsWith('OK')) return undefined;
  if (!text.startsWith('KO')) return { code: 'RESPONSE', message: 'neither OK nor KO' };
  return { code: 'AUTHENTICATION', message: 'KO', hint: 'Check the token, and that the domain is in its account' };
}
