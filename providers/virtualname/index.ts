import { defineProvider } from '../../core/sdk/index.js';
import { type TecnocraticaZone, tecnocraticaProvider } from '../families/tecnocratica/index.js';
import type manifest from './manifest.json';

/** https://developers.virtualname.net/#dns */
export default defineProvider<typeof manifest, TecnocraticaZone>(({ options, http }) =>
  tecnocraticaProvider(http, 'https://api.virtualname.net/v1', options.token),
);
