import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, basic, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

function fieldOf(type: unknown): string {
  if (type === 'TXT') return 'txt';
  return type === 'A' || type === 'AAAA' ? 'ip' : 'hostname';
}

describeProvider('onapp', {
  options: { username: 'me@example.com', token: 'opaque-token', server: 'https://cp.example.net/' },
  fake: restFake({
    base: 'https://cp.example.net',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: {
      list: 'GET /dns_zones.json',
      item: ({ id, name }) => ({ dns_zone: { id: Number(id), name } }),
    },
    records: {
      list: 'GET /dns_zones/{zone}/records.json',
      create: 'POST /dns_zones/{zone}/records.json',
      change: 'PUT /dns_zones/{zone}/records/{id}.json',
      remove: 'DELETE /dns_zones/{zone}/records/{id}.json',
      form: { priority: { MX: 'priority', SRV: 'priority' } },
      numericIds: true,
      extra: ['txt', 'ip', 'hostname', 'content'],
      sent({ body }) {
        const item = asObject(asObject(body).dns_record);
        const type = item.type ?? 'TXT';
        return { ...item, type, content: item[fieldOf(type)], ttl: Number(item.ttl) };
      },
      wrap({ items }) {
        const byType: Record<string, object[]> = {};
        for (const item of items) {
          const { type, content, ...rest } = item as { type: string; content: string };
          byType[type] = [...(byType[type] ?? []), { dns_record: { ...rest, type, [fieldOf(type)]: content } }];
        }
        return { dns_zone: { records: byType } };
      },
      duplicate: jsonAnswer({ errors: { base: ['The record has already been taken'] } }, 422),
    },
  }),
});
