import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  path,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.object({ success: z.literal(true), result: z.array(z.object({ name: z.string() })) });
const Records = z.object({ success: z.literal(true), result: z.array(z.looseObject({})) });
const { toItem, fromItems } = recordItems({ names: 'full', quotes: 'read' });

/** Writes are not known to say that they were done, but by showing what there is now. */
function explain({ ok, data, text }: HttpResponse): ExplainedFailure | undefined {
  if (/same record already exists/i.test(text)) return { code: 'RECORD_EXISTS' };
  const isTaken = z.object({ success: z.literal(true).optional() }).safeParse(data).success;
  return ok && !isTaken ? { code: 'API' } : undefined;
}

export default defineProvider<typeof manifest>(({ options, http }) => {
  const headers = { 'x-auth-email': options.apiEmail, 'x-auth-key': options.apiKey };
  const api = http.extend({ baseUrl: 'https://api.quic.cloud/v2', headers, explain });
  const at = ({ name }: Zone) => path`/zones/${name}/records`;

  return {
    findZone: async (name) => zoneNamed((await api.get('/zones', Zones)).result, name),

    listRecords: async (zone) => fromItems((await api.get(at(zone), Records)).result, zone),

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => api.post(at(zone), anything, toItem(draft, zone)),
      deleteRecord: (zone, id) => api.delete(path`${at(zone)}/${id}`),
    }),
  };
});
