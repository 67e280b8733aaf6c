import { describeProvider } from '../../../core/testing/describe-provider.js';
import { hostingDeFake } from '../hostingde/fake.js';

describeProvider('httpnet', {
  options: { token: 'opaque-token', retryWaitTime: 0 },
  isRead: ({ url }) => url.pathname.endsWith('Find'),
  fake: hostingDeFake('https://partner.http.net'),
});
