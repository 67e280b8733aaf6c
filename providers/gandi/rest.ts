import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  type ExplainedFailure,
  type HttpResponse,
  isFailure,
  type OutgoingRequest,
  type Path,
  type ProviderContext,
  path,
  type RecordSet,
  recordSetProvider,
} from '../../core/sdk/index.js';
import { fromValue, toValue } from './value.js';

const Zone = z.object({ fqdn: z.string() }).transform(({ fqdn }) => ({ name: fqdn }));
const Item = z
  .object({ rrset_type: z.string(), rrset_name: z.string(), rrset_ttl: z.number(), rrset_values: z.array(z.string()) })
  .transform(({ rrset_type: type, rrset_name: name, rrset_ttl: ttl, rrset_values: values }) => ({
    type,
    name,
    ttl,
    values: values.map((value) => fromValue(type, value)),
  }));
const Items = z.union([z.array(Item), Item.transform((item) => [item])]);

/** LiveDNS, version 5. https://api.gandi.net/docs/livedns/ */
export function createRestProvider({ options, http }: ProviderContext<{ readonly token: string }>): DnsProvider {
  const api = http.extend({ baseUrl: 'https://api.gandi.net/v5/livedns', sign, renew, explain });
  let scheme: 'Bearer' | 'Apikey' = 'Bearer';

  function sign({ headers }: OutgoingRequest): void {
    headers.authorization = `${scheme} ${options.token}`;
  }

  /** Nothing in a secret says whether it is a personal access token or an API key: what is refused as one is tried as the other. */
  async function renew(): Promise<boolean> {
    scheme = 'Apikey';
    return true;
  }

  function explain({ status }: HttpResponse): ExplainedFailure | undefined {
    if (status !== 401) return undefined;
    scheme = 'Bearer';
    return { hint: 'Check the token; personal access tokens last a year at most' };
  }

  function pathOf(zone: { name: string }, { type, name }: { type?: string; name?: string }): Path {
    const records = path`/domains/${zone.name}/records`;
    if (name === undefined) return records;
    return type === undefined ? path`${records}/${name}` : path`${records}/${name}/${type}`;
  }

  /** The API says 404 where there is no such set. */
  async function orElse<T>(work: Promise<T>, nothing: T): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isFailure(error, 'RECORD_NOT_FOUND')) return nothing;
      throw error;
    }
  }

  return recordSetProvider({
    findZone: (name) => orElse<{ name: string } | undefined>(api.get(path`/domains/${name}`, Zone), undefined),
    listSets: (zone, filter) => orElse<RecordSet[]>(api.get(pathOf(zone, filter), Items), []),

    async writeSet(zone, set, before) {
      const body = { rrset_values: set.values.map((value) => toValue(set.type, value)), rrset_ttl: set.ttl };
      const write = before === undefined ? api.post : api.put;
      await write(pathOf(zone, set), anything, body);
    },

    async deleteSet(zone, set) {
      await api.delete(pathOf(zone, set));
    },
  });
}
