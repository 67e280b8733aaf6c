/**
 * Providers whose fakes lego works against as against the services, and what lego calls them. Not here: those that Debian's
 * lego was built without, whose API it speaks in a form that is gone, and where it makes mistakes of its own.
 */
export const proven: Readonly<Record<string, string>> = {
  allinkl: 'allinkl',
  bluecat: 'bluecat',
  checkdomain: 'checkdomain',
  clouddns: 'clouddns',
  cloudns: 'cloudns',
  conoha: 'conoha',
  constellix: 'constellix',
  desec: 'desec',
  digitalocean: 'digitalocean',
  domeneshop: 'domeneshop',
  dreamhost: 'dreamhost',
  dynu: 'dynu',
  googleclouddns: 'gcloud',
  hostingde: 'hostingde',
  hosttech: 'hosttech',
  internetbs: 'internetbs',
  joker: 'joker',
  loopia: 'loopia',
  mythicbeasts: 'mythicbeasts',
  namecheap: 'namecheap',
  netcup: 'netcup',
  netlify: 'netlify',
  nifcloud: 'nifcloud',
  njalla: 'njalla',
  ovh: 'ovh',
  regru: 'regru',
  route53: 'route53',
  safedns: 'safedns',
  servercow: 'servercow',
  vercel: 'vercel',
  vultr: 'vultr',
  wedos: 'wedos',
  yandex: 'yandex',
  zonomi: 'zonomi',
};

/** What each run of the tests tries: SOAP, JSON in several styles, XML-RPC, XML, and signed requests. */
export const sample: readonly string[] = ['allinkl', 'desec', 'hostingde', 'loopia', 'namecheap', 'ovh', 'route53'];
