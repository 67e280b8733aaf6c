import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  type Call,
  type FakeRecord,
  header,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import { fromValue, toValue } from '../../../providers/arvancloud/values.js';

const records = '/domains/{domain}/dns-records';
const perPage = 20;

/** What other clients send as well, and what is so unless told. */
const usual = {
  upstream_https: 'default',
  ip_filter_mode: { count: 'single', order: 'none', geo_filter: 'none' },
};

function sent({ body }: Call): FakeRecord {
  const fields = body as { type: string; name: string; value: unknown; ttl: number };
  allowOnly({ ...fields }, ['type', 'name', 'value', 'ttl', ...Object.keys(usual)]);
  const type = fields.type.toUpperCase();
  const [content] = fromValue(type, fields.value);
  if (content === undefined) refuse(422, { message: 'The given data was invalid.' });
  return { type, name: fields.name, content, ttl: fields.ttl };
}

function shown(id: string, record: FakeRecord) {
  const { type, name, ttl } = record;
  return { id, type: type.toLowerCase(), name, value: toValue(record), ttl, cloud: false, ...usual };
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
      'GET /domains/{domain}': ({ zone }) => ({ data: { id: zone.id, domain: zone.name, name: zone.name } }),
      [`GET ${records}`]: ({ zone, query }) => {
        allowOnly(query, ['per_page', 'page', 'type', 'search']);
        const found = zone.records.all().filter(
          // What is looked for may stand anywhere in a record.
          ([, { type, name, content }]) =>
            (query.type === undefined || query.type === type.toLowerCase()) &&
            `${name} ${content}`.includes(query.search ?? ''),
        );
        const current_page = Number(query.page ?? 1);
        const start = (current_page - 1) * perPage;
        const data = found.slice(start, start + perPage).map(([id, record]) => shown(id, record));
        const last_page = Math.max(1, Math.ceil(found.length / perPage));
        return { data, meta: { current_page, last_page, per_page: perPage, total: found.length } };
      },
      [`POST ${records}`]: (call) => {
        const record = sent(call);
        const isThere = call.zone.records
          .all()
          .some(([, own]) => own.type === record.type && own.name === record.name && own.content === record.content);
        if (isThere) refuse(422, { message: 'invalid', errors: { dns_record: ['DNS Record Data is duplicate'] } });
        const data = shown(call.zone.records.insert(record), record);
        return jsonAnswer({ data, message: 'DNS record created successfully.' }, 201);
      },
      [`PUT ${records}/{id}`]: (call) => {
        const { id = '' } = call.params;
        if (!call.zone.records.replace(id, sent(call))) refuse(404, { message: 'Not found.' });
        return { data: shown(id, sent(call)), message: 'DNS record updated.' };
      },
      [`DELETE ${records}/{id}`]: ({ zone, params }) => {
        if (!zone.records.remove(params.id ?? '')) refuse(404, { message: 'Not found.' });
        return { message: 'DNS record deleted.' };
      },
    },
  }),
});
