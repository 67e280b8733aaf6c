import { z } from 'zod';
import { baseAddress, defineProvider, isFailure, path, signedIn, undefinedIf } from '../../core/sdk/index.js';
import { explain, hostBillProvider, type ServiceZone, Zones } from '../families/hostbill/index.js';
import type manifest from './manifest.json';

const Login = z.object({ token: z.string() }).transform(({ token }) => token);

export default defineProvider<typeof manifest, ServiceZone>(({ options, http }) => {
  const baseUrl = baseAddress('https://dns.services/api');
  const { username = '', password = '' } = options;
  function logIn(): Promise<string> {
    const request = { bodyFormat: 'form', repeatable: true, explain } as const;
    return http.post(path`${baseUrl}/login`, Login, { username, password }, request);
  }

  /** Name and password with each request are taken as well: what is left where there is no login, or none for this account. */
  async function credential(): Promise<string> {
    try {
      const token = await logIn();
      http.hide(token);
      return `Bearer ${token}`;
    } catch (refusal) {
      if (!isFailure(refusal, 'AUTHENTICATION', 'RECORD_NOT_FOUND')) throw refusal;
      const basic = { username, password };
      const isTaken = await undefinedIf('AUTHENTICATION', http.get(path`${baseUrl}/dns`, Zones, { basic, explain }));
      if (isTaken === undefined) throw refusal;
      return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }
  }

  return hostBillProvider(http.extend({ baseUrl, explain, ...signedIn(credential, { scheme: '' }) }));
});
