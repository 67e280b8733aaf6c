import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  type DnsProvider,
  type HttpClient,
  type OutgoingRequest,
  type ProviderContext,
  path,
  readNumberedPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../../core/sdk/index.js';

const Service = z.object({ id: z.number(), name: z.string(), serviceName: z.string() });
type Service = z.infer<typeof Service>;
const Services = z.object({ items: z.array(Service) });
const Page = z.object({
  data: z.array(z.looseObject({ type: z.string().optional() })),
  totalPages: z.number().optional(),
});
const { toItem, fromItem } = recordItems({
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { SRV: ['weight', 'port', 'content'], CAA: ['flags', 'tag', 'content'] },
});

const rowsPerPage = 100;

export interface Active24Account {
  readonly http: HttpClient;
  readonly now: ProviderContext<unknown>['now'];
  readonly host: string;
  readonly apiKey: string;
  readonly secret: string;
}

/** The API of Loopia Group's brands: version 1 tells the services of an account, version 2 the records of one. */
export function active24Provider({ http, now, host, apiKey, secret }: Active24Account): DnsProvider<Service> {
  /** The signature is the password: HMAC-SHA1 of method, path and time. */
  function sign({ method, url, headers }: OutgoingRequest): void {
    const seconds = Math.floor(now() / 1000);
    const signature = createHmac('sha1', secret).update(`${method} ${url.pathname} ${seconds}`).digest('hex');
    const basic = Buffer.from(`${apiKey}:${signature}`).toString('base64');
    http.hide(basic);
    headers.authorization = `Basic ${basic}`;
    headers.date = new Date(seconds * 1000).toISOString().replace('.000', '');
  }

  const api = http.extend({ baseUrl: path`https://rest.${host}`, headers: { 'accept-language': 'en_us' }, sign });
  const recordsOf = ({ id }: Service) => path`/v2/service/${id}/dns/record`;

  return {
    async findZone(name) {
      const { items } = await api.get('/v1/user/self/service', Services);
      return zoneNamed(items, name, { isServed: ({ serviceName }) => serviceName === 'domain' });
    },

    async listRecords(zone) {
      const records = await readNumberedPages(async (page: number = 1) => {
        const { data, totalPages } = await api.get(recordsOf(zone), Page, { query: { page, rowsPerPage } });
        return { items: data, pages: totalPages };
      });
      return records.filter(({ type }) => type !== undefined).map((item) => fromItem(item, zone));
    },

    ...restRecords<Service>({
      api,
      path: recordsOf,
      toItem(draft, zone) {
        const { name, ...item } = toItem(draft, zone);
        return { ...item, name: name === '@' ? '' : name };
      },
    }),
  };
}
