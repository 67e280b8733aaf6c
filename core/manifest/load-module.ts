import { Failure, toFailure } from '../sdk/failure.js';
import type { PluginModule } from '../sdk/plugin.js';
import { type ProviderModule, sdkVersion } from '../sdk/provider.js';
import type { Registered } from './registry.js';

/**
 * Imports the module of a provider or plugin and checks that it was made for this SDK.
 * @throws Failure CONFIG naming the id and the package, whatever the module does
 */
export async function loadModule<T extends ProviderModule | PluginModule>(
  registered: Registered<{ readonly id: string }>,
): Promise<T> {
  const { manifest, origin, moduleUrl } = registered;
  const who = `${manifest.id} (${origin})`;
  let loaded: { default?: Partial<T> };
  try {
    loaded = (await import(moduleUrl)) as { default?: Partial<T> };
  } catch (error) {
    const { code, message, hint } = toFailure(error, 'CONFIG');
    throw new Failure(code, `cannot load ${who}: ${message}`, {
      place: moduleUrl,
      cause: error,
      ...(hint !== undefined && { hint }),
    });
  }
  const { sdk, create } = loaded.default ?? {};
  if (typeof create !== 'function') {
    throw new Failure('CONFIG', `${who} exports no provider or plugin`, {
      place: moduleUrl,
      hint: 'Export by default what defineProvider or definePlugin returns',
    });
  }
  if (sdk !== sdkVersion) {
    throw new Failure(
      'CONFIG',
      `${who} was made for version ${sdk} of the SDK; this program has version ${sdkVersion}`,
      {
        place: moduleUrl,
        hint: 'Install a version of the package that fits this program',
      },
    );
  }
  return loaded.default as T;
}
