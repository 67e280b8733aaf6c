import { describeProvider } from '../../../core/testing/describe-provider.js';
import { gcoreFake } from '../families/gcore.js';

describeProvider('edgecenter', {
  options: { permanentApiToken: 'opaque-token' },
  refusal: 401,
  fake: gcoreFake('https://api.edgecenter.ru/dns/v2'),
});
