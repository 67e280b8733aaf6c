import { Failure } from '../../core/sdk/index.js';
import type { Rcode } from './message.js';

/** What a response code to a signed request means (RFC 2136, section 3.8); undefined for success. */
export function failureOf(rcode: Rcode, zone: string, action: 'change' | 'list'): Failure | undefined {
  const serviceCode = rcode;
  switch (rcode) {
    case 'NOERROR':
      return undefined;
    case 'REFUSED':
      return new Failure('AUTHENTICATION', `the DNS server refused to ${action} the zone ${zone} (REFUSED)`, {
        serviceCode,
        hint:
          action === 'change'
            ? 'Allow the key to update the zone: update-policy or allow-update in BIND, an acl with action update in Knot. Its log tells more'
            : 'Allow the key to transfer the zone (allow-transfer), or give --name',
      });
    case 'NOTAUTH':
      return new Failure('ZONE_NOT_FOUND', `the DNS server is not the primary of the zone ${zone} (NOTAUTH)`, {
        serviceCode,
        hint: 'Check --ddns-server, and that the key may be used in this view',
      });
    case 'NOTZONE':
      return new Failure('ZONE_NOT_FOUND', `the name is not in the zone ${zone} (NOTZONE)`, { serviceCode });
    case 'NOTIMP':
      return new Failure('UNSUPPORTED', 'the DNS server takes no dynamic updates (NOTIMP)', { serviceCode });
    case 'SERVFAIL':
      return new Failure('SERVER', `the DNS server failed to ${action} the zone ${zone} (SERVFAIL)`, {
        serviceCode,
        hint: "Look into the server's log: often it may not write its journal",
      });
    default:
      return new Failure('API', `the DNS server refused to ${action} the zone ${zone} (${rcode})`, { serviceCode });
  }
}
