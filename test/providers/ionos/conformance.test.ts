import { describeProvider } from '../../../core/testing/describe-provider.js';
import { ionosFake } from '../families/ionos.js';

describeProvider('ionos', {
  options: { apiKey: 'prefix.opaque-key' },
  fake: ionosFake('https://api.hosting.ionos.com/dns/v1'),
});
