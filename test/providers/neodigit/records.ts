import { type RecordTable } from '../../../core/testing/fakes/rest-fake.js';

/** Records are sent with relative names and shown with full ones. https://developers.neodigit.net/#dns */
export const tecnocraticaRecords: RecordTable = {
  list: 'GET /dns/zones/{zone}/records',
  create: 'POST /dns/zones/{zone}/records',
  change: 'PUT /dns/zones/{zone}/records/{id}',
  remove: 'DELETE /dns/zones/{zone}/records/{id}',
  form: { names: 'full', priority: { MX: 'prio', SRV: 'prio' } },
  numericIds: true,
  wrapOne: { in: 'record' },
  filters: { type: 'type', name: 'name' },
  ignores: ['content'],
};
