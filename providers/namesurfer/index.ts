import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainRefusals,
  hmacChain,
  hostOrEmpty,
  path,
  relativeName,
  unquoteTxt,
  zoneNamed,
} from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const Zones = z.array(z.object({ name: z.string(), view: z.string().default('') }));
const Node = z.object({ name: z.string(), type: z.string(), data: z.string(), ttl: z.number() });
const Nodes = z.array(Node);
const Done = z.literal(true);
const Refused = z
  .object({ error: z.object({ code: z.union([z.string(), z.number()]), string: z.string().optional() }) })
  .transform(({ error: { code, string } }) => ({ serviceCode: code, message: string }));
const Undone = z.object({ result: z.literal(false) }).transform(() => ({ message: 'it was not done' }));
/** In place of a record: it goes. */
const none = { name: '', type: '', data: '', ttl: 0 };

/** JSON-RPC 1.0. http://95.128.3.201:8053/API/NSService_10 */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { apiKey, apiSecret, view } = options;
  const api = http.extend({
    baseUrl: path`${baseAddress(options.baseUrl)}/jsonrpc10`,
    explain: explainRefusals(z.union([Refused, Undone]), [[/Keyfailure/i, 'AUTHENTICATION']], 'API'),
  });

  /** @param signed what the digest is made of, besides the key */
  function call<T>(method: string, result: z.ZodType<T>, signed: readonly unknown[], ...more: readonly unknown[]) {
    const answer = z.object({ result }).transform((data) => data.result as T);
    const digest = hmacChain(apiSecret, [apiKey, ...signed, apiSecret].join('&')).toString('hex');
    http.hide(digest);
    // Once or twice, a record is gone.
    return api.post(
      '',
      answer,
      { id: 1, method, params: [apiKey, digest, ...more] },
      { repeatable: method !== 'addDNSRecord' },
    );
  }

  return byValue(
    async (action, { fqdn, zone, name, content, ttl }) => {
      if (action === 'add') {
        const record = { name: hostOrEmpty(name), type: 'TXT', data: content, ttl };
        await call('addDNSRecord', Done, [zone, view, record.name, 'TXT', ttl, content], zone, view, record);
        return;
      }
      const found = await call('searchDNSHosts', Nodes, [fqdn], fqdn);
      const same = found.filter(({ type, data }) => type === 'TXT' && unquoteTxt(data) === content);
      const exact = same.filter((node) => relativeName(node.name, zone) === name);
      for (const node of exact.length > 0 ? exact : same)
        await call('updateDNSHost', Done, [zone, view], zone, view, node, none);
    },

    async (name) => {
      const zones = await call('listZones', Zones, [], 'forward');
      const viewed = zones.filter((zone) => view === '' || zone.view === view);
      return zoneNamed(viewed, name, { option: 'view' });
    },
  );
});
