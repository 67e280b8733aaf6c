import {
  type DnsRecord,
  defineProvider,
  Failure,
  noRecord,
  type RecordChange,
  type RecordDraft,
  recordId,
  recordItems,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import { explain, type Host, type HostList, Hosts, lists, MayEdit, Written } from './answers.js';
import type manifest from './manifest.json';

const { toItem, fromItem } = recordItems({
  fields: { id: 'HostId', type: 'Type', name: 'Name', content: 'Address', ttl: 'TTL' },
  parts: { MX: ['MXPref', 'Address'] },
  quotes: 'read',
});

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: options.sandbox ? 'https://api.sandbox.namecheap.com' : 'https://api.namecheap.com',
    query: { ApiUser: options.username, ApiKey: options.token, UserName: options.username, ClientIP: options.clientIp },
    bodyFormat: 'form',
    responseFormat: 'xml',
    xmlLists: lists,
    // The API reads by POST too, and writing the same hosts twice is harmless.
    repeatable: true,
    explain,
  });

  function readHosts(zone: Zone): Promise<HostList> {
    const query = { Command: 'namecheap.domains.dns.getHosts', ...splitDomain(zone) };
    return api.post('/xml.response', Hosts, undefined, { query });
  }

  async function writeHosts(zone: Zone, hosts: readonly Host[], emailType: string | undefined): Promise<void> {
    const form = new URLSearchParams(hosts.flatMap((host, index) => toFields(host, index + 1)));
    for (const [name, value] of Object.entries(splitDomain(zone))) form.append(name, value);
    // MX records are kept only under their mail setting. Mail forwarding is what stays where nothing is said.
    if (emailType !== undefined && emailType !== '' && emailType !== 'FWD') form.append('EmailType', emailType);
    await api.post('/xml.response', Written, form, { query: { Command: 'namecheap.domains.dns.setHosts' } });
  }

  /** Of all hosts, changes a few and writes all. */
  async function change(
    zone: Zone,
    { hosts, emailType }: HostList,
    drafts: readonly RecordDraft[],
    doomed: readonly string[],
  ): Promise<void> {
    const kept = hosts.filter(({ HostId = '' }) => !doomed.includes(HostId));
    // The API itself drops a host that is the same in all; one with another TTL would become a second record.
    const added = drafts
      .map((draft) => toHost(draft, zone))
      .filter((host) => !kept.some((other) => differsInTtl(host, other, zone)));
    if (added.length === 0 && kept.length === hosts.length) return;
    const hasMx = added.some((host) => host.Type === 'MX');
    await writeHosts(zone, [...kept, ...added], hasMx ? 'MX' : emailType);
  }

  return {
    async findZone(name) {
      const query = { Command: 'namecheap.domains.getInfo', DomainName: name };
      const mayEdit = await undefinedIf('ZONE_NOT_FOUND', api.post('/xml.response', MayEdit, undefined, { query }));
      if (mayEdit !== false) return mayEdit && { name };
      throw new Failure('AUTHENTICATION', `this account of Namecheap may not edit the host records of ${name}`, {
        hint: 'Ask the owner of the domain to share it with the right to edit host records',
      });
    },

    async listRecords(zone) {
      return (await readHosts(zone)).hosts.map((host) => toRecord(host, zone));
    },

    async createRecord(zone, draft) {
      await change(zone, await readHosts(zone), [draft], []);
    },

    async updateRecord(zone, id, draft) {
      const list = await readHosts(zone);
      if (!list.hosts.some((host) => host.HostId === id)) {
        throw noRecord(id);
      }
      await change(zone, list, [draft], [id]);
    },

    async deleteRecord(zone, id) {
      await change(zone, await readHosts(zone), [], [id]);
    },

    async removeRecords(zone, records) {
      const ids = records.map((record) => record.id);
      await change(zone, await readHosts(zone), [], ids);
    },

    async changeRecords(zone, { create, remove }: RecordChange) {
      const ids = remove.map((record) => record.id);
      // A pair of values goes one by one, as this API has always been asked; more would only use up its quota.
      if (create.length > 0 || ids.length > 2) return change(zone, await readHosts(zone), create, ids);
      for (const id of ids) await change(zone, await readHosts(zone), [], [id]);
    },
  };
});

/** `example.co.uk` → SLD `example`, TLD `co.uk`: Namecheap's domains are registrable ones. */
function splitDomain({ name }: Zone): { SLD: string; TLD: string } {
  const dot = name.indexOf('.');
  return { SLD: name.slice(0, dot), TLD: name.slice(dot + 1) };
}

function toHost(draft: RecordDraft, zone: Zone): Host {
  const item = { ...(draft.type === 'MX' && { MXPref: 10 }), ...toItem(draft, zone) };
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, String(value)]));
}

/** Written under other names than read. */
function toFields(host: Host, number: number): [string, string][] {
  const names: Readonly<Record<string, string>> = { Name: 'HostName', Type: 'RecordType' };
  return Object.entries(host).map(([name, value]) => [`${names[name] ?? name}${number}`, value]);
}

function differsInTtl(host: Host, other: Host, zone: Zone): boolean {
  const [one, two] = [host, other].map((item) => recordId(toRecord(item, zone)));
  return one === two && host.TTL !== other.TTL;
}

function toRecord(host: Host, zone: Zone): DnsRecord {
  return fromItem({ HostId: '', Name: '@', MXPref: '10', ...host }, zone);
}
