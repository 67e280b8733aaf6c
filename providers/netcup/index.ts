import { type DnsProvider, defineProvider, Failure, type Zone } from '../../core/sdk/index.js';
import { createCcpProvider } from './ccp.js';
import { withMadeIds } from './made-ids.js';
import type manifest from './manifest.json';
import { createRestProvider } from './rest.js';

/** Keys of the REST API are as long as this, those of the CCP are shorter. */
const restKeyLength = 64;

interface RoutedZone extends Zone {
  /** The provider that keeps the records of the zone, and what it calls the zone. */
  readonly keeper: DnsProvider;
  readonly inner: Zone;
}

/** netcup keeps zones in two places, each with an API of its own; the key tells which one is meant. */
export default defineProvider<typeof manifest>((context): DnsProvider => {
  const { http, options } = context;
  const { apiKey, legacyApiKey, customerId, apiPassword, apiEndpoint } = options;

  function ccp(key: string | undefined): DnsProvider | undefined {
    if (key === undefined || customerId === undefined || apiPassword === undefined) return undefined;
    return createCcpProvider(http, { apiKey: key, customerId, apiPassword, apiEndpoint });
  }

  if (apiKey.length !== restKeyLength) return ccp(apiKey) ?? refuse('this key is one of the CCP');

  const rest = createRestProvider(http, context, apiKey);
  const ofCcp = ccp(legacyApiKey);
  const legacy = ofCcp && withMadeIds(ofCcp);
  const keeping = (zone: Zone) => zone as RoutedZone;

  return {
    hasMadeIds: true,
    async findZone(name) {
      const domain = await rest.findZone(name);
      if (domain?.isDnsManaged) return { name, keeper: rest as DnsProvider, inner: domain };
      if (legacy === undefined) return domain && refuse(`the records of ${name} are kept by the CCP`);
      const inner = await legacy.findZone(name);
      return inner && { name, keeper: legacy, inner };
    },
    listRecords: (zone, filter) => keeping(zone).keeper.listRecords(keeping(zone).inner, filter),
    createRecord: (zone, draft) => keeping(zone).keeper.createRecord(keeping(zone).inner, draft),
    updateRecord: (zone, id, draft) => keeping(zone).keeper.updateRecord(keeping(zone).inner, id, draft),
    deleteRecord: (zone, id) => keeping(zone).keeper.deleteRecord(keeping(zone).inner, id),
    awaitLive: async (zone) => keeping(zone).keeper.awaitLive?.(keeping(zone).inner),
  };
});

function refuse(what: string): never {
  throw new Failure('CONFIG', `${what}, which wants a customer number, a key and a password of its own`, {
    hint: 'Give --auth-customer-id and --auth-api-password, and where the key is one of the REST API --auth-legacy-api-key',
  });
}
