import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';
import type { Exchange } from '../../core/testing/exchanges.js';

const options = { username: 'me', password: 'opaque-password' };
const basic = `Basic ${Buffer.from('me:opaque-password').toString('base64')}`;
const hostBill = { request: 'POST /login', body: 'username=me&password=opaque-password' };
const refused = { ...hostBill, status: 401, answer: { error: ['login is off'] } };
const found: Exchange = {
  request: 'GET /dns',
  headers: { authorization: basic },
  answer: { zones: [{ domain_id: 71, name: 'example.com', service_id: 9 }] },
};
const gigahost = { request: 'POST /authenticate', body: options };
const zone = { zone_name: 'example.com' };

/** Log-ins that fail for a moment, or that there are none of. */
const rows: Readonly<Record<string, CasesTest>> = {
  dnsservices: {
    base: 'https://dns.services/api',
    options,
    cases: {
      'logs in again where that failed for a moment': {
        asks: [
          { ...hostBill, status: 502 },
          { ...hostBill, answer: { token: 'opaque-token' } },
          { ...found, headers: { authorization: 'Bearer opaque-token' } },
        ],
        gives: 'example.com',
      },
      'sends name and password each time where it may not log in': { asks: [refused, found, found] },
      'sends them where there is no login': { asks: [{ ...hostBill, status: 404 }, found, found] },
      'says why there was no login where they are refused as well': {
        asks: [refused, { ...found, status: 401, answer: { error: ['unauthorized'] } }],
        fails: ['AUTHENTICATION', /login is off/],
      },
      'sends them nowhere where a login failed otherwise': {
        asks: [{ ...hostBill, status: 400, answer: { error: ['broken'] } }],
        fails: ['API', /broken/],
      },
    },
  },
  gigahostno: {
    base: 'https://api.gigahost.no/api/v0',
    options,
    cases: {
      'logs in without a code, again where that failed, and takes the zone that is in use': {
        asks: [
          { ...gigahost, status: 502 },
          { ...gigahost, answer: { data: { token: 'opaque-token' } } },
          {
            request: 'GET /dns/zones',
            answer: {
              data: [
                { ...zone, zone_id: 7, zone_active: '0' },
                { ...zone, zone_id: 8 },
              ],
            },
          },
        ],
        does: (service) => service.findZone(),
        gives: { id: '8', name: 'example.com', isActive: true },
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
