import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  Failure,
  fullName,
  hostOrEmpty,
  path,
  type RecordDraft,
  readPages,
  recordItems,
  type Zone as SdkZone,
  signedIn,
} from '../../core/sdk/index.js';
import { deployed } from '../families/bluecat/index.js';
import type manifest from './manifest.json';

interface Zone extends SdkZone {
  readonly id: number;
}
/** What there is not has the id 0. */
const Entity = z.object({ id: z.number(), name: z.string().nullish(), properties: z.string().nullish() });
const { fromItem } = recordItems({ fields: { name: 'absoluteName', content: 'txt' } });
const count = 1000;

/** https://docs.bluecatnetworks.com/r/Address-Manager-Legacy-v1-API-Guide/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { username, password, configName, dnsView, skipDeploy } = options;
  const root = http.extend({ baseUrl: path`${baseAddress(options.serverUrl)}/Services/REST/v1` });
  async function logIn(): Promise<string> {
    const words = await root.get('/login', z.string(), { query: { username, password } });
    const [, token] = /BAMAuthToken: (\S+)/.exec(words) ?? [];
    if (token === undefined) throw new Failure('AUTHENTICATION', `there is no session: ${words}`);
    return token;
  }
  const api = root.extend(signedIn(logIn, { scheme: 'BAMAuthToken:' }));

  async function idOf(parentId: number, name: string, type: string): Promise<number> {
    return (await api.get('/getEntityByName', Entity, { query: { parentId, name, type } })).id;
  }
  async function view(): Promise<number> {
    const configuration = await idOf(0, configName, 'Configuration');
    const id = configuration && (await idOf(configuration, dnsView, 'View'));
    if (id !== 0) return id;
    const missing = configuration === 0 ? `configuration ${configName}` : `view ${dnsView}`;
    throw new Failure('CONFIG', `the Address Manager has no ${missing}, or does not show it to the user`);
  }

  const entityOf = (id: number | string) => api.get('/getEntityById', Entity, { query: { id } });

  /** In which words the API says that a record is gone is not known. */
  async function remove(objectId: string): Promise<void> {
    try {
      await api.delete('/delete', { query: { objectId } });
    } catch (error) {
      if ((await entityOf(objectId)).id !== 0) throw error;
    }
  }

  return {
    async findZone(name) {
      let id = await view();
      for (const label of name.split('.').reverse()) {
        id = await idOf(id, label, 'Zone');
        if (id === 0) return undefined;
      }
      return { name, id };
    },

    async listRecords(zone, { name }) {
      const one = name === undefined || name === '@' ? undefined : name;
      const service = one === undefined ? '/getEntities' : '/getEntitiesByName';
      const found = await readPages(async (start: number = 0) => {
        const query = { parentId: zone.id, name: one, type: 'TXTRecord', start, count };
        const items = await api.get(service, z.array(Entity), { query });
        return { items, next: items.length < count ? undefined : start + count };
      });
      const records = [];
      for (const entity of found) {
        // Lists may leave properties out.
        const { id, properties } = entity.properties ? entity : await entityOf(entity.id);
        if (properties) records.push(fromItem({ id, type: 'TXT', ...fromProperties(properties) }, zone));
      }
      return records;
    },

    ...deployed<Zone>({
      add: (zone, draft) =>
        api.post('/addEntity', z.number().positive(), toEntity(draft, zone), { query: { parentId: zone.id } }),
      remove,
      deploy: ({ id: entityId }) =>
        api.post('/quickDeploy', anything, undefined, { query: { entityId }, repeatable: true }),
      skipDeploy,
    }),
  };
});

function toEntity({ name, ttl, content }: RecordDraft, zone: Zone) {
  const properties = `ttl=${ttl}|absoluteName=${fullName(name, zone.name)}|txt=${content.replaceAll('|', '\\|')}|`;
  return { name: hostOrEmpty(name), type: 'TXTRecord', properties };
}

/** `a=1|b=x\|y|`; an equals sign in a value is a part of it. */
function fromProperties(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([^=|]+)=((?:\\\||[^|])*)(?:\||$)/g)];
  return Object.fromEntries(pairs.map(([, field, value]) => [field, String(value).replaceAll('\\|', '|')]));
}
