import { describeProvider } from '../../../core/testing/describe-provider.js';
import { ionosFake } from '../ionos/fake.js';

describeProvider('uniteddomains', {
  options: { apiKey: 'prefix.opaque-key' },
  fake: ionosFake('https://dnsapi.united-domains.de/dns/v1'),
});
