import type { InjectionToken } from 'tsyringe';
import type { OpenBroker } from '../challenges/index.js';
import type { Clock } from '../clock/clock.js';
import type { Dispatcher } from '../http/dispatcher.js';
import type { Redactor } from '../http/redact.js';
import type { MemoryStore } from '../issuance/memory/memory-store.js';
import type { RemovalsSeen } from '../issuance/memory/removals-seen.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import type { RateLimits } from '../issuance/rate-limits/index.js';
import type { Registry } from '../manifest/registry.js';
import type { PostIssueHost } from '../post-issue/index.js';
import type { DockerClient } from '../sdk/docker.js';
import type { Logger } from '../sdk/logger.js';
import type { CertificateStore } from '../store/store.js';
import type { DnsTurns } from './dns-turns.js';

function token<T>(name: string): InjectionToken<T> {
  return Symbol.for(`letsencrypt-dns.${name}`);
}

/** The services that have a lifetime and may be replaced in tests, by a child container. */
export const tokens = {
  clock: token<Clock>('clock'),
  log: token<Logger>('log'),
  redactor: token<Redactor>('redactor'),
  dispatcher: token<Dispatcher>('dispatcher'),
  registry: token<Registry>('registry'),
  store: token<CertificateStore>('store'),
  memory: token<MemoryStore>('memory'),
  removalsSeen: token<RemovalsSeen>('removals-seen'),
  docker: token<DockerClient>('docker'),
  limits: token<RateLimits>('limits'),
  postIssue: token<PostIssueHost>('post-issue'),
  dnsTurns: token<DnsTurns>('dns-turns'),
  openBroker: token<OpenBroker>('open-broker'),
  passServices: token<PassServices>('pass-services'),
};
