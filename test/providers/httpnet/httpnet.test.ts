import { describeHostingDe } from '../families/hostingde.js';

describeHostingDe('httpnet', 'https://partner.http.net');
