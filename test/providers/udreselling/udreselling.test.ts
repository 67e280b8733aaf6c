import { asObject, describeProvider, idOfRecord, itemForm, routedFake } from '../../../core/testing/index.js';

function say(code: number, description: string, lines: readonly string[] = []) {
  const body = ['[RESPONSE]', `code = ${code}`, `description = ${description}`, ...lines, 'EOF', ''].join('\r\n');
  return { status: 200, headers: {}, body };
}
function list(property: string, values: readonly string[]) {
  const lines = values.map((value, at) => `property[${property}][${at}] = ${value}`);
  return say(200, 'Command completed successfully', lines);
}
const done = list('soaserial', ['2']);
const gone = say(545, 'Object not found');
const duplicate = say(541, 'Invalid attribute value; duplicate record [a.example.com. 60 IN TXT one]');
/** A text of one word stands without quotes. */
const quotes = (text: string) => /[\s"\\]/.test(text);
const { toItem, fromItem } = itemForm({ form: { hasIds: false, names: 'fqdn', quotes, dots: true } });

describeProvider('udreselling', {
  options: { user: 'me', pass: 'opaque-password' },
  refusals: [[200, duplicate.body, 'RECORD_EXISTS']],
  isRead: ({ body }) => !body.includes('UpdateDNSZone'),
  fake: routedFake({
    base: 'https://api.domainreselling.de/api/call.cgi',
    credentials: ({ url }) => url.search === '?s_login=me&s_pw=opaque-password',
    refused: say(530, 'Authentication failed'),
    missing: gone,
    command: ({ body }) => String(asObject(body).command),
    zoneOf: ({ body }) => {
      const { dnszone } = asObject(body);
      return dnszone === undefined ? undefined : { name: String(dnszone).replace(/\.$/, '') };
    },
    routes: {
      StatusDNSZone: () => done,
      QueryDNSZoneList: ({ account }) =>
        list(
          'dnszone',
          account.zones.map(({ name }) => `${name}.`),
        ),
      QueryDNSZoneRRList: ({ zone }) => {
        const items = zone.records.all().map(([id, record]) => toItem(record, id, zone));
        const lines = items.map(({ name, ttl, type, content }) => `${name} ${ttl} IN ${type} ${content}`);
        return list('rr', lines);
      },
      UpdateDNSZone: ({ body, zone }) => {
        const { addrr0, delrr0 } = asObject(body);
        const [name, ttl, , type, ...data] = String(addrr0 ?? delrr0).split(' ');
        const record = fromItem({ name, ttl, type, content: data.join(' ') }, zone);
        const own = idOfRecord(zone, record);
        if (delrr0 !== undefined) return own !== undefined && zone.records.remove(own) ? done : gone;
        if (own !== undefined) return duplicate;
        zone.records.insert(record);
        return done;
      },
    },
  }),
});
