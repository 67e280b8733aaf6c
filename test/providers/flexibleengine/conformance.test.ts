import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, recordsetWrites, routedFake, shownSets } from '../../../core/testing/fakes/index.js';

const base = 'https://dns.prod-cloud-ocb.orange-business.com/v2';
const pageSize = 100;

describeProvider('flexibleengine', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: header('x-auth-token', 'opaque-token'),
    routes: {
      'GET /zones': ({ account, query }) => ({
        zones: account.zones
          .filter(({ name }) => name.includes(query.name ?? ''))
          .map(({ id, name }) => ({ id, name: `${name}.`, zone_type: 'public' })),
      }),
      'GET /zones/{zone}/recordsets': ({ zone, query }) => {
        const all = shownSets({ zone });
        const start = query.marker === undefined ? 0 : all.findIndex(({ id }) => id === query.marker) + 1;
        const recordsets = all.slice(start, start + pageSize);
        const isLast = start + pageSize >= all.length;
        const next = `${base}/zones/${zone.id}/recordsets?limit=${pageSize}&marker=${recordsets.at(-1)?.id}`;
        return { recordsets, links: isLast ? {} : { next } };
      },
      ...recordsetWrites({
        takesBareNames: true,
        exists: jsonAnswer({ code: 'DNS.0312', message: 'Attribute record set already exists.' }, 400),
        gone: jsonAnswer({ code: 'DNS.0313', message: 'This recordset does not exist.' }, 404),
        invalid: jsonAnswer({ code: 'DNS.0307', message: 'TXT' }, 400),
      }),
    },
  }),
});
