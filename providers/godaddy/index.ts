import { defineProvider } from '../../core/sdk/index.js';
import { explain } from './answers.js';
import type manifest from './manifest.json';
import { createVersion1 } from './version-1.js';
import { createVersion3 } from './version-3.js';

/** Version 3 takes personal access tokens only, and accounts that have had a key for years have none. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { key, secret, token } = options;
  if (token !== undefined) return createVersion3(http.extend({ bearer: token, explain }));
  return createVersion1(http.extend({ headers: { authorization: `sso-key ${key}:${secret}` }, explain }));
});
