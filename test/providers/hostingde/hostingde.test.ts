import { describeHostingDe } from '../families/hostingde.js';

describeHostingDe('hostingde', 'https://secure.hosting.de');
