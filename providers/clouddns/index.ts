import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  fqdn,
  isSameName,
  path,
  publishing,
  type RecordChange,
  recordItems,
  signedIn,
  throughChanges,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.string(), domainName: z.string() })
  .transform(({ id, domainName }) => ({ id, name: domainName.replace(/\.$/, '') }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ items: z.array(Zone).default([]) });
const Items = z.array(z.looseObject({ id: z.string() }));
const Domain = z.object({ lastDomainRecordList: Items.default([]), soaTtl: z.number().nullish() });
const Login = z.object({ auth: z.object({ accessToken: z.string() }) }).transform(({ auth }) => auth.accessToken);
const Refusal = z
  .object({ error: z.object({ code: z.number(), message: z.unknown().optional() }) })
  .transform(({ error }) => ({ message: error.message, serviceCode: error.code }));
/** Each publication gives all records other ids, so that they are told by their values. */
const { fromItem } = recordItems({ fields: { content: 'value' }, quotes: 'read', hasIds: false });

/** https://admin.vshosting.cloud/clouddns/swagger/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { clientId, email, password } = options;
  const open = http.extend({
    baseUrl: 'https://admin.vshosting.cloud',
    explain: explainRefusals(Refusal, [
      [/^4136$/, 'RECORD_EXISTS'],
      [/^(401|402|2001)$/, 'AUTHENTICATION'],
    ]),
  });
  const login = () => open.post('/api/public/auth/login', Login, { email, password }, { repeatable: true });
  const api = open.extend(signedIn(login));
  const read = (zone: Zone) => api.get(path`/clouddns/domain/${zone.id}`, Domain);

  /** Nothing is served before the zone is published, with the TTL that it has. */
  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    await publishing(
      async () => {
        for (const { type, name, content: value } of create)
          await api.post('/clouddns/record-txt', anything, {
            type,
            name: fqdn(name, zone.name),
            value,
            domainId: zone.id,
          });
        const listed = remove.length === 0 ? [] : (await read(zone)).lastDomainRecordList;
        const gone = listed.filter((item) => remove.some(({ id }) => id === fromItem(item, zone).id));
        for (const { id } of gone) await api.delete(path`/clouddns/record/${id}`);
      },
      async () => {
        const { soaTtl } = await read(zone);
        await api.put(path`/clouddns/domain/${zone.id}/publish`, anything, { soaTtl: soaTtl ?? 300 });
      },
    );
  }

  return {
    async findZone(name) {
      const search = [
        { name: 'clientId', operator: 'eq', value: clientId },
        { name: 'domainName', operator: 'eq', value: `${name}.` },
      ];
      const { items } = await api.post('/clouddns/domain/search', Zones, { search }, { repeatable: true });
      return items.find((zone) => isSameName(zone.name, name));
    },
    hasMadeIds: true,
    listRecords: async (zone) => (await read(zone)).lastDomainRecordList.map((item) => fromItem(item, zone)),
    ...throughChanges(changeRecords),
  };
});
