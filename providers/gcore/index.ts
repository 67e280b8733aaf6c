import { defineProvider } from '../../core/sdk/index.js';
import { gcoreProvider } from '../families/gcore/index.js';
import type manifest from './manifest.json';

/** https://api.gcore.com/docs/dns */
export default defineProvider<typeof manifest>(({ options, http }) =>
  gcoreProvider(http, 'https://api.gcore.com/dns/v2', options.permanentApiToken),
);
