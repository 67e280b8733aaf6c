import type { DesiredCertificate, DesiredState, ProviderProfile } from '../../core/config/desired-state.js';
import type { Settings } from '../../core/config/settings.js';
import { createFingerprint } from '../../core/issuance/plan/configuration-fingerprint.js';
import type { PlanInput } from '../../core/issuance/plan/plan-input.js';
import type { GoodLineage, Lineage } from '../../core/store/lineages/lineage.js';

export const day = 24 * 3600 * 1000;
export const hour = 3600 * 1000;
export const minute = 60 * 1000;
/** When the tests happen. */
export const now = Date.parse('2030-01-01T00:00:00Z');

export function certificate(name: string, more: Partial<DesiredCertificate> = {}): DesiredCertificate {
  return {
    name,
    isNameGiven: false,
    domains: [name],
    profile: undefined,
    keyType: 'ecdsa',
    reuseKey: false,
    server: 'https://acme.example/directory',
    acmeProfile: undefined,
    preferredChain: undefined,
    explicit: {},
    followCnames: true,
    forceRenew: false,
    steps: {},
    source: { file: 'domains.conf', line: 1, column: 1 },
    ...more,
  };
}

const settings: Pick<Settings, 'onRemove' | 'eab' | 'resolvers' | 'proxy' | 'caBundle'> = {
  onRemove: 'revoke',
  eab: undefined,
  resolvers: undefined,
  proxy: { http: undefined, https: undefined, none: undefined },
  caBundle: undefined,
};

export const fingerprint = createFingerprint('a key');

/** The parts of a state that the planner looks at. */
export function state(
  certificates: readonly DesiredCertificate[],
  more: Partial<Omit<DesiredState, 'settings'>> & { settings?: Partial<Settings> } = {},
): DesiredState {
  const profiles: Record<string, ProviderProfile> = {};
  return {
    plugins: {},
    certificates,
    profiles,
    held: [],
    removalPermitted: true,
    sources: [],
    secrets: [],
    ...more,
    settings: { ...settings, ...more.settings } as Settings,
  };
}

/** A sound lineage of 90 days, issued a day ago. */
export function lineage(
  name: string,
  more: Partial<Lineage> & { lifetimeDays?: number; ageDays?: number } = {},
): GoodLineage {
  const { lifetimeDays = 90, ageDays = 1, ...own } = more;
  const notBefore = new Date(now - ageDays * day);
  const good: GoodLineage = {
    name,
    health: 'good',
    version: 1,
    domains: [name],
    certificate: {
      domains: [name],
      serial: '01',
      issuerCommonName: 'Test CA',
      notBefore,
      notAfter: new Date(notBefore.getTime() + lifetimeDays * day),
      fingerprint: 'AB:CD',
      keyType: 'ecdsa256',
      aki: 'ab',
      ariId: 'qw.AQ',
    },
    server: 'https://acme.example/directory',
    accountId: 'a'.repeat(32),
    renewal: {
      server: 'https://acme.example/directory',
      account: 'a'.repeat(32),
      authenticator: 'manual',
      preferredChain: undefined,
      reuseKey: false,
      key: undefined,
      profile: undefined,
      isProfileRequired: false,
      managed: 'created',
      paths: {},
    },
    managed: 'created',
  };
  return { ...good, ...own } as GoodLineage;
}

export function planInput(
  certificates: readonly DesiredCertificate[],
  lineages: readonly Lineage[],
  more: Partial<PlanInput> = {},
): PlanInput {
  return { state: state(certificates), lineages, memory: new Map(), now, fingerprint, ...more };
}
