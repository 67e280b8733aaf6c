import {
  allowOnly,
  asObject,
  type Call,
  itemForm,
  readRpcCall,
  recordHandlers,
  rpcResult,
} from '../../../core/testing/fakes/index.js';
import { noteNarrowing } from '../../../core/testing/fakes/zones.js';

export const endpoint = 'https://api.domrobot.com/xmlrpc/';
const table = { form: { names: 'full', priority: { MX: 'prio', SRV: 'prio' } } } as const;
const form = itemForm(table);
export const refused = (code: number, msg: string) => rpcResult({ code, msg, svTRID: 't' });
export const done = (resData: object = {}) => rpcResult({ code: 1000, msg: 'Command completed successfully', resData });
export const credentials = { user: 'me', pass: 'opaque-password' };

/** The method of a call, and the fields of its one parameter. */
export function readCall({ body }: Pick<Call, 'body'>) {
  const { method, parameters } = readRpcCall({ body: String(body) });
  return { method, fields: asObject(parameters[0] ?? {}) };
}

/** What a call says besides the credentials and the zone. */
function fieldsOf({ request }: Call): Record<string, unknown> {
  const { user: _user, pass: _pass, lang: _lang, domain, ...fields } = readCall(request).fields;
  const { name } = fields;
  // A name within the zone is taken as well.
  const isRelative = typeof name === 'string' && domain !== undefined && !`.${name}`.endsWith(`.${domain}`);
  return isRelative ? { ...fields, name: `${name}.${domain}` } : fields;
}

export const handlers = recordHandlers({
  ...table,
  sent: fieldsOf,
  idOf: (call) => fieldsOf(call).id,
  // Of a new record its id alone is told.
  done: (item) => done(item && { id: asObject(item).id as string }),
  gone: refused(2303, 'Object does not exist'),
  duplicate: refused(2302, 'Object exists'),
});

/** A log-in, and what goes with its cookie. */
export const login = {
  'account.login': () => ({
    ...done({ customerId: 1, tfa: '0' }),
    headers: { 'content-type': 'text/xml', 'set-cookie': ['domrobot=opaque; Path=/; Secure'] },
  }),
  'account.logout': () => refused(1500, 'Command completed successfully; ending session'),
  'nameserver.list': ({ account }: Call) => {
    const domains = account.zones.map(({ name }) => ({ domain: name, type: 'MASTER' }));
    return done({ count: domains.length, domains });
  },
};

export function list(call: Call): object {
  const { domain } = readCall(call.request).fields;
  const zone = call.account.zone('name', String(domain));
  if (zone === undefined) return refused(2303, 'Object does not exist');
  const asked = fieldsOf(call);
  allowOnly(asked, ['type', 'name', 'content']);
  noteNarrowing(call, asked, ['type', 'name', 'content']);
  const record = zone.records
    .all()
    .map(([id, item]) => form.toItem(item, id, zone))
    .filter((item) => Object.entries(asked).every(([field, value]) => item[field] === value));
  return done({
    roId: 1,
    domain: zone.name,
    type: 'MASTER',
    ...(record.length > 0 && { count: record.length, record }),
  });
}
