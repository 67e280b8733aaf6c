import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  explainWords,
  type HttpClient,
  path,
  type RecordDraft,
  recordItems,
  signedIn,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../../core/sdk/index.js';

interface Credentials {
  readonly apiKey?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
}

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { content: 'data' },
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

/** Where clients of all brands get their tokens. */
const tokens = 'https://apiauth.dk.team.blue/auth/realms/Curanet/protocol/openid-connect/token';

/** The DNS of Curanet, under the names of its brands. https://api.curanet.dk/dns/swagger/index.html */
export function curanetProvider(http: HttpClient, baseUrl: string, credentials: Credentials): DnsProvider {
  const { apiKey, clientId, clientSecret } = credentials;

  function logIn(): Promise<string> {
    const client = { client_id: clientId, client_secret: clientSecret };
    const body = { grant_type: 'client_credentials', ...client, scope: 'dns' };
    return http.post(tokens, Token, body, { bodyFormat: 'form', repeatable: true });
  }

  const api = http.extend({
    baseUrl,
    ...signedIn(logIn, { given: apiKey }),
    explain: explainWords([[/entity not found/i, 'RECORD_NOT_FOUND']]),
  });
  const recordsOf = (zone: Zone) => path`/Domains/${zone.name}/Records`;

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post(recordsOf(zone), anything, toItem(draft, zone));
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(path`${recordsOf(zone)}/${id}`);
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(recordsOf({ name }), Items)),

    // Not by name: the older version of the API has full names, and what this one compares is not told.
    listRecords: async (zone, { type }) => fromItems(await api.get(recordsOf(zone), Items, { query: { type } }), zone),

    ...withoutUpdates({ createRecord, deleteRecord }),
  };
}
