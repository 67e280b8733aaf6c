import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

/** The DNS API of IONOS, which others have as well. https://developer.hosting.ionos.com/docs/dns */
export const ionosFake = (base: string) =>
  restFake({
    base,
    credentials: header('x-api-key', 'prefix.opaque-key'),
    zones: { list: 'GET /zones' },
    records: {
      list: 'GET /zones/{zone}',
      create: 'POST /zones/{zone}/records',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form: { names: 'full', priority: { MX: 'prio', SRV: 'prio' }, quotes: 'read' },
      extra: ['disabled', 'prio'],
      sent: ({ body }) => (Array.isArray(body) ? body[0] : undefined),
      wrap: ({ items }) => ({ records: items }),
      filters: { type: 'recordType', name: 'recordName' },
      duplicate: jsonAnswer([{ code: 'RECORD_EXISTS', message: 'Record already exists.' }], 409),
    },
  });
