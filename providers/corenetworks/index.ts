import { z } from 'zod';
import {
  anything,
  defineProvider,
  path,
  publishing,
  type RecordChange,
  recordItems,
  signedIn,
  throughSteps,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.array(z.object({ name: z.string() }));
const Item = z.looseObject({ name: z.string(), type: z.string(), data: z.string() });
const Items = z.array(Item);
const Login = z.object({ token: z.string() }).transform(({ token }) => token);
/** A text that a zone file takes without quotes, as the programs of others write theirs. */
const isWord = /^[\w=.+/-]{1,255}$/;
const { toItem, fromItem, fromItems } = recordItems({
  fields: { content: 'data' },
  hasIds: false,
  quotes: (text) => !isWord.test(text),
  dots: true,
});

/** https://beta.api.core-networks.de/doc/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const open = http.extend({ baseUrl: 'https://beta.api.core-networks.de' });
  const login = { login: options.username, password: options.password };
  const api = open.extend(signedIn(() => open.post('/auth/token', Login, login, { repeatable: true })));
  const listItems = (zone: Zone) => api.get(path`/dnszones/${zone.name}/records/`, Items);

  /** Nothing is published before the commit. */
  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    await publishing(
      async () => {
        for (const draft of create)
          await api.post(path`/dnszones/${zone.name}/records/`, anything, toItem(draft, zone));
        const listed = remove.length === 0 ? [] : await listItems(zone);
        const gone = listed.filter((item) => remove.some(({ id }) => id === fromItem(item, zone).id));
        for (const { name, type, data } of gone) {
          const body = { name, type, data };
          await api.post(path`/dnszones/${zone.name}/records/delete`, anything, body, { repeatable: true });
        }
      },
      () => api.post(path`/dnszones/${zone.name}/records/commit`, anything, undefined, { repeatable: true }),
    );
  }

  return {
    findZone: async (name) => zoneNamed(await api.get('/dnszones/', Zones), name),
    listRecords: async (zone) => fromItems(await listItems(zone), zone),
    ...throughSteps(changeRecords),
  };
});
