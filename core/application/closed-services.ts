import type { DesiredState } from '../config/desired-state.js';
import type { Problem } from '../config/problems.js';
import type { Registry } from '../manifest/registry.js';

/** Providers in use whose service has closed: found before any request is made. */
export function closedServices({ profiles }: DesiredState, registry: Registry): Problem[] {
  return Object.values(profiles).flatMap(({ provider, place }) => {
    const manifest = registry.findProvider(provider)?.manifest;
    if (manifest?.status?.state !== 'closed') return [];
    const { since, successor } = manifest.status;
    return [
      {
        severity: 'error' as const,
        scope: 'configuration' as const,
        place,
        message: `${manifest.title} closed its DNS service (${since})`,
        hint: successor ?? 'Choose another provider',
      },
    ];
  });
}
