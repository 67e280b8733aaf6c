import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  publishing,
  recordItems,
  throughChanges,
  undefinedIf,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ uuid: z.string(), domainname: z.string(), enabled: z.string() })
  .transform(({ uuid: id, domainname: name, enabled }) => ({ id, name, enabled }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ rows: z.array(Zone) });
const Records = z.object({ rows: z.array(z.looseObject({})) });
const Done = z.object({ result: z.enum(['saved', 'deleted']) });
const Started = z.object({ status: z.literal('ok') });
/** What a record says goes into the zone file as it is. */
const { toItem, fromItems } = recordItems({ fields: { id: 'uuid', content: 'value' }, quotes: 'always', dots: true });
/** Its status is 200. */
const Refusal = z
  .object({ result: z.enum(['failed', 'not found']), validations: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ result, validations }) => ({ serviceCode: result, message: Object.values(validations).join(' ') }));

/** https://docs.opnsense.org/development/api/plugins/bind.html */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`https://${options.host}:${options.port}/api/bind`,
    basic: { username: options.key, password: options.token },
    explain: explainRefusals(Refusal, [[/^not found$/, 'RECORD_NOT_FOUND']]),
  });
  const remove = (id: string) => api.post(path`/record/delRecord/${id}`, Done, {}, { repeatable: true });
  const start = () => api.post('/service/reconfigure', Started, {}, { repeatable: true });
  let last: Promise<unknown> = Promise.resolve();
  /** BIND stops, is given all zones and starts: for another zone in between it would run already, and not be given that one. */
  function startAnew(): Promise<unknown> {
    last = last.then(start, start);
    return last;
  }

  return {
    async findZone(name) {
      const { rows } = await api.get('/domain/searchPrimaryDomain', Zones);
      const served = rows.filter(({ enabled }) => enabled === '1');
      return zoneNamed(served, name);
    },

    async listRecords(zone) {
      const { rows } = await api.get('/record/searchRecord', Records, { query: { domain: zone.id } });
      return fromItems(rows, zone);
    },

    ...throughChanges<Zone>(
      (zone, change) =>
        publishing(async () => {
          for (const draft of change.create) {
            const record = { enabled: '1', domain: zone.id, ...toItem({ ...draft, ttl: undefined }, zone) };
            await api.post('/record/addRecord', Done, { record });
          }
          for (const { id } of change.remove) await undefinedIf('RECORD_NOT_FOUND', remove(id));
        }, startAnew),
      { ownIds: true },
    ),
  };
});
