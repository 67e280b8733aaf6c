/** What the command line says where nobody asked for a TTL, in seconds. */
const usual = 3600;

/**
 * The TTL that somebody asked for, in seconds; undefined where nobody did, for APIs that then take the zone's own or
 * leave a record's TTL as it is.
 */
export function unlessUsual(ttl: number): number | undefined {
  return ttl === usual ? undefined : ttl;
}
