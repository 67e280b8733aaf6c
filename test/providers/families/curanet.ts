import { bearer, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const missing = jsonAnswer({ type: 'about:blank', title: 'Not Found', status: 404, detail: 'Entity not found' }, 404);

/** The DNS API of Curanet, which its brands have as well. https://api.curanet.dk/dns/swagger/index.html */
export const curanetFake = (base: string) =>
  restFake({
    base,
    credentials: bearer('opaque-token'),
    missing,
    records: {
      list: 'GET /Domains/{domain}/Records',
      create: 'POST /Domains/{domain}/Records',
      remove: 'DELETE /Domains/{domain}/Records/{id}',
      form: { fields: { content: 'data' }, priority: { MX: 'priority', SRV: 'priority' } },
      numericIds: true,
      filters: { type: 'type' },
      ignores: ['name'],
      gone: missing,
    },
  });
