import { cleanRootTools } from '../lab/index.js';

/** What clean-root.test asks of a machine. */
export const installTools = [
  ...cleanRootTools,
  'systemd-analyze',
  'script',
  'pebble',
  'pdns_server',
  'sqlite3',
] as const;

/** What docker-build.test asks of a machine. */
export const dockerBuildTools = ['dockerd', 'docker', 'busybox', 'tini', 'tar', 'root'] as const;
