import { asObject, type Call, field, itemForm, routedFake } from '../../../core/testing/fakes/index.js';

const form = itemForm({
  form: {
    fields: { name: 'hostname', content: 'destination' },
    priority: { MX: 'priority', SRV: 'priority' },
  },
  extra: ['deleterecord', 'state', 'priority', 'ttl'],
});

/** What stands in front of each answer, in this order. */
function heading(call: Call) {
  return { serverrequestid: 'opaque', clientrequestid: '', action: bodyOf(call).action };
}

function succeed(call: Call, responsedata: unknown) {
  const done = { status: 'success', statuscode: 2000, shortmessage: 'done', longmessage: '' };
  return { ...heading(call), ...done, responsedata };
}

function fail(call: Call, statuscode: number, shortmessage: string, longmessage = 'no') {
  return { ...heading(call), status: 'error', statuscode, shortmessage, longmessage, responsedata: '' };
}

/** Whatever the request says that it is. */
function bodyOf({ request }: Pick<Call, 'request'>): { readonly action: string; readonly param: unknown } {
  return JSON.parse(request.body);
}

function param(call: Call): Readonly<Record<string, unknown>> {
  return asObject(bodyOf(call).param);
}

function inSession(work: (call: Call) => object): (call: Call) => object {
  return (call) =>
    param(call).apisessionid === 'opaque-session' ? work(call) : fail(call, 4001, 'Invalid session id');
}

/** Actions on the zone that they name; each has a code of its own for one that is not there. */
function inZone(missing: number, work: (call: Call) => object): (call: Call) => object {
  return inSession((call) => {
    const name = String(param(call).domainname);
    const zone = call.account.zone('name', name);
    if (zone !== undefined) return work({ ...call, zone });
    const words = `Value in field domainname does not match requirements of type: domainname.  `;
    if (!/^[a-z0-9-]+\.[a-z]+$/.test(name)) return fail(call, 4013, 'Validation Error.', words);
    return fail(call, missing, 'It failed', `The zone ${name} could not be found.`);
  });
}

/** In the order of the service. */
function itemsOf({ zone }: Call): object[] {
  return zone.records.all().map(([own, record]) => {
    const { id, hostname, type, priority = 0, destination } = form.toItem(record, own, zone);
    return { id, hostname, type, priority: String(priority), destination, deleterecord: false, state: 'yes' };
  });
}

function list(call: Call): object {
  const dnsrecords = itemsOf(call);
  return dnsrecords.length === 0 ? fail(call, 5029, 'no records in the zone') : succeed(call, { dnsrecords });
}

/** Records without an id are made, others changed or removed; all of it or nothing. */
function update(call: Call): object {
  const { zone } = call;
  const { dnsrecords } = asObject(param(call).dnsrecordset) as { dnsrecords: Record<string, unknown>[] };
  if (dnsrecords.length === 0) return fail(call, 4013, 'Validation error: there are no records');
  if (dnsrecords.some(({ id }) => Boolean(id) && zone.records.get(String(id)) === undefined))
    return fail(call, 5029, 'record not found');
  for (const { id, ...item } of dnsrecords) {
    const record = form.fromItem({ ...item, priority: Number(item.priority) }, zone);
    // Other clients send an empty id with what is new, and switches as words.
    if (!id) zone.records.insert(record);
    else if (/^true$/i.test(String(item.deleterecord))) zone.records.remove(String(id));
    else zone.records.replace(String(id), record);
  }
  return succeed(call, { dnsrecords: itemsOf(call) });
}

/** The API of the CCP. https://ccp.netcup.net/run/webservice/servers/endpoint.php */
export const ccpFake = routedFake({
  base: 'https://ccp.netcup.net/run/webservice/servers/endpoint.php',
  credentials: (request) =>
    field('apikey', 'opaque-key')({ ...request, body: JSON.stringify(bodyOf({ request }).param) }),
  command: (call) => bodyOf(call).action,
  routes: {
    login: (call) =>
      param(call).apipassword === 'opaque-password'
        ? succeed(call, { apisessionid: 'opaque-session' })
        : fail(call, 4013, 'Login failed'),
    logout: inSession((call) => succeed(call, '')),
    infoDnsZone: inZone(5031, (call) => succeed(call, { name: call.zone.name })),
    infoDnsRecords: inZone(5029, list),
    updateDnsRecords: inZone(5028, update),
  },
});
