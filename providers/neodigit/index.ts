import { defineProvider } from '../../core/sdk/index.js';
import { type TecnocraticaZone, tecnocraticaProvider } from '../families/tecnocratica/index.js';
import type manifest from './manifest.json';

/** https://developers.neodigit.net/#dns */
export default defineProvider<typeof manifest, TecnocraticaZone>(({ options, http }) =>
  tecnocraticaProvider(http, 'https://api.neodigit.net/v1', options.token),
);
