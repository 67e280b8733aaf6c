import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isServerOf, providersOfServers } from '../../core/dns/servers-of-provider.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';

function owners(...hosts: string[]): string[] {
  return providersOfServers(hosts, builtInRegistry().providers).map(({ manifest }) => manifest.id);
}

describe('name servers of providers', () => {
  it('are known by labels of their names', () => {
    assert.deepEqual(owners('amy.ns.cloudflare.com', 'bob.ns.cloudflare.com.'), ['cloudflare']);
    assert.deepEqual(owners('NS10.DNSMADEEASY.com'), ['dnsmadeeasy']);
    assert.deepEqual(owners('ns1.hosting.de'), ['hostingde']);
  });

  it('are known by a regular expression of the name or its registrable domain', () => {
    assert.deepEqual(owners('ns-1.awsdns-05.com', 'ns-2.awsdns-06.net'), ['route53']);
    assert.deepEqual(owners('ns1.duckdns.org'), ['duckdns']);
  });

  it('are not known by parts of labels', () => {
    assert.deepEqual(owners('ns1.myhosting.de', 'ns.notcloudflare.com'), []);
    assert.deepEqual(owners(), []);
  });

  it('are known whatever case either side is written in', () => {
    for (const pattern of ['Example.NET', '^ns[0-9]+\\.EXAMPLE\\.net$'])
      for (const [host, isKnown] of [
        ['NS1.example.Net.', true],
        ['ns1.example.org', false],
      ] as const)
        assert.equal(isServerOf(host, { nameservers: [pattern] }), isKnown, `${host} ${pattern}`);
    assert.equal(isServerOf('ns1.example.net', {}), false);
  });
});
