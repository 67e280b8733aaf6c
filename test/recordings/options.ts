import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionSpec, ProviderManifest } from '../../core/sdk/manifest.js';
import type { RecordedOption } from './recording.js';

type OptionValues = Record<string, string | number | boolean | undefined>;

/** `auth_token` → `auth-token`. */
export function flagOf(recordedName: string): string {
  return recordedName.replaceAll('_', '-');
}

/** The options of a recording as the provider's code gets them: by key, typed, with the manifest's defaults. */
export function providerOptions(
  manifest: ProviderManifest,
  recorded: Readonly<Record<string, string | number | boolean>>,
): OptionValues {
  const values: OptionValues = {};
  const byFlag = new Map<string, [string, OptionSpec]>();
  for (const [key, spec] of Object.entries(manifest.options)) {
    byFlag.set(spec.flag, [key, spec]);
    if (spec.default !== undefined) values[key] = spec.default;
  }
  for (const [name, value] of Object.entries(recorded)) {
    const [key, spec] = byFlag.get(flagOf(name)) ?? [];
    if (key === undefined || spec === undefined) {
      throw new Error(
        `the manifest of ${manifest.id} has no option with the flag "${flagOf(name)}", which the recording gives`,
      );
    }
    values[key] = coerce(value, spec);
  }
  return values;
}

function coerce(value: string | number | boolean, spec: OptionSpec): string | number | boolean {
  if (spec.switch || typeof spec.default === 'boolean') return /^(true|1|yes)$/i.test(String(value));
  if (spec.number || typeof spec.default === 'number') return Number(value);
  return String(value);
}

/** Options whose value is the path of a file get one. Call `remove` when the case has been played. */
export function materialise(options: Readonly<Record<string, RecordedOption>>): {
  values: Record<string, string | number | boolean>;
  remove: () => void;
} {
  const folders: string[] = [];
  const entries = Object.entries(options).map(([name, value]): [string, string | number | boolean] => {
    if (typeof value !== 'object') return [name, value];
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    folders.push(folder);
    const path = join(folder, 'content');
    writeFileSync(path, value.file, { mode: 0o600 });
    return [name, path];
  });
  return {
    values: Object.fromEntries(entries),
    remove: () => {
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}
