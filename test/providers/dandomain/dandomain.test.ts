import { describeProvider } from '../../../core/testing/describe-provider.js';
import { curanetFake } from '../families/curanet.js';

describeProvider('dandomain', {
  options: { apiKey: 'opaque-token' },
  refusal: 401,
  fake: curanetFake('https://api.curanet.dk/dns/v2'),
});
