import {
  baseAddress,
  defineProvider,
  Failure,
  fqdn,
  parseRecordId,
  path,
  type RecordDraft,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

type Value = Pick<RecordDraft, 'name' | 'content' | 'proof'>;

/** lego's contract with a server of the user's. https://go-acme.github.io/lego/dns/httpreq/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { username, password } = options;
  const api = http.extend({
    baseUrl: baseAddress(options.endpoint),
    headers: { accept: 'application/json' },
    repeatable: true,
    ...(username && password && { basic: { username, password } }),
  });

  function bodyOf(zone: Zone, { name, content, proof }: Value): object {
    if (options.mode !== 'RAW') return { fqdn: fqdn(name, zone.name), value: content };
    if (proof !== undefined) return { domain: proof.domain, token: proof.token, keyAuth: proof.keyAuthorization };
    throw new Failure('UNSUPPORTED', 'in the mode RAW the server gets a token, and this record proves nothing', {
      hint: 'Use the default mode, or issue a certificate',
    });
  }

  /** What the server answers beside its status is its own matter. */
  async function post(action: 'present' | 'cleanup', zone: Zone, value: Value): Promise<void> {
    await api.send('POST', path`/${action}`, { body: bodyOf(zone, value) });
  }

  return {
    findZone: async (name) => ({ name }),
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'the server cannot be asked which records there are');
    },
    ...withoutUpdates(
      {
        createRecord: (zone, draft) => post('present', zone, draft),
        deleteRecord: (zone, id, record) => post('cleanup', zone, record ?? parseRecordId(id)),
      },
      { removesFirst: true },
    ),
  };
});
