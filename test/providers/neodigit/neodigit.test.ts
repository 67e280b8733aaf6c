import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, restFake } from '../../../core/testing/fakes/index.js';
import { tecnocraticaRecords } from './records.js';

describeProvider('neodigit', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.neodigit.net/v1',
    credentials: header('x-tcpanel-token', 'opaque-token'),
    zones: {
      list: 'GET /dns/zones',
      item: ({ id, name }) => ({ id: Number(id), name, human_name: name }),
      filter: 'name',
    },
    records: tecnocraticaRecords,
  }),
});
