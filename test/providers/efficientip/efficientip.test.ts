import { createHash } from 'node:crypto';
import {
  basic,
  type Call,
  type Credentials,
  describeProvider,
  type Handler,
  idOfRecord,
  nothing,
  recordHandlers,
  restFake,
  toAnswer,
} from '../../../core/testing/index.js';

/** `WHERE=a='b' AND c='d'` */
function asked({ query: { WHERE = '', ...rest } }: Call): Record<string, string> {
  return {
    ...rest,
    ...Object.fromEntries(
      WHERE.slice(0, -1)
        .split("' AND ")
        .map((part) => part.split("='")),
    ),
  };
}
const place = { dns_name: 'dns.smart', dnsview_name: '#', dnszone_name: 'example.com' };
const { list, add, drop } = recordHandlers({
  form: {
    fields: { id: 'rr_id', type: 'rr_type', name: 'rr_full_name', content: 'value1', ttl: 'ttl' },
    ...{ names: 'full', parts: { MX: ['value1', 'value2'] } },
  },
  asked,
  filters: { type: 'rr_type', name: 'rr_full_name' },
  ignores: Object.keys(place),
  pages: { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 1000 },
  show: (item) => ({ errno: '0', ...item, ttl: String(item.ttl), delayed_delete_time: '0' }),
  sent({ query: { rr_name, rr_ttl, rr_value1, dns_name, dnszone_name = 'example.com', add_flag, ...item } }) {
    const isPlaced = dns_name === 'dns.smart' && dnszone_name === 'example.com';
    const value1 = item.value1 ?? rr_value1;
    return isPlaced && { ...item, value1, rr_full_name: rr_name, ttl: Number(rr_ttl) };
  },
  /** By what the record is as well. */
  idOf({ query: { rr_id, rr_type: type = '', rr_name: name = '', rr_value1: content = '' }, zone }) {
    return rr_id ?? idOfRecord(zone, { type, name: name.replace(`.${zone.name}`, ''), content });
  },
  done: (item) => [item === undefined ? 200 : 201, [{ ret_oid: '7' }]],
  gone: [400, { errno: '20117', errmsg: 'This RR does not exist', severity: 'error', category: 'dns_rr_delete' }],
});
const zones: Handler = (call) =>
  call.account.zones
    .filter(({ name }) => name === asked(call).dnszone_name)
    .map(({ id, name }) => ({ ...place, errno: '0', dnszone_id: id, dnszone_name: name, vdns_parent_id: '0' }));
/** Nothing is 204. */
const listed = (handler: Handler) => (call: Call) => {
  const answer = toAnswer(handler(call));
  return answer.body === '[]' ? nothing : answer;
};
const isSigned: Credentials = ({ method, url, headers }) => {
  const digest = createHash('sha3-256')
    .update(`opaque-secret\n${headers['x-sds-ts']}\n${method}\n${url}`)
    .digest('hex');
  return /^\d{10}$/.test(headers['x-sds-ts'] ?? '') && headers.authorization === `SDS KEY:${digest}`;
};
const hostname = 'ipam.example.org';
const options = { username: 'me', password: 'opaque-password', hostname };
const where = (...fields: readonly string[]) => `WHERE=${fields.join(' AND ')}&limit=1000&offset=0`;
const found = `GET /dns_zone_list?${where("dnszone_name='example.com'")}`;
const within = ["dns_name='dns.smart'", "dnsview_name='%23'", "dnszone_name='example.com'"];
const read = `GET /dns_rr_list?${where(...within, "rr_type='TXT'", "rr_full_name='a.example.com'")}`;
const text = 'rr_name=a.example.com&rr_type=TXT&value1=one&rr_ttl=60';

describeProvider('efficientip', {
  options,
  fake: restFake({
    base: 'https://ipam.example.org/rest',
    credentials: (request) => basic('me', 'opaque-password')(request) || isSigned(request),
    refused: [401, { errno: '9', errmsg: 'Unauthorized', severity: 'error' }],
    routes: {
      'GET /dns_zone_list': listed(zones),
      'GET /dns_rr_list': listed(list),
      'POST /dns_rr_add': add,
      'DELETE /dns_rr_delete': drop,
    },
  }),
  refusals: [400, 200].map((status) => [status, [{ errno: '17', errmsg: 'No such view' }], ['API', /No such view 17/]]),
  cases: {
    'creates by the full name where the zone is, and removes by the id': {
      given: ['a TXT two'],
      creates: 'a 60 TXT one',
      removes: 'a TXT one',
      sends: [
        ...[found, read, `POST /dns_rr_add?add_flag=new_only&dns_name=dns.smart&dnszone_name=example.com&${text}`],
        ...[read, 'DELETE /dns_rr_delete?rr_id=2'],
      ],
      leaves: ['a TXT two'],
    },
    'signs with a token': {
      options: { tokenKey: 'KEY', tokenSecret: 'opaque-secret', hostname },
      given: ['a TXT two'],
      creates: '* 60 TXT one',
      removes: 'a TXT two',
    },
    'takes name and password together, and looks where it was told to': {
      options: { credentials: 'me:opaque-password', hostname, dnsName: "a's", viewName: 'out' },
      sends: [`GET /dns_zone_list?${where("dnszone_name='example.com'", "dns_name='a''s'", "dnsview_name='out'")}`],
    },
  },
});
