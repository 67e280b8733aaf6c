import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  basic,
  type Call,
  type Handler,
  jsonAnswer,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const types = {
  A: ['A', 'ip'],
  AAAA: ['AAAA', 'ip'],
  Cname: ['CNAME', 'destinationHostname'],
  TXT: ['TXT', 'text'],
} as const;

function ok(data: unknown) {
  return jsonAnswer({ trId: 't', responseCode: 1000, message: 'Success.', data, command: 'c' });
}

function refused(code: number, message: string) {
  return jsonAnswer({ trId: 't', responseCode: code, message, errors: [{ code, message }], data: null });
}

function inDomain(handler: Handler): Handler {
  return (call) => {
    const zone = call.account.zone('name', String(asObject(call.body).domain));
    return zone === undefined ? refused(2303, 'Object does not exist.') : handler({ ...call, zone });
  };
}

function itemsOf({ zone }: Call, only?: string) {
  const fields = Object.fromEntries(Object.values(types));
  return zone.records.all().flatMap(([, { type, name, content }]) => {
    const field = fields[type];
    if (field === undefined || (only !== undefined && type !== only)) return [];
    return [{ ...(only === undefined ? { type, hostname: name } : { host: name }), [field]: content }];
  });
}

const writing = Object.entries(types).flatMap(([command, [type, field]]) => {
  const find = ({ zone, body }: Call) => {
    const fields = asObject(body);
    allowOnly(fields, ['command', 'domain', 'hostname', field, 'responseType']);
    const own = { type, name: String(fields.hostname), content: String(fields[field]), ttl: 3600 };
    const same = zone.records
      .all()
      .find(([, each]) => each.type === type && each.name === own.name && each.content === own.content);
    return { own, id: same?.[0] };
  };
  return [
    [
      `Domain_Zone_AddType${command}`,
      inDomain((call) => {
        const { own, id } = find(call);
        if (id !== undefined) return refused(2400, 'Command failed.');
        call.zone.records.insert(own);
        return ok(true);
      }),
    ],
    [
      `Domain_Zone_DeleteType${command}`,
      inDomain((call) => {
        const { id } = find(call);
        return id !== undefined && call.zone.records.remove(id) ? ok(true) : refused(2303, 'Object does not exist.');
      }),
    ],
    [`Domain_Zone_GetType${command}`, inDomain((call) => ok(itemsOf(call, type)))],
  ] as const;
});

describeProvider('dinahosting', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The API knows no TTLs.' },
  options: { username: 'u', password: 'opaque-password' },
  refusals: [
    [200, { responseCode: 2201, message: 'Not allowed.' }, ['AUTHENTICATION', /Not allowed.* 2201$/]],
    [500, { responseCode: 2000 }, ['API', /no reason given.* 2000$/]],
    [200, { responseCode: 2200, errors: [{ code: 1, message: 'Who is it?' }] }, ['AUTHENTICATION', /Who is it.* 1$/]],
  ],
  isRead: ({ body }) => /command=(Services_Get|Domain_Zone_Get)/.test(body),
  fake: routedFake({
    base: 'https://dinahosting.com/special/api.php',
    credentials: basic('u', 'opaque-password'),
    refused: refused(2200, 'Authentication error.'),
    missing: refused(2000, 'Unknown command.'),
    command: ({ body }) => String(asObject(body).command),
    routes: {
      Services_GetDomains: ({ account }) => ok(account.zones.map(({ name }) => ({ domain: name }))),
      Domain_Zone_GetAll: inDomain((call) => ok(itemsOf(call))),
      ...Object.fromEntries(writing),
    },
  }),
});
