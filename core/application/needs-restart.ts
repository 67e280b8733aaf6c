import type { Settings } from '../config/settings.js';

/** Settings that are read when the program starts, and how the YAML file calls them. */
const atStart = {
  configDir: 'acme.certs_root_path',
  statusListen: 'status_listen',
  watchPolling: 'watch_polling',
  logLevel: 'log_level',
  logFormat: 'log_format',
} as const satisfies Partial<Record<keyof Settings, string>>;

/** Keys of the YAML file whose change is not in force before the program starts anew. */
export function needsRestart(started: Settings, now: Settings): readonly string[] {
  const names = Object.keys(atStart) as (keyof typeof atStart)[];
  return names
    .filter((name) => JSON.stringify(started[name]) !== JSON.stringify(now[name]))
    .map((name) => atStart[name]);
}
