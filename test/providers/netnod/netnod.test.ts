import {
  asObject,
  type Call,
  describeProvider,
  idOfRecord,
  refuse,
  routedFake,
  rrsetsOf,
  setForm,
} from '../../../core/testing/index.js';

const form = setForm({ names: 'fqdn', value: { field: 'content', shown: { disabled: false } }, taken: ['changetype'] });
const zone = '/zones/example.com.';
const missing = [404, { error: 'Zone not found' }] as const;
const added = {
  ...{ name: '_acme-challenge.example.com.', type: 'TXT', ttl: 60, changetype: 'EXTEND' },
  records: [{ content: '"one"', disabled: false }],
};

function ownZone({ account, params }: Call): Call['zone'] {
  const name = params.id ?? '';
  if (!name.endsWith('.')) refuse(...missing);
  return account.zone('name', name.slice(0, -1)) ?? refuse(...missing);
}

/** Adds values that are not there, or takes out those that are. */
function patch(call: Call): object {
  const own = ownZone(call);
  for (const sent of asObject(call.body).rrsets as readonly Readonly<Record<string, unknown>>[]) {
    const { values, ...set } = form.fromSet(sent, { zone: own });
    if (!Number.isInteger(sent.ttl) || !/^(EXTEND|PRUNE)$/.test(String(sent.changetype)))
      refuse(400, { error: 'rrset' });
    for (const content of values) {
      const id = idOfRecord(own, { ...set, content });
      if (sent.changetype === 'EXTEND' && id === undefined) own.records.insert({ ...set, content });
      if (sent.changetype === 'PRUNE' && id !== undefined) own.records.remove(id);
    }
  }
  return {};
}

describeProvider('netnod', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://primarydnsapi.netnod.se/api/v1',
    credentials: { authorization: 'Token opaque-token' },
    refused: [401, { error: 'Missing or invalid token' }],
    missing,
    routes: {
      'GET /zones/{id}': (call) => {
        const name = `${ownZone(call).name}.`;
        return { id: name, name, notified_serial: 1, rrsets: rrsetsOf(ownZone(call)) };
      },
      'PATCH /zones/{id}': patch,
    },
  }),
  cases: {
    'adds to a set and leaves the rest to the service': {
      creates: '_acme-challenge 60 TXT one',
      sends: [`GET ${zone}`, [`PATCH ${zone}`, { rrsets: [added] }]],
    },
  },
});
