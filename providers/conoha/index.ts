import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainStatus,
  inOtherForm,
  path,
  recordItems,
  restRecords,
  signedIn,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import { logIn } from './login.js';
import type manifest from './manifest.json';

/** Version 3 of the service says `uuid` where version 2 says `id`. */
const Identified = z.object({ id: z.string().optional(), uuid: z.string().optional() });
const idOf = ({ id, uuid }: z.infer<typeof Identified>) => id ?? uuid ?? '';
const Domain = Identified.extend({ name: z.string() }).transform((domain) => ({ id: idOf(domain), name: domain.name }));
const Domains = z.object({ domains: z.array(Domain) }).transform(({ domains }) => domains);
const Item = z.looseObject(Identified.shape).transform((item) => ({ ...item, id: idOf(item) }));
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);

const { toItem, fromItems } = recordItems({
  fields: { content: 'data' },
  names: 'fqdn',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
  dots: true,
});
/** The service is made from OpenStack Designate. */
const explain = explainStatus({ 409: 'RECORD_EXISTS' });

interface ConohaZone extends Zone {
  readonly id: string;
}

export default defineProvider<typeof manifest, ConohaZone>(({ options: given, http }) => {
  const [, region = given.region] = /\bidentity\.([^./]+)\.conoha\./.exec(given.identityService ?? '') ?? [];
  const options = { ...given, region };
  const api = http.extend({
    baseUrl: path`https://dns-service.${options.region}.conoha.io/v1`,
    explain,
    ...signedIn(() => logIn(http, options), { header: 'x-auth-token', given: options.token }),
  });

  const records = restRecords<ConohaZone>({
    api,
    path: (zone) => path`/domains/${zone.id}/records`,
    toItem: (draft, zone) => ({ priority: null, ...toItem(draft, zone) }),
  });

  return {
    async findZone(name) {
      const domains = await api.get('/domains', Domains, { query: { name: `${name}.` } });
      const domain = zoneNamed(domains, name);
      return domain && { id: domain.id, name };
    },

    listRecords: async (zone) => fromItems(await api.get(path`/domains/${zone.id}/records`, Items), zone),

    ...records,

    /** A priority of null is what the API was always sent; where it is refused, the record goes without. */
    createRecord: (zone, draft) =>
      inOtherForm(
        records.createRecord(zone, draft),
        () => api.post(path`/domains/${zone.id}/records`, anything, toItem(draft, zone)),
        ({ status }) => status === 400,
      ),
  };
});
