import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeRoute53 } from './fake.js';

describeConformance({
  provider: 'route53',
  options: { accessKey: 'a', accessSecret: 's' },
  createFake: createFakeRoute53,
  exceptions: {
    'gives a record another name': 'an update by identifier leaves the name, as lexicon has it',
    'says that wrong credentials were refused': 'the tests of the signature check it',
  },
});
