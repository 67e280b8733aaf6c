import { allowOnly, asObject, describeProvider, itemForm, refuse, routedFake } from '../../../core/testing/index.js';

const base = 'https://api.variomedia.de';
const fields = { type: 'record_type', content: 'data' };
const written = itemForm({ form: { fields, apex: '' } });
const shown = itemForm({ form: { fields: { ...fields, name: 'fqdn_ace' }, names: 'full' } });
const refusal = (status: number, title: string, id = 'refused') => ({
  errors: [{ status: String(status), title, id }],
});
const job = (id: string, status: string) => ({ data: { type: 'queue-job', id, attributes: { status } } });
const list = 'GET /dns-records?filter%5Bdomain%5D=example.com';
const attributes = { record_type: 'TXT', name: 'a', domain: 'example.com', data: 'one', ttl: 300 };
const create = [
  'GET /domains/example.com',
  list,
  ['POST /dns-records', { data: { type: 'dns-record', attributes } }],
] as const;

describeProvider('variomedia', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: ({ method, headers }) =>
      headers.authorization === 'token opaque-token' &&
      headers.accept === 'application/vnd.variomedia.v1+json' &&
      (method !== 'POST' || headers['content-type'] === 'application/vnd.api+json'),
    refused: [401, refusal(401, 'The server could not verify that you are authorized.')],
    missing: [404, refusal(404, 'Not found')],
    routes: {
      'GET /domains/{domain}': ({ zone }) => ({ data: { type: 'domain', id: zone.name } }),
      'GET /dns-records': ({ account, query }) => {
        allowOnly(query, ['filter[domain]']);
        const asked = query['filter[domain]'];
        const data = account.zones
          .filter(({ name }) => asked === undefined || name === asked)
          .flatMap((zone) =>
            zone.records.all().map(([id, record]) => {
              const { id: _id, ...own } = shown.toItem(record, id, zone);
              return { id, type: 'dns-record', attributes: { ...own, domain: zone.name } };
            }),
          );
        return { data, links: { self: `${base}/dns-records` } };
      },
      'POST /dns-records': ({ account, body }) => {
        const { type, attributes: sent } = asObject(asObject(body).data);
        const { domain, ...item } = asObject(sent);
        const zone = account.zone('name', String(domain));
        if (type !== 'dns-record' || zone === undefined) return [422, refusal(422, 'domain')];
        const record = written.fromItem(item, zone);
        if (record.ttl < 300 || record.ttl > 86_400) refuse(422, { errors: [{ title: 'ttl' }] });
        const links = { 'dns-record': `${base}/dns-records/${zone.records.insert(record)}` };
        const { data } = job('18', 'pending');
        return [202, { data: { ...data, links } }];
      },
      'DELETE /dns-records/{id}': ({ zone, params }) =>
        zone.records.remove(params.id ?? '') ? [202, job('19', 'pending')] : [404, refusal(404, 'Not found')],
      'GET /queue-jobs/{id}': ({ params }) => job(params.id ?? '', 'done'),
    },
  }),
  cases: {
    'waits for the job': {
      creates: 'a 60 TXT one',
      answers: { 'GET /queue-jobs/18': [[200, job('18', 'pending')]] },
      sends: [...create, 'GET /queue-jobs/18', 'GET /queue-jobs/18'],
    },
    'waits for no job that is done': {
      creates: 'a 60 TXT one',
      answers: { POST: [202, job('18', 'done')] },
      sends: create,
    },
    'waits for a removal, and says that it failed': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'GET /queue-jobs/19': [200, job('19', 'failed')] },
      fails: ['API', /ended as: failed/],
    },
    'takes a removal for done that names no job': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { DELETE: [204] },
      sends: [...create.slice(0, 2), 'DELETE /dns-records/1'],
    },
    'says that a job failed': {
      creates: 'a 60 TXT one',
      answers: { 'GET /queue-jobs/18': [200, job('18', 'failed')] },
      fails: ['API', /ended as: failed/],
    },
    'reads all pages, and the words of a refusal': {
      lists: {},
      answers: {
        [list]: [200, { data: [], links: { next: `${base}/dns-records?page=2` } }],
        'GET /dns-records?page=2': [403, refusal(403, 'not this one', 'forbidden')],
      },
      fails: ['AUTHENTICATION', /not this one.* forbidden$/],
    },
  },
});
