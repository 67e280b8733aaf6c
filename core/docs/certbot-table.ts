import type { Registry } from '../manifest/registry.js';
import { findOption, optionVariables } from '../options/names.js';
import { markdownTable } from './markdown-table.js';

/** DNS plugins of certbot: which provider each is here, and what the lines of its credentials file become, by flags. */
const plugins: readonly {
  readonly plugin: string;
  readonly provider: string;
  readonly lines: Readonly<Record<string, string>>;
}[] = [
  {
    plugin: 'dns-cloudflare',
    provider: 'cloudflare',
    lines: {
      dns_cloudflare_api_token: 'auth-token',
      dns_cloudflare_email: 'auth-username',
      dns_cloudflare_api_key: 'auth-token',
    },
  },
  { plugin: 'dns-digitalocean', provider: 'digitalocean', lines: { dns_digitalocean_token: 'auth-token' } },
  { plugin: 'dns-dnsimple', provider: 'dnsimple', lines: { dns_dnsimple_token: 'auth-token' } },
  {
    plugin: 'dns-dnsmadeeasy',
    provider: 'dnsmadeeasy',
    lines: { dns_dnsmadeeasy_api_key: 'auth-username', dns_dnsmadeeasy_secret_key: 'auth-token' },
  },
  {
    plugin: 'dns-gehirn',
    provider: 'gehirn',
    lines: { dns_gehirn_api_token: 'auth-token', dns_gehirn_api_secret: 'auth-secret' },
  },
  {
    plugin: 'dns-google',
    provider: 'googleclouddns',
    lines: { 'the JSON file of the service account': 'auth-service-account-info' },
  },
  { plugin: 'dns-linode', provider: 'linode', lines: { dns_linode_key: 'auth-token' } },
  {
    plugin: 'dns-luadns',
    provider: 'luadns',
    lines: { dns_luadns_email: 'auth-username', dns_luadns_token: 'auth-token' },
  },
  { plugin: 'dns-nsone', provider: 'nsone', lines: { dns_nsone_api_key: 'auth-token' } },
  {
    plugin: 'dns-ovh',
    provider: 'ovh',
    lines: {
      dns_ovh_endpoint: 'auth-entrypoint',
      dns_ovh_application_key: 'auth-application-key',
      dns_ovh_application_secret: 'auth-application-secret',
      dns_ovh_consumer_key: 'auth-consumer-key',
    },
  },
  {
    plugin: 'dns-rfc2136',
    provider: 'ddns',
    lines: { 'name, algorithm and secret of the key': 'auth-token', dns_rfc2136_server: 'ddns-server' },
  },
  {
    plugin: 'dns-route53',
    provider: 'route53',
    lines: { aws_access_key_id: 'auth-access-key', aws_secret_access_key: 'auth-access-secret' },
  },
  {
    plugin: 'dns-sakuracloud',
    provider: 'sakuracloud',
    lines: { dns_sakuracloud_api_token: 'auth-token', dns_sakuracloud_api_secret: 'auth-secret' },
  },
];

/** @throws where a provider or an option of the table is not there: its page would lie */
export function renderCertbotTable({ findProvider }: Pick<Registry, 'findProvider'>): string {
  const rows = plugins.flatMap(({ plugin, provider, lines }) => {
    const manifest = findProvider(provider)?.manifest;
    if (manifest === undefined) throw new Error(`${plugin}: there is no provider ${provider}`);
    return Object.entries(lines).map(([line, flag], index) => {
      const key = findOption(manifest, flag);
      if (key === undefined) throw new Error(`${plugin}: ${provider} has no option ${flag}`);
      const [variable = ''] = optionVariables(manifest, key);
      return [
        index === 0 ? `\`${plugin}\`` : '',
        index === 0 ? `[${manifest.id}](../providers/${manifest.id}.md)` : '',
        /[ ]/.test(line) ? line : `\`${line}\``,
        `\`${variable}\``,
      ];
    });
  });
  return markdownTable(['Plugin of certbot', 'Provider', 'In its credentials file', 'Variable'], rows);
}
