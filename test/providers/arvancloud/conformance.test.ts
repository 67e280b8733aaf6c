import { describeProvider } from '../../../core/testing/describe-provider.js';
import { allowOnly, type Call, header, jsonAnswer, refuse, routedFake } from '../../../core/testing/fakes/index.js';
import { fromValue, toValue } from '../../../providers/arvancloud/values.js';

const records = '/domains/{domain}/dns-records';
const perPage = 20;

function sent({ body }: Call) {
  const { type, name, value, ttl, ...strange } = body as { type: string; name: string; value: unknown; ttl: number };
  const [content] = fromValue(type, value);
  if (content === undefined || Object.keys(strange).length > 0) refuse(422, { message: 'The given data was invalid.' });
  return { type, name, content, ttl };
}

describeProvider('arvancloud', {
  options: { token: 'opaque-token' },
  refusals: [
    [409, '', 'RECORD_EXISTS'],
    [422, { message: 'The given data was invalid.' }, 'API'],
  ],
  fake: routedFake({
    base: 'https://napi.arvancloud.ir/cdn/4.0',
    credentials: header('authorization', 'Apikey opaque-token'),
    missing: jsonAnswer({ status: false, message: 'Not found.' }, 404),
    routes: {
      'GET /domains/{domain}': ({ zone }) => ({ data: { id: zone.id, name: zone.name } }),
      [`GET ${records}`]: ({ zone, query }) => {
        allowOnly(query, ['per_page', 'page', 'type', 'search']);
        const found = zone.records.all().filter(
          // What is looked for may stand anywhere in a record.
          ([, { type, name, content }]) =>
            (query.type === undefined || query.type === type.toLowerCase()) &&
            `${name} ${content}`.includes(query.search ?? ''),
        );
        const start = (Number(query.page ?? 1) - 1) * perPage;
        const data = found.slice(start, start + perPage).map(([id, record]) => ({
          ...record,
          id,
          type: record.type.toLowerCase(),
          value: toValue(record),
          content: undefined,
        }));
        return { data, meta: { last_page: Math.max(1, Math.ceil(found.length / perPage)), per_page: perPage } };
      },
      [`POST ${records}`]: (call) => {
        const record = sent(call);
        const isThere = call.zone.records
          .all()
          .some(([, own]) => own.type === record.type && own.name === record.name && own.content === record.content);
        if (isThere) refuse(422, { message: 'invalid', errors: { dns_record: ['DNS Record Data is duplicate'] } });
        return jsonAnswer({ data: { id: call.zone.records.insert(record) } }, 201);
      },
      [`PUT ${records}/{id}`]: (call) => {
        if (!call.zone.records.replace(call.params.id ?? '', sent(call))) refuse(404, { message: 'Not found.' });
        return { data: {} };
      },
      [`DELETE ${records}/{id}`]: ({ zone, params }) => {
        if (!zone.records.remove(params.id ?? '')) refuse(404, { message: 'Not found.' });
        return { message: 'deleted' };
      },
    },
  }),
});
