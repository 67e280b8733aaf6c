import { asObject, describeProvider, restFake } from '../../../core/testing/index.js';

const types = 'A AAAA CNAME TXT MX Redirect Flatten PullZone SRV CAA PTR Script NS'.split(' ');
const pullZone = { Id: 9999, Type: 7, Name: 'cdn', Value: 'a pull zone', Ttl: 300 };

/** The service reads names of fields in small and large letters. */
function capitalized([name, value]: [string, unknown]): [string, unknown] {
  return [`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, value];
}

describeProvider('bunny', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.bunny.net',
    credentials: { accesskey: 'opaque-api-key' },
    zones: {
      list: 'GET /dnszone',
      item: ({ id, name }) => ({ Id: Number(id), Domain: name }),
      pages: { by: 'page', parameter: 'page', size: 'perPage', usual: 5, largest: 1000 },
      filter: 'search',
      wrap: ({ items: Items, page: CurrentPage, next, total: TotalItems }) => {
        return { Items, CurrentPage, HasMoreItems: next !== undefined, TotalItems };
      },
    },
    records: {
      list: 'GET /dnszone/{zone}',
      create: 'PUT /dnszone/{zone}/records',
      change: 'POST /dnszone/{zone}/records/{id}',
      remove: 'DELETE /dnszone/{zone}/records/{id}',
      form: {
        fields: { id: 'Id', type: 'Type', name: 'Name', content: 'Value', ttl: 'Ttl' },
        apex: '',
        priority: { MX: 'Priority', SRV: 'Priority' },
        parts: { CAA: ['Flags', 'Tag', 'Value'], SRV: ['Weight', 'Port', 'Value'] },
      },
      numericIds: true,
      sent: ({ body }) => {
        const { Type, ...item } = Object.fromEntries(Object.entries(asObject(body)).map(capitalized));
        return { ...item, Type: types[Number(Type)] };
      },
      // In the order of the service.
      show: ({ Id, Type, Ttl, Value, ...item }) => ({ Id, Type: types.indexOf(String(Type)), Ttl, Value, ...item }),
      wrap: ({ items }) => ({ Records: [...items, pullZone] }),
    },
  }),
});
