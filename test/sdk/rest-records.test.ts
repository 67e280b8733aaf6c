import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HttpClient, isFailure, type Path, restRecords } from '../../core/sdk/index.js';

interface Zone {
  readonly name: string;
  readonly id: number;
}

const zone: Zone = { name: 'example.com', id: 7 };
const draft = { type: 'TXT', name: 'a', content: 'text', ttl: 60 };

const address = { ...draft, type: 'A', content: '192.0.2.1' };
const told = (error: unknown) => isFailure(error, 'UNSUPPORTED') && /record 1 is a TXT record/.test(error.message);

/** Notes what is sent, and answers always the same. */
function createClient(answer?: unknown) {
  const sent: unknown[][] = [];
  const note =
    (method: string) =>
    async <T>(path: string | Path, _schema?: unknown, body?: unknown): Promise<T> => {
      sent.push([method, String(path), body]);
      return answer as T;
    };
  const client: HttpClient = {
    extend: () => client,
    get: note('GET'),
    post: note('POST'),
    put: note('PUT'),
    patch: note('PATCH'),
    delete: (path) => note('DELETE')(path),
    send: note('SEND'),
    hide: () => {},
  };
  return { client, sent };
}

describe('records as resources', () => {
  it('are added to the list of a zone, and changed and removed below it', async () => {
    const { client: api, sent } = createClient();
    const provider = restRecords<Zone>({
      api,
      path: ({ id }) => `/zones/${id}/records`,
      toItem: ({ content }) => ({ content }),
    });
    await provider.createRecord(zone, draft);
    await provider.updateRecord(zone, '1', draft);
    await provider.deleteRecord(zone, '1');
    assert.deepEqual(sent, [
      ['POST', '/zones/7/records', { content: 'text' }],
      ['PUT', '/zones/7/records/1', { content: 'text' }],
      ['DELETE', '/zones/7/records/1', undefined],
    ]);
  });

  it('have addresses, methods and bodies of their own where told', async () => {
    const { client: api, sent } = createClient();
    const provider = restRecords<Zone>({
      api,
      path: ({ id }) => `/zones/${id}.json`,
      recordPath: (_zone, id) => `/records/${id}.json`,
      changeBy: 'patch',
      toItem: ({ content }, { name }) => ({ content, name }),
      toChange: ({ ttl }, _zone, id) => ({ ttl, id }),
    });
    await provider.createRecord(zone, draft);
    await provider.updateRecord(zone, '1', draft);
    await provider.deleteRecord(zone, '1');
    assert.deepEqual(sent, [
      ['POST', '/zones/7.json', { content: 'text', name: 'example.com' }],
      ['PATCH', '/records/1.json', { ttl: 60, id: '1' }],
      ['DELETE', '/records/1.json', undefined],
    ]);
  });

  it('whose type is seen to stay are not taken for changed', async () => {
    const shown = createClient({ record: { kind: 'TXT' } });
    const byAnswer = restRecords<Zone>({
      api: shown.client,
      path: () => '/records',
      toItem: () => ({}),
      typeField: 'kind',
    });
    await assert.rejects(byAnswer.updateRecord(zone, '1', address), told);
    await byAnswer.updateRecord(zone, '1', draft);
  });
});
