import type { Settings } from './settings.js';

/**
 * The settings that plugins read, under the names of their variables: wherever a setting came from (a variable, its
 * file, YAML), plugins see one value.
 */
export function settingVariables(settings: Settings): Readonly<Record<string, string>> {
  const { permissions, pfx, deployHook, docker, notifyUrls } = settings;
  const octal = (mode: number) => mode.toString(8).padStart(4, '0');
  return {
    CERTS_DIRS_MODE: octal(permissions.directoriesMode),
    CERTS_FILES_MODE: octal(permissions.filesMode),
    // Root is the default; where this program does not run as root, the plugin knows better.
    ...(permissions.user !== 'root' && { CERTS_USER_OWNER: String(permissions.user) }),
    ...(permissions.group !== 'root' && { CERTS_GROUP_OWNER: String(permissions.group) }),
    PFX_EXPORT: String(pfx.export),
    PFX_EXPORT_PASSPHRASE: pfx.passphrase,
    PFX_EXPORT_LEGACY: String(pfx.legacy),
    DOCKER_CLUSTER_PROVIDER: docker.swarm ? 'swarm' : 'none',
    DOCKER_HOST: docker.host,
    ...(deployHook !== undefined && { DEPLOY_HOOK: deployHook }),
    ...(notifyUrls.length > 0 && { NOTIFY_URLS: notifyUrls.join(',') }),
  };
}

/** The proxies under the names of their variables, each in the spelling that counts most. */
export function proxyVariables({ proxy }: Pick<Settings, 'proxy'>): Readonly<Record<string, string>> {
  return {
    ...(proxy.https !== undefined && { https_proxy: proxy.https }),
    ...(proxy.http !== undefined && { http_proxy: proxy.http }),
    ...(proxy.none !== undefined && { no_proxy: proxy.none }),
  };
}
