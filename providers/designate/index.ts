import {
  baseAddress,
  type DnsProvider,
  defineProvider,
  type HttpClient,
  inSession,
  type Path,
  path,
} from '../../core/sdk/index.js';
import { type DesignateZone, designateProvider } from '../families/designate/index.js';
import { type CloudLogin, openCloud } from '../families/keystone/open-cloud.js';
import type manifest from './manifest.json';

/** https://docs.openstack.org/api-ref/dns/dns-api-v2-index.html */
export default defineProvider<typeof manifest, DesignateZone>(({ options, http }): DnsProvider<DesignateZone> => {
  const { username, userId, password = '', projectName, projectId, region } = options;
  const { credentialId, credentialName, credentialSecret } = options;
  const userDomain = { name: options.userDomain };
  const user = userId === undefined ? { name: username, domain: userDomain } : { id: userId };
  const project =
    projectId === undefined ? { name: projectName, domain: { name: options.projectDomain } } : { id: projectId };
  const identity = versioned(options.authUrl, 'v3');

  function loginOf(): CloudLogin {
    if (credentialSecret === undefined) return { identity, user, password, project };
    const named = credentialId === undefined ? { name: credentialName, user } : { id: credentialId };
    return { identity, credential: { ...named, secret: credentialSecret } };
  }

  async function open(): Promise<HttpClient> {
    const { token, url } = await openCloud(http, loginOf(), 'dns', region);
    http.hide(token);
    return http.extend({ baseUrl: versioned(url, 'v2'), headers: { 'x-auth-token': token } });
  }

  return designateProvider({ run: inSession(open) });
});

/** Addresses are told with the version of the API and without. */
function versioned(address: string, version: string): Path {
  const base = baseAddress(address.replace(/\/v\d+(\.\d+)?\/*$/, ''));
  return path`${base}/${version}`;
}
