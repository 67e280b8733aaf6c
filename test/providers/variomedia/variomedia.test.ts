import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  header,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://api.variomedia.de';
const fields = { type: 'record_type', content: 'data' };
const written = itemForm({ form: { fields, apex: '' } });
const shown = itemForm({ form: { fields: { ...fields, name: 'fqdn_ace' }, names: 'full' } });
const refusal = (status: number, title: string) =>
  jsonAnswer({ errors: [{ status: String(status), title, id: 'refused' }] }, status);
const job = (id: string, status: string) => ({ data: { type: 'queue-job', id, attributes: { status } } });
const zone = { request: `GET ${base}/domains/example.com`, answer: { data: { type: 'domain', id: 'example.com' } } };
const create = [
  zone,
  { request: `GET ${base}/dns-records?filter%5Bdomain%5D=example.com`, answer: { data: [] } },
  {
    request: `POST ${base}/dns-records`,
    headers: { 'content-type': 'application/vnd.api+json', accept: 'application/vnd.variomedia.v1+json' },
    body: {
      data: {
        type: 'dns-record',
        attributes: { record_type: 'TXT', name: 'a', domain: 'example.com', data: 'one', ttl: 300 },
      },
    },
    status: 202,
    answer: job('18', 'pending'),
  },
];

describeProvider('variomedia', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: header('authorization', 'token opaque-token'),
    refused: refusal(401, 'The server could not verify that you are authorized.'),
    missing: refusal(404, 'Not found'),
    routes: {
      'GET /domains/{domain}': ({ zone }) => ({ data: { type: 'domain', id: zone.name } }),
      'GET /dns-records': ({ account, query }) => {
        allowOnly(query, ['filter[domain]']);
        const asked = query['filter[domain]'];
        const data = account.zones
          .filter(({ name }) => asked === undefined || name === asked)
          .flatMap((zone) =>
            zone.records.all().map(([id, record]) => {
              const { id: _id, ...attributes } = shown.toItem(record, id, zone);
              return { id, type: 'dns-record', attributes: { ...attributes, domain: zone.name } };
            }),
          );
        return { data, links: { self: `${base}/dns-records` } };
      },
      'POST /dns-records': ({ account, body }) => {
        const { type, attributes } = asObject(asObject(body).data);
        const { domain, ...item } = asObject(attributes);
        const zone = account.zone('name', String(domain));
        if (type !== 'dns-record' || zone === undefined) return refusal(422, 'domain');
        const record = written.fromItem(item, zone);
        if (record.ttl < 300 || record.ttl > 86_400) refuse(422, { errors: [{ title: 'ttl' }] });
        zone.records.insert(record);
        return jsonAnswer(job('18', 'pending'), 202);
      },
      'DELETE /dns-records/{id}': ({ zone, params }) =>
        zone.records.remove(params.id ?? '') ? jsonAnswer(job('19', 'pending'), 202) : refusal(404, 'Not found'),
      'GET /queue-jobs/{id}': ({ params }) => job(params.id ?? '', 'done'),
    },
  }),
  cases: {
    'waits for the job': {
      asks: [
        ...create,
        { request: `GET ${base}/queue-jobs/18`, answer: job('18', 'pending') },
        { request: `GET ${base}/queue-jobs/18`, answer: job('18', 'done') },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
    },
    'says that a job failed': {
      asks: [...create, { request: `GET ${base}/queue-jobs/18`, answer: job('18', 'failed') }],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
      fails: (error) => isFailure(error, 'API') && /ended as: failed/.test(error.message),
    },
    'reads all pages, and the words of a refusal': {
      asks: [
        zone,
        {
          request: `GET ${base}/dns-records?filter%5Bdomain%5D=example.com`,
          answer: { data: [], links: { next: `${base}/dns-records?page=2` } },
        },
        {
          request: `GET ${base}/dns-records?page=2`,
          status: 403,
          answer: { errors: [{ status: '403', title: 'not this one', id: 'forbidden' }] },
        },
      ],
      does: (service) => service.list({}),
      fails: (error) => isFailure(error) && /not this one/.test(error.message) && error.serviceCode === 'forbidden',
    },
  },
});
