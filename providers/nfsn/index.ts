import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  parseRecordId,
  path,
  type RecordDraft,
  type RecordFilter,
  type RecordKey,
  recordItems,
  type Schema,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { authentication, newSalt } from './sign.js';

const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { content: 'data' },
  hasIds: false,
  apex: '',
  priority: { MX: 'aux', SRV: 'aux' },
});
const explain = explainWords([
  [/already exists|duplicate/i, 'RECORD_EXISTS'],
  [/object instance does not exist|not found/i, 'RECORD_NOT_FOUND'],
  [/authentication|signature|api key/i, 'AUTHENTICATION'],
]);

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const api = http.extend({
    baseUrl: 'https://api.nearlyfreespeech.net',
    bodyFormat: 'form',
    explain,
    sign({ url, headers, body = '' }) {
      const signing = { timestamp: Math.floor(now() / 1000), salt: newSalt(), path: url.pathname, body };
      headers['x-nfsn-authentication'] = authentication({ login: options.username, key: options.token, ...signing });
    },
  });

  function call<T>(zone: Zone, method: string, schema: Schema<T>, fields?: object, repeatable = false): Promise<T> {
    return api.post(path`/dns/${zone.name}/${method}`, schema, fields, { repeatable });
  }

  function list(zone: Zone, { type, name, content }: RecordFilter) {
    const fields = { type, name: name === '@' ? '' : name, data: /^(MX|SRV)$/.test(type ?? '') ? undefined : content };
    return call(zone, 'listRRs', Items, fields, true);
  }

  async function listRecords(zone: Zone, filter: RecordFilter) {
    return fromItems(await list(zone, filter), zone);
  }

  async function add(zone: Zone, draft: RecordDraft): Promise<void> {
    await call(zone, 'addRR', anything, toItem(draft, zone));
  }

  async function remove(zone: Zone, key: RecordKey): Promise<void> {
    const { name, type, data } = toItem(key, zone);
    await call(zone, 'removeRR', anything, { name, type, data });
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, list({ name }, {})),

    listRecords,

    // There is no second record of the same data with another TTL.
    ...withoutUpdates(
      { createRecord: add, deleteRecord: (zone, id) => remove(zone, parseRecordId(id)) },
      { removesFirst: true, listRecords },
    ),
  };
});
