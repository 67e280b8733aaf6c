import { defineProvider } from '../../core/sdk/index.js';
import { gcoreProvider } from '../families/gcore/index.js';
import type manifest from './manifest.json';

/** https://apidocs.edgecenter.ru/dns */
export default defineProvider<typeof manifest>(({ options, http }) =>
  gcoreProvider(http, 'https://api.edgecenter.ru/dns/v2', options.permanentApiToken),
);
