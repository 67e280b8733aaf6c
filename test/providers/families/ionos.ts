import { header, itemForm, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const form = { names: 'full', priority: { MX: 'prio', SRV: 'prio' }, quotes: 'always' } as const;
const extra = ['disabled', 'prio', 'rootName', 'changeDate'];
const { fromItem } = itemForm({ form, extra });

/** The DNS API of IONOS, which others have as well. https://developer.hosting.ionos.com/docs/dns */
export const ionosFake = (base: string) =>
  restFake({
    base,
    credentials: header('x-api-key', 'prefix.opaque-key'),
    zones: { list: 'GET /zones', item: ({ id, name }) => ({ name, id, type: 'NATIVE' }) },
    records: {
      list: 'GET /zones/{zone}',
      create: 'POST /zones/{zone}/records',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form,
      extra,
      sent: ({ body }) => (Array.isArray(body) ? body[0] : undefined),
      show: ({ id, ...item }) => ({ ...item, id }),
      done: (item) => (item === undefined ? [200] : [201, [item]]),
      wrap: ({ items }, { zone: { id, name }, query: { suffix = '' } }) => ({
        ...{ id, name, type: 'NATIVE' },
        records: items.filter((item) => String((item as { name?: string }).name).endsWith(suffix)),
      }),
      filters: { type: 'recordType', name: 'recordName' },
      ignores: ['suffix'],
      duplicate: jsonAnswer([{ code: 'RECORD_EXISTS', message: 'Record already exists.' }], 409),
    },
    // Replaces the records of the same names and types.
    routes: {
      'PATCH /zones/{zone}': ({ body, zone }) => {
        const sent = (body as Record<string, unknown>[]).map((item) => fromItem(item, zone));
        for (const [id, { type, name }] of zone.records.all())
          if (sent.some((other) => other.type === type && other.name === name)) zone.records.remove(id);
        for (const record of sent) zone.records.insert(record);
        return [200];
      },
    },
  });
