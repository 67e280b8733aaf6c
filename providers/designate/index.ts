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
  const { username, userId, userDomain, userDomainId, password = '' } = options;
  const { projectName, projectId, projectDomain, projectDomainId, region } = options;
  const { credentialId, credentialName, credentialSecret } = options;
  const user = named(userId, { name: username, domain: named(userDomainId, { name: userDomain }) });
  const project = named(projectId, { name: projectName, domain: named(projectDomainId, { name: projectDomain }) });
  const identity = versioned(options.authUrl, 'v3');

  function loginOf(): CloudLogin {
    if (credentialSecret === undefined) return { identity, user, password, project };
    const credential = { ...named(credentialId, { name: credentialName, user }), secret: credentialSecret };
    return { identity, credential };
  }

  async function open(): Promise<HttpClient> {
    const { token, url } = await openCloud(http, loginOf(), 'dns', region);
    http.hide(token);
    return http.extend({ baseUrl: versioned(url, 'v2'), headers: { 'x-auth-token': token } });
  }

  return designateProvider({ run: inSession(open) });
});

/** An id says all; a name needs what it belongs to. */
const named = <T>(id: string | undefined, byName: T) => (id === undefined ? byName : { id });

/** Addresses are told with the version of the API and without. */
function versioned(address: string, version: string): Path {
  const base = baseAddress(address.replace(/\/v\d+(\.\d+)?\/*$/, ''));
  return path`${base}/${version}`;
}
