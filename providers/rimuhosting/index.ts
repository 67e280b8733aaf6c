import { defineProvider } from '../../core/sdk/index.js';
import { zonomiProvider } from '../families/zonomi/index.js';
import type manifest from './manifest.json';

/** https://rimuhosting.com/dns/dyndns.jsp */
export default defineProvider<typeof manifest>(({ options, http }) =>
  zonomiProvider(http, 'https://rimuhosting.com/dns/dyndns.jsp', options.token),
);
