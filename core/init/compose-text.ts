import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type Setting, writtenForm } from './answers.js';

/** A compose file with its secrets. */
export interface ComposePlan {
  readonly text: string;
  /** Path → content of each secret that is to be written. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * The compose file of a set-up: secrets in files beside it, all else in its environment. Pure.
 * @param path of the compose file
 * @param configDir what the container sees as /etc/letsencrypt
 */
export function composePlan(path: string, configDir: string, settings: readonly Setting[]): ComposePlan {
  const environment: Record<string, string> = {};
  const files: Record<string, { file: string }> = {};
  const secrets = new Map<string, string>();
  for (const setting of settings) {
    const { name, given, isSecret } = setting;
    if (!isSecret && 'value' in given) environment[name] = escaped(given.value);
    else {
      const secret = name.toLowerCase().replaceAll('_', '-');
      environment[`${name}_FILE`] = `/run/secrets/${secret}`;
      const [, value] = writtenForm(setting);
      const file = 'file' in given ? given.file : join(dirname(path), 'secrets', secret);
      files[secret] = { file: 'file' in given ? given.file : `./secrets/${secret}` };
      if (!('file' in given)) secrets.set(file, `${value}\n`);
    }
  }
  const service = {
    image: 'letsencrypt-dns:latest',
    restart: 'unless-stopped',
    environment,
    ...(Object.keys(files).length > 0 && { secrets: Object.keys(files) }),
    volumes: [`${configDir}:/etc/letsencrypt`],
  };
  const content = {
    services: { 'letsencrypt-dns': service },
    ...(Object.keys(files).length > 0 && { secrets: files }),
  };
  const head = `# docker compose -f ${basename(path)} up -d; more of what can stand here: docs/image.md\n`;
  return { text: head + stringify(content, { lineWidth: 0 }), secrets };
}

/** Compose replaces what follows a dollar sign. */
function escaped(value: string): string {
  return value.replaceAll('$', '$$$$');
}
