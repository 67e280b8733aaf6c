import { asObject, basic, recordHandlers, refuse, routedFake } from '../../../core/testing/index.js';

interface Question {
  readonly From?: number;
  readonly Filter: { readonly 'Provider.Class': string; readonly Name: string };
}

const { list, save } = recordHandlers({
  form: { fields: { type: 'Type', name: 'Name', content: 'RData', ttl: 'TTL' }, hasIds: false, dots: true },
  sent({ body }) {
    const { Settings } = asObject(asObject(body).CommonServiceItem);
    return asObject(asObject(Settings).DNS).ResourceRecordSets;
  },
  wrap({ items }, { zone }) {
    const Settings = { DNS: { ResourceRecordSets: items.length === 0 ? null : items } };
    return { CommonServiceItem: { ID: zone.id, Name: zone.name, Settings }, is_ok: true };
  },
  done: () => ({ Success: true, is_ok: true }),
});

/** Sakura Cloud: the whole zone is read and written; what is left out of it is gone. Zones come one on a page. */
export const createFakeSakuracloud = routedFake({
  base: 'https://secure.sakura.ad.jp/cloud/zone/is1a/api/cloud/1.1/commonserviceitem',
  credentials: basic('token', 'secret'),
  refused: [401, { error_code: 'unauthorized', error_msg: 'The token is wrong' }],
  missing: [404, { error_code: 'not_found', error_msg: 'There is no such item' }],
  routes: {
    // The query is a JSON text without a name.
    'GET ': ({ account, query }) => {
      const { From = 0, Filter } = JSON.parse(Object.keys(query)[0] ?? '') as Question;
      if (Filter['Provider.Class'] !== 'dns') refuse(400, { error_code: 'bad_request', error_msg: 'which class?' });
      const found = account.zones.filter(({ name }) => name.includes(Filter.Name));
      const items = found.slice(From, From + 1).map(({ id, name }) => ({ ID: id, Name: name }));
      return { From, Count: items.length, Total: found.length, CommonServiceItems: items };
    },
    'GET /{zone}': list,
    'PUT /{zone}': save,
  },
});
