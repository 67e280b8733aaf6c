export { type Authority, createAuthority, type IssuedFiles } from './authority.js';
export { type Binary, find, missing, need, requireOrSkip } from './binaries.js';
export { startBind } from './bind.js';
export {
  type CleanRoot,
  type CleanRootOptions,
  cleanRootTools,
  openCleanRoot,
} from './clean-root/open-clean-root.js';
export {
  binPath,
  type CliOptions,
  type CliResult,
  projectRoot,
  type RunCliOptions,
  type RunningCli,
  runCli,
  spawnCli,
} from './cli.js';
export { ask, askTxt, type DnsAnswer } from './dns-exchange.js';
export { type DnsResponder, serveDns } from './dns-server.js';
export { type Dockerd, type DockerdOptions, startDockerd } from './docker.js';
export type { DockerTcp } from './docker-tls.js';
export {
  type Forwarder,
  type ForwarderHook,
  type ForwarderOptions,
  type ForwarderOverride,
  type ForwarderQuery,
  startForwarder,
} from './forwarder.js';
export { freeLoopbackHost, freePort } from './free-port.js';
export { httpRequest, type LabRequest, type LabResponse } from './http-request.js';
export { startKnot } from './knot.js';
export type { NameServer, NameServerOptions, UpdatableNameServer } from './name-server.js';
export { keyType, splitPem, subjectAltNames, verifyChain } from './openssl.js';
export { type Pebble, type PebbleEnvironment, type PebbleOptions, startPebble } from './pebble.js';
export { type PgBouncer, startPgBouncer } from './pgbouncer.js';
export { type Postgres, type PostgresStandby, startPostgres } from './postgres.js';
export { type PowerDns, type PowerDnsOptions, startPowerDns } from './powerdns.js';
export { type ProxiedRequest, type ProxiedResponse, type Proxy, type ProxyOptions, startProxy } from './proxy.js';
export { type CommandOptions, type CommandResult, runCommand } from './run-command.js';
export { isAlive, type ServerOptions, type ServerProcess, startServer, waitUntilGone } from './server-process.js';
export { createTempDir, inTempDir, type TempDir } from './temp-dir.js';
export { keys, openTerminal, type Terminal } from './terminal.js';
export type { TsigKey, TsigKeys } from './tsig-keys.js';
export { type WaitOptions, waitFor } from './wait-for.js';
export type { ZoneRecord } from './zone.js';
