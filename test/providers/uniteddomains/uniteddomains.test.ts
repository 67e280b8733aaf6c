import { describeProvider } from '../../../core/testing/describe-provider.js';
import { ionosFake } from '../families/ionos.js';

describeProvider('uniteddomains', {
  options: { apiKey: 'prefix.opaque-key' },
  fake: ionosFake('https://dnsapi.united-domains.de/dns/v1'),
});
