import type { DesiredState } from '../config/desired-state.js';
import { pluginEnvironment } from '../config/plugin-settings.js';
import { allVariables } from '../config/plugin-variables.js';
import { publicEnvironment } from '../config/public-environment.js';
import type { Settings } from '../config/settings.js';
import { Failure } from '../sdk/failure.js';
import type { PluginManifest } from '../sdk/manifest.js';
import type { Foundation, InForce } from './scopes.js';

/** The proxies under the names of their variables, each in the spelling that counts most. */
export function proxyEnvironment({ proxy }: Pick<Settings, 'proxy'>): Readonly<Record<string, string>> {
  return {
    ...(proxy.https !== undefined && { https_proxy: proxy.https }),
    ...(proxy.http !== undefined && { http_proxy: proxy.http }),
    ...(proxy.none !== undefined && { no_proxy: proxy.none }),
  };
}

/** Where Docker is, wherever that was said. */
export function dockerEnvironment({ docker }: Pick<Settings, 'docker'>): Readonly<Record<string, string>> {
  return { DOCKER_HOST: docker.host };
}

/** @throws Failure CONFIG where options are missing or wrong */
export function optionsOfPlugin({ id }: PluginManifest, plugins: DesiredState['plugins']): object {
  const { options = {}, problem } = plugins[id] ?? {};
  if (problem === undefined) return options;
  const { place, message, hint } = problem;
  throw new Failure('CONFIG', message, { place, ...(hint !== undefined && { hint }) });
}

/** What programs that plugins start see. */
export function hookEnvironment(
  { env, configDir, redactor }: Foundation,
  { state: { plugins, settings }, registry }: InForce,
  named: readonly string[] = [],
): Record<string, string> {
  return publicEnvironment({
    env: { ...env, LETSENCRYPT_CONFIG_DIR: configDir },
    settings: { ...pluginEnvironment(registry.plugins, plugins), ...dockerEnvironment(settings) },
    manifests: registry.providers.map(({ manifest }) => manifest),
    specs: allVariables(registry.plugins),
    named,
    redact: redactor.redact,
  });
}
