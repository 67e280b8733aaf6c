import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, type ProviderModule } from '../../core/sdk/index.js';
import iijdpf from '../../providers/iijdpf/index.js';
import variomedia from '../../providers/variomedia/index.js';
import vinyldns from '../../providers/vinyldns/index.js';
import yandexcloud from '../../providers/yandexcloud/index.js';
import { type Answers, watchedHttp } from './watched-http.js';

const begun = { data: { id: '18', attributes: { status: 'pending' } } };
const iij = 'https://api.dns-platform.jp/dpf/v1';
const recordsets = 'https://vinyldns.example/zones/z/recordsets';
const zones = 'https://dns.api.cloud.yandex.net/dns/v1/zones';

/** Services that begin a change and never end it. */
const rows: Readonly<Record<string, readonly [module: ProviderModule, options: object, answers: Answers]>> = {
  iijdpf: [
    iijdpf,
    { apiToken: 'opaque-key' },
    {
      [`GET ${iij}/zones/z/records?limit=10000&_keywords_rrtype[]=TXT&_keywords_name[]=a.example.com.`]: {
        results: [],
      },
      [`POST ${iij}/zones/z/records`]: { request_id: 'j' },
      [`PATCH ${iij}/zones/z/changes`]: { request_id: 'j' },
      [`GET ${iij}/jobs/j`]: { status: 'RUNNING' },
    },
  ],
  variomedia: [
    variomedia,
    { apiToken: 'opaque-key' },
    {
      'POST https://api.variomedia.de/dns-records': begun,
      'GET https://api.variomedia.de/queue-jobs/18': begun,
    },
  ],
  vinyldns: [
    vinyldns,
    { accessKey: 'id', secretKey: 'opaque-key', host: 'https://vinyldns.example' },
    {
      [`GET ${recordsets}?recordTypeFilter=TXT&recordNameFilter=a`]: { recordSets: [] },
      [`POST ${recordsets}`]: { id: 'c1', status: 'Pending', recordSet: { id: 'r1' } },
      [`GET ${recordsets}/r1/changes/c1`]: [404],
    },
  ],
  yandexcloud: [
    yandexcloud,
    { token: 't1.opaque' },
    {
      [`GET ${zones}/z:getRecordSet?name=a.example.com.&type=TXT`]: [404],
      [`POST ${zones}/z:upsertRecordSets`]: { id: 'op1' },
      'GET https://operation.api.cloud.yandex.net/operations/op1': { id: 'op1' },
    },
  ],
};

describe('a change that does not end', () => {
  for (const [id, [module, options, answers]] of Object.entries(rows))
    it(`is told by ${id}`, async () => {
      let hours = 0;
      const now = () => 3_600_000 * hours++;
      const signal = () => AbortSignal.timeout(10_000);
      const context = { id, options, now, signal, http: watchedHttp(answers).http };
      const provider = module.create(context as never);
      const work = provider.createRecord({ id: 'z', name: 'example.com' } as never, {
        ...{ type: 'TXT', name: 'a', content: 'one', ttl: 600 },
      });
      await assert.rejects(work, (error) => isFailure(error, 'TIMEOUT'));
    });
});
