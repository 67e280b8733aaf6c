import { defineProvider } from '../../core/sdk/index.js';
import { curanetProvider } from '../families/curanet/index.js';
import type manifest from './manifest.json';

/** https://api.scannet.dk/dns/swagger/index.html */
export default defineProvider<typeof manifest>(({ options, http }) =>
  curanetProvider(http, 'https://api.curanet.dk/dns/v2', options),
);
