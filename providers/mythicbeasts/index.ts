import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  type Failure,
  type Item,
  inOtherForm,
  noRecord,
  type Path,
  parseRecordId,
  path,
  type RecordKey,
  recordItems,
  signedIn,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Login = z.object({ access_token: z.string() });
const Zones = z.object({ zones: z.array(z.string().transform((name) => ({ name }))) });
const Items = z.object({ records: z.array(z.looseObject({})) });
const { toItem, fromItem } = recordItems({
  fields: { name: 'host', content: 'data' },
  hasIds: false,
  dots: true,
  priority: { MX: 'mx_priority', SRV: 'srv_priority' },
  parts: { SRV: ['srv_weight', 'srv_port', 'data'], CAA: ['caa_flags', 'caa_tag', 'data'] },
});

/** The refusals of a form of a request that leave all as it was. */
const isOtherForm = ({ status = 0 }: Failure) => [400, 404, 405].includes(status);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  async function logIn(): Promise<string> {
    const { username = '', password = '' } = options;
    const { access_token } = await http.post(
      baseAddress(options.authEndpoint),
      Login,
      { grant_type: 'client_credentials' },
      { basic: { username, password }, bodyFormat: 'form', repeatable: true },
    );
    return access_token;
  }

  const session = signedIn(logIn, { given: options.token });
  const api = http.extend({ baseUrl: baseAddress(options.apiEndpoint), ...session });

  /** One value of a host and type: its data in the query narrows both a deletion and a replacement. */
  function valueAt(
    zone: Zone,
    { type, name, content }: RecordKey,
  ): { address: Path; query: { type: string; host: string; data: string } } {
    const { data } = toItem({ type, name, content }, zone);
    const query = { type, host: name, data: String(data) };
    return { address: path`/zones/${zone.name}/records/${name}/${type}`, query };
  }

  /** Data is not all that these consist of, so that a selection by data has others as well: they are to be put back. */
  async function ofSameData(zone: Zone, id: string): Promise<{ isThere: boolean; others: readonly Item[] }> {
    const { type, name: host, content } = parseRecordId(id);
    if (!/^(MX|SRV|CAA)$/.test(type)) return { isThere: true, others: [] };
    const { data } = toItem({ type, name: host, content }, zone);
    const { records } = await api.get(path`/zones/${zone.name}/records`, Items, { query: { type, host } });
    const found = records.map((item) => fromItem(item, zone));
    const others = found.filter((record) => record.id !== id).map((record) => toItem(record, zone));
    return { isThere: found.length > others.length, others: others.filter((item) => item.data === data) };
  }

  return {
    findZone: async (name) => zoneNamed((await api.get('/zones', Zones)).zones, name),

    async listRecords(zone, { type, name, content }) {
      const data = type === 'TXT' ? content : undefined;
      const query = { type, host: name, data };
      const { records } = await api.get(path`/zones/${zone.name}/records`, Items, { query });
      return records.map((item) => fromItem(item, zone));
    },

    /** Records are added to the zone or, as some servers want it, to their own host and type. */
    createRecord(zone, draft) {
      const records = path`/zones/${zone.name}/records`;
      const body = { records: [toItem(draft, zone)] };
      const own = path`${records}/${draft.name}/${draft.type}`;
      return inOtherForm(api.post(records, anything, body), () => api.post(own, anything, body), isOtherForm);
    },

    async updateRecord(zone, id, draft) {
      const { address, query } = valueAt(zone, parseRecordId(id));
      const { isThere, others } = await ofSameData(zone, id);
      if (!isThere) throw noRecord(id);
      await api.put(address, anything, { records: [...others, toItem(draft, zone)] }, { query });
    },

    async deleteRecord(zone, id) {
      const { address, query } = valueAt(zone, parseRecordId(id));
      const { data } = query;
      const { isThere, others } = await ofSameData(zone, id);
      if (!isThere) return;
      if (others.length > 0) return api.put(address, anything, { records: others }, { query });
      await inOtherForm(api.delete(address, { query }), () => api.delete(address, { query: { data } }), isOtherForm);
    },
  };
});
