import { isWithin } from '../sdk/names.js';
import {
  type DesiredCertificate,
  type DesiredState,
  environmentProfile,
  type ProviderProfile,
} from './desired-state.js';

/** The profile that serves the longest zone that holds a name, if any does. */
function byZone(profiles: Iterable<ProviderProfile>, name: string): ProviderProfile | undefined {
  let best: { profile: ProviderProfile; length: number } | undefined;
  for (const profile of profiles) {
    for (const zone of profile.zones) {
      if (isWithin(name, zone) && (best === undefined || zone.length > best.length))
        best = { profile, length: zone.length };
    }
  }
  return best?.profile;
}

/**
 * The account that a challenge record is written with.
 *
 * The certificate's own profile wins for its own names; where the record's name is the target of a CNAME, a profile
 * that names the target's zone wins over it. Without a profile of its own: the profile with the longest zone that holds
 * the name, then that of the environment, then the only profile that names no zones.
 *
 * @param recordName where the TXT record goes: `_acme-challenge.www.example.com`, or the end of its CNAMEs
 * @param alias whether CNAMEs led there
 * @returns undefined where no profile fits
 */
export function chooseProfile(
  state: Pick<DesiredState, 'profiles'>,
  certificate: Pick<DesiredCertificate, 'profile'>,
  recordName: string,
  alias: boolean,
): ProviderProfile | undefined {
  const all = Object.values(state.profiles);
  const own = certificate.profile === undefined ? undefined : state.profiles[certificate.profile];
  if (own !== undefined && !alias) return own;
  const matching = byZone(all, recordName);
  if (matching !== undefined) return matching;
  if (own !== undefined) return own;
  const environment = state.profiles[environmentProfile];
  if (environment !== undefined) return environment;
  const [only, ...more] = all.filter((profile) => profile.zones.length === 0);
  return more.length === 0 ? only : undefined;
}
