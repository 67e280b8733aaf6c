import { z } from 'zod';
import {
  anything,
  defineProvider,
  Failure,
  fromPresentation,
  fullName,
  memo,
  type OutgoingRequest,
  path,
  type RecordDraft,
  readPages,
  relativeName,
  toPresentation,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import { readAccount } from './account.js';
import { readInstance } from './instance.js';
import type manifest from './manifest.json';
import { signRequest } from './sign.js';

const Found = z.object({ name: z.string() });
const Items = z.object({
  items: z.array(
    z.object({ domain: z.string(), recordHash: z.string(), rtype: z.string(), rdata: z.string(), ttl: z.number() }),
  ),
});

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const isMachine = options.type === 'instance_principal';
  const account = memo(() => (isMachine ? readInstance(http, options.region, now()) : readAccount(options)));
  const api = http.extend({
    sign: async (request: OutgoingRequest) => signRequest(request, (await account()).identity, now()),
    // A machine's token ends after some minutes.
    async renew() {
      account.forget();
      return isMachine;
    },
  });

  async function service() {
    const { region } = await account();
    return api.extend({ baseUrl: path`https://dns.${region}.oraclecloud.com/20180115` });
  }

  async function change(zone: Zone, items: readonly object[]): Promise<void> {
    await (await service()).patch(path`/zones/${zone.name}/records`, anything, { items }, { repeatable: true });
  }

  return {
    async findZone(name) {
      return zoneUnless('RECORD_NOT_FOUND', name, (await service()).get(path`/zones/${name}`, Found));
    },

    async listRecords(zone, { type, name }) {
      const dns = await service();
      const all = path`/zones/${zone.name}/records`;
      const address = name === undefined ? all : path`${all}/${fullName(name, zone.name)}`;
      const items = await readPages(async (page?: string) => {
        const { data, headers } = await dns.send('GET', address, { query: { limit: 100, rtype: type, page } });
        const read = Items.safeParse(data);
        if (!read.success) throw new Failure('RESPONSE', 'the list of records cannot be understood');
        return { items: read.data.items, next: headers['opc-next-page'] };
      });
      return items.map(({ domain, recordHash, rtype, rdata, ttl }) => {
        const content = fromPresentation(rtype, rdata);
        return { id: recordHash, type: rtype, name: relativeName(domain, zone.name), content, ttl };
      });
    },

    createRecord: (zone, draft) => change(zone, [addition(draft, zone)]),

    updateRecord: (zone, id, draft) => change(zone, [removal(id), addition(draft, zone)]),

    deleteRecord: (zone, id) => change(zone, [removal(id)]),

    changeRecords: (zone, { create, remove }) =>
      change(zone, [...create.map((draft) => addition(draft, zone)), ...remove.map(({ id }) => removal(id))]),
  };
});

function addition(draft: RecordDraft, zone: Zone): object {
  const { type, name, ttl } = draft;
  return { operation: 'ADD', domain: fullName(name, zone.name), rtype: type, rdata: toPresentation(draft), ttl };
}

/** The hash of a record is its name in changes. */
function removal(recordHash: string): object {
  return { operation: 'REMOVE', recordHash };
}
