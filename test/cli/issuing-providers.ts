import type { Subject } from '../../core/testing/subject.js';
import { newRsaKey } from '../lab/new-key.js';
import { createFakeCloudflare } from '../providers/cloudflare/fake.js';
import { createFakeCloudns } from '../providers/cloudns/fake.js';
import { createFakeDigitalOcean } from '../providers/digitalocean/fake.js';
import { createFakeDnsMadeEasy } from '../providers/dnsmadeeasy/fake.js';
import { createFakeGandiRest } from '../providers/gandi/fake-rest.js';
import { createFakeGodaddy } from '../providers/godaddy/fake.js';
import { createFakeGransy } from '../providers/gransy/fake.js';
import { createFakeLinode } from '../providers/linode/fake.js';
import { createFakeNamecheap } from '../providers/namecheap/fake.js';
import { createFakeNsone } from '../providers/nsone/fake.js';
import { createFakeOvh } from '../providers/ovh/fake.js';
import { createFakeRackspace } from '../providers/rackspace/fake.js';
import { createFakeRoute53 } from '../providers/route53/fake.js';
import { createFakeSakuracloud } from '../providers/sakuracloud/fake.js';
import { createFakeTransip } from '../providers/transip/fake.js';
import { createFakeVultr } from '../providers/vultr/fake.js';

const privateKey = newRsaKey();
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const opaque = { token: 'opaque' };

/** One of each kind of API: single records, record sets, whole zones, forms, XML, SOAP, signatures, sessions, jobs. */
export const issuingProviders: readonly (Subject & { readonly provider: string })[] = [
  { provider: 'cloudflare', options: { token: 't' }, createFake: createFakeCloudflare },
  { provider: 'cloudns', options: { id: '7', password: 'secret' }, createFake: createFakeCloudns },
  { provider: 'digitalocean', options: opaque, createFake: createFakeDigitalOcean },
  { provider: 'dnsmadeeasy', options: { username: 'key', token: 'secret' }, createFake: createFakeDnsMadeEasy },
  { provider: 'gandi', options: { ...opaque, apiProtocol: 'rest' }, createFake: createFakeGandiRest },
  { provider: 'godaddy', options: { key: 'key', secret: 'secret' }, createFake: createFakeGodaddy },
  { provider: 'gransy', options: { username: 'me', password: 'secret' }, createFake: createFakeGransy },
  { provider: 'linode', options: { token: 'opaque-token' }, createFake: createFakeLinode },
  { provider: 'namecheap', options: { username: 'me', token: 'opaque' }, createFake: createFakeNamecheap },
  { provider: 'nsone', options: opaque, createFake: createFakeNsone },
  {
    provider: 'ovh',
    options: { applicationKey: 'a', applicationSecret: 's', consumerKey: 'c', entrypoint: 'ovh-eu' },
    createFake: createFakeOvh,
  },
  { provider: 'rackspace', options: { username: 'me', apiKey: 'key', sleepTime: 0 }, createFake: createFakeRackspace },
  { provider: 'route53', options: { accessKey: 'a', accessSecret: 's' }, createFake: createFakeRoute53 },
  { provider: 'sakuracloud', options: { token: 'token', secret: 'secret' }, createFake: createFakeSakuracloud },
  { provider: 'transip', options: { username: 'me', apiKey: pem, keyIsGlobal: true }, createFake: createFakeTransip },
  { provider: 'vultr', options: { token: 'opaque-token' }, createFake: createFakeVultr },
];
