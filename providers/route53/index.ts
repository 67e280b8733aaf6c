import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  noRecord,
  parseRecordId,
  path,
  poll,
  type RecordChange,
  recordId,
  setEdits,
  throughChanges,
  undefinedIf,
} from '../../core/sdk/index.js';
import { signed } from '../families/aws/signed.js';
import { changeOf } from './change.js';
import { explain } from './explain.js';
import type { HostedZone } from './hosted-zone.js';
import type manifest from './manifest.json';
import { findSets, listSets, type SetChange, writeSets } from './record-sets.js';
import { fromValue, toValue } from './values.js';
import { findHostedZone } from './zones.js';

const Progress = z
  .object({ GetChangeResponse: z.object({ ChangeInfo: z.object({ Status: z.string() }) }) })
  .transform(({ GetChangeResponse: { ChangeInfo } }) => ChangeInfo.Status);

/** Elements that are lists even where one stands there. */
const xmlLists = ['HostedZone', 'ResourceRecordSet', 'ResourceRecord'];

/** Between two looks at a change; it takes about 30 s until all servers have it. */
const progressPauseMs = 4000;

/** A change that takes longer than this is not waited for: the caller looks at the name servers anyway. */
const longestProgressMs = 5 * 60_000;

export default defineProvider<typeof manifest, HostedZone>(({ options, http, log, now, signal }) => {
  const api = http.extend({
    baseUrl: path`${baseAddress(options.apiUrl)}/2013-04-01`,
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists,
    ...signed({ options, http, now }, { service: 'route53', explain }),
  });

  /** Changes that Route 53 has accepted and that nobody has waited for, by zone. */
  const pending = new Map<string, Set<string>>();

  async function write(zone: HostedZone, changes: readonly SetChange[]): Promise<void> {
    if (changes.length === 0) return;
    const ids = pending.get(zone.id) ?? new Set();
    pending.set(zone.id, ids.add(await writeSets(api, zone, changes)));
  }

  async function changeRecords(zone: HostedZone, change: RecordChange): Promise<void> {
    const edits = setEdits(change);
    const stored = await findSets(api, zone, edits);
    const changes = edits.map((edit, index) => changeOf(edit, stored[index]));
    await write(
      zone,
      changes.filter((made) => made !== undefined),
    );
  }

  return {
    findZone: (name) => findHostedZone(api, name, options),

    async listRecords(zone, filter) {
      const sets = await listSets(api, zone, filter);
      return sets.flatMap(({ type, name, ttl, values }) =>
        values.map((value) => {
          const content = fromValue(type, value);
          return { id: recordId({ type, name, content }), type, name, content, ttl };
        }),
      );
    },

    ...throughChanges(changeRecords),

    async updateRecord(zone, id, draft) {
      const { type, name, content } = parseRecordId(id);
      const [set] = await findSets(api, zone, [{ type, name }]);
      if (set === undefined || !set.values.some((value) => fromValue(type, value) === content)) {
        throw noRecord(id);
      }
      if (draft.type !== type) {
        return changeRecords(zone, { create: [draft], remove: [{ id, type, name, content }] });
      }
      if (draft.name !== name) log.warn({ name }, 'an update by identifier leaves the name of the record as it is');
      const values = set.values.map((value) =>
        fromValue(type, value) === content ? toValue({ ...draft, type }) : value,
      );
      await write(zone, [{ action: 'UPSERT', set: { type, name, ttl: draft.ttl, values: [...new Set(values)] } }]);
    },

    async awaitLive(zone) {
      if (!options.waitInSync) return;
      const deadline = now() + longestProgressMs;
      const ids = pending.get(zone.id) ?? new Set();
      for (const id of ids) {
        const progress = poll({
          read: () => api.get(path`/change/${id}`, Progress),
          isDone: (status) => status === 'INSYNC',
          pauseMs: progressPauseMs,
          limitMs: deadline - now(),
          now,
          signal,
        });
        // The right to ask (route53:GetChange) is not needed for anything else, and the name servers are asked anyway.
        await undefinedIf('AUTHENTICATION', progress);
        ids.delete(id);
      }
    },
  };
});
