import { describeProvider, itemForm, recordHandlers, routedFake } from '../../../core/testing/index.js';

const form = { fields: { name: 'host', content: 'destination' }, apex: '' };
const result = (data?: unknown) => ({ error: 0, title: '', message: '', data });
const refused = (message: string) => [200, { error: 2, title: '', message, data: null }] as const;
const gone = refused('Il record non è stato trovato');
const { toItem } = itemForm({ form });
const { add, drop } = recordHandlers({ form, done: (item) => result(item), gone });
const bought = ['1', '170', '171'].map((id) => `GET /purchase/details/${id}`);
const read = (...ids: number[]) => ['GET /dns_record/index/71', ...ids.map((id) => `GET /dns_record/details/71/${id}`)];
const text = { host: 'a', type: 'TXT', destination: 'one', ttl: 3600 };

describeProvider('shellrent', {
  options: { username: 'usr1', token: 'opaque-token' },
  fake: routedFake({
    base: 'https://manager.shellrent.com/api2',
    credentials: { authorization: 'usr1.opaque-token' },
    refused: refused('Token di autorizzazione non valido'),
    missing: gone,
    routes: {
      'GET /purchase': ({ account }) => result([1, ...account.zones.map(({ id }) => `1${id}`)]),
      'GET /purchase/details/{id}': ({ params: { id = '' } }) =>
        result({ ID: Number(id), domain_id: id === '1' ? undefined : Number(id.slice(1)) }),
      'GET /domain/details/{zone}': ({ zone: { id, name } }) => result({ id: Number(id), domain_name: name }),
      'GET /dns_record/index/{zone}': (call) => result(call.zone.records.all().map(([id]) => id)),
      'GET /dns_record/details/{zone}/{id}': ({ params: { id = '' }, ...call }) => {
        const record = call.zone.records.get(id);
        return record === undefined ? gone : result(toItem(record, id, call.zone));
      },
      'POST /dns_record/store/{zone}': add,
      'DELETE /dns_record/remove/{zone}/{id}': drop,
    },
  }),
  refusals: [[...refused('Errore'), ['API', /Errore/]]],
  cases: {
    'finds a domain by what was bought, and removes the one of two by its id': {
      given: ['a TXT other'],
      creates: 'a 600 TXT one',
      removes: 'a TXT one',
      sends: [
        ...['GET /purchase', ...bought, 'GET /domain/details/70', 'GET /domain/details/71', ...read(1)],
        ...[['POST /dns_record/store/71', text] as const, ...read(1, 2), 'DELETE /dns_record/remove/71/2'],
      ],
    },
    'goes by types that it does not know, and by records that are gone when they are read': {
      given: ['@ A 192.0.2.1', 'b SRV 1 2 3 host.example.com', 'c TXT one'],
      lists: {},
      answers: { 'GET /dns_record/details/71/3': gone },
      gives: ['1 example.com 60 A 192.0.2.1'],
    },
  },
});
