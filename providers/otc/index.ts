import { baseAddress, defineProvider, type HttpClient, inSession, path } from '../../core/sdk/index.js';
import { type DesignateZone, designateProvider } from '../families/designate/index.js';
import { openCloud } from '../families/keystone/open-cloud.js';
import type manifest from './manifest.json';

/** https://docs.otc.t-systems.com/domain-name-service/api-ref/index.html */
export default defineProvider<typeof manifest, DesignateZone>(({ options, http }) => {
  const login = {
    identity: baseAddress(options.identity.replace(/\/auth\/tokens\/*$/, '')),
    user: { name: options.username, domain: { name: options.domainName } },
    password: options.password,
    project: { name: options.projectName },
  };

  async function open(): Promise<HttpClient> {
    const { token, url } = await openCloud(http, login, 'dns');
    http.hide(token);
    const baseUrl = path`${baseAddress(url.replace(/\/v2\/*$/, ''))}/v2`;
    return http.extend({ baseUrl, headers: { 'x-auth-token': token } });
  }

  return designateProvider({ run: inSession(open), zoneQuery: options.privateZone ? { type: 'private' } : {} });
});
