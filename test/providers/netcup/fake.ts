import { asObject, type Call, field, itemForm, routedFake } from '../../../core/testing/fakes/index.js';

const form = itemForm({
  form: {
    fields: { name: 'hostname', content: 'destination' },
    priority: { MX: 'priority', SRV: 'priority' },
  },
  extra: ['deleterecord', 'state', 'priority', 'ttl'],
});

function succeed(responsedata: unknown) {
  return { status: 'success', statuscode: 2000, shortmessage: 'done', longmessage: '', responsedata };
}

function fail(statuscode: number, shortmessage: string) {
  return { status: 'error', statuscode, shortmessage, longmessage: 'no', responsedata: '' };
}

function param({ body }: Call): Readonly<Record<string, unknown>> {
  return asObject(asObject(body).param);
}

/** Actions on the zone that they name, for whoever has logged in. */
function inZone(work: (call: Call) => object): (call: Call) => object {
  return (call) => {
    if (param(call).apisessionid !== 'opaque-session') return fail(4001, 'Invalid session id');
    const zone = call.account.zone('name', String(param(call).domainname));
    return zone === undefined ? fail(5031, 'Domain not found') : work({ ...call, zone });
  };
}

function list({ zone }: Call): object {
  const dnsrecords = zone.records.all().map(([id, record]) => {
    const { ttl: _of, ...item } = form.toItem(record, id, zone);
    return { ...item, priority: String(item.priority ?? 0), deleterecord: false, state: 'yes' };
  });
  return dnsrecords.length === 0 ? fail(5029, 'no records in the zone') : succeed({ dnsrecords });
}

/** Records without an id are made, others changed or removed; all of it or nothing. */
function update(call: Call): object {
  const { zone } = call;
  const { dnsrecords } = asObject(param(call).dnsrecordset) as { dnsrecords: Record<string, unknown>[] };
  if (dnsrecords.length === 0) return fail(4013, 'Validation error: there are no records');
  if (dnsrecords.some(({ id }) => id !== undefined && zone.records.get(String(id)) === undefined))
    return fail(5029, 'record not found');
  for (const { id, ...item } of dnsrecords) {
    const record = form.fromItem({ ...item, priority: Number(item.priority) }, zone);
    if (id === undefined) zone.records.insert(record);
    else if (item.deleterecord === true) zone.records.remove(String(id));
    else zone.records.replace(String(id), record);
  }
  return succeed({});
}

/** The API of the CCP. https://ccp.netcup.net/run/webservice/servers/endpoint.php */
export const ccpFake = routedFake({
  base: 'https://ccp.netcup.net/run/webservice/servers/endpoint.php',
  credentials: (request) =>
    field('apikey', 'opaque-key')({ ...request, body: JSON.stringify(JSON.parse(request.body).param) }),
  command: ({ body }) => String(asObject(body).action),
  routes: {
    login: (call) =>
      param(call).apipassword === 'opaque-password'
        ? succeed({ apisessionid: 'opaque-session' })
        : fail(4013, 'Login failed'),
    infoDnsZone: inZone(({ zone }) => succeed({ name: zone.name })),
    infoDnsRecords: inZone(list),
    updateDnsRecords: inZone(update),
  },
});
