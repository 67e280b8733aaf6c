import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  isFailure,
  path,
  recordItems,
  restRecords,
  signedIn,
  undefinedIf,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Login = z.object({ token: z.string() }).transform(({ token }) => token);
const ServiceZone = z
  .object({ domain_id: z.coerce.string(), name: z.string(), service_id: z.coerce.string() })
  .transform(({ domain_id, name, service_id }) => ({ name, path: path`/service/${service_id}/dns/${domain_id}` }));
type ServiceZone = z.infer<typeof ServiceZone>;
const Zones = z.object({ zones: z.array(ServiceZone) }).transform(({ zones }) => zones);
/** SOA comes in parts. */
const Item = z
  .looseObject({ content: z.union([z.string(), z.array(z.string())]) })
  .transform(({ content, ...item }) => ({ ...item, content: [content].flat().join(' ') }));
/** A list, or the same with the positions as names. */
const Items = z
  .object({ records: z.union([z.array(Item), z.record(z.string(), Item)]) })
  .transform(({ records }) => Object.values(records));
const Refusal = z.object({ error: z.union([z.string(), z.array(z.unknown())]) });
const { toItem, fromItems } = recordItems({
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

export default defineProvider<typeof manifest, ServiceZone>(({ options, http }) => {
  const baseUrl = baseAddress('https://dns.services/api');
  const { username = '', password = '' } = options;
  function logIn(): Promise<string> {
    const request = { bodyFormat: 'form', repeatable: true, explain } as const;
    return http.post(path`${baseUrl}/login`, Login, { username, password }, request);
  }

  /** Name and password with each request are taken as well: what is left where there is no login, or none for this account. */
  async function credential(): Promise<string> {
    try {
      const token = await logIn();
      http.hide(token);
      return `Bearer ${token}`;
    } catch (refusal) {
      if (!isFailure(refusal, 'AUTHENTICATION', 'RECORD_NOT_FOUND')) throw refusal;
      const basic = { username, password };
      const isTaken = await undefinedIf('AUTHENTICATION', http.get(path`${baseUrl}/dns`, Zones, { basic, explain }));
      if (isTaken === undefined) throw refusal;
      return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }
  }

  const api = http.extend({ baseUrl, explain, ...signedIn(credential, { scheme: '' }) });

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns', Zones), name),

    listRecords: async (zone) => fromItems(await api.get(zone.path, Items), zone),

    ...restRecords<ServiceZone>({ api, path: (zone) => path`${zone.path}/records`, toItem }),
  };
});

/** Refusals may come with 200. */
function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return ok ? undefined : {};
  const message = [refusal.error].flat(2).filter(Boolean).join(': ');
  if (message === '' && ok) return undefined;
  const isRefused = status === 401 || /token|login|password|unauthori[sz]ed|credential/i.test(message);
  return { message, ...(isRefused ? { code: 'AUTHENTICATION' } : ok && { code: 'API' }) };
}
