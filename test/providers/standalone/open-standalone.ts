import assert from 'node:assert/strict';
import { openProvider } from '../../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../../core/dns/record-service.js';
import { createDispatcher } from '../../../core/http/dispatcher.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import type { DnsProvider } from '../../../core/sdk/provider.js';
import { freePort } from '../../lab/index.js';

export interface Standalone {
  readonly provider: DnsProvider;
  /** `host:port` where it listens once it has a record. */
  readonly dnsAddress: string;
  service(zone: string): RecordService;
}

/** The provider as the program opens it, on a free port. */
export async function openStandalone(options: Record<string, string> = {}): Promise<Standalone> {
  const registered = builtInRegistry().findProvider('standalone');
  assert.ok(registered);
  const dnsAddress = `127.0.0.1:${await freePort()}`;
  const provider = await openProvider({
    registered,
    options: { serverName: 'acme-dns.example.net', listen: dnsAddress, ...options },
    dispatcher: createDispatcher({ env: {} }),
    log: silentLogger,
    userAgent: 'test',
  });
  const { capabilities, title } = registered.manifest;
  return {
    provider,
    dnsAddress,
    service: (zoneName) =>
      createRecordService({
        provider,
        capabilities,
        zoneName,
        providerTitle: title,
        signal: AbortSignal.timeout(20_000),
      }),
  };
}
