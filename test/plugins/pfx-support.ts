import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { HostedCertificate } from '../../core/post-issue/index.js';
import type { IssuedCertificate } from '../../core/sdk/index.js';
import { runCommand } from '../lab/index.js';
import { run } from './support.js';

/** A certificate that is to be exported with this passphrase. */
export function exporting(subject: IssuedCertificate, passphrase: string): HostedCertificate {
  return { ...subject, steps: { pfx: { export: true, passphrase, legacy: false } } };
}

/** Lets the plugin do it. @returns the file */
export async function exportPfx(
  subject: HostedCertificate,
  legacy: boolean,
  kind: 'renewed' | 'present' = 'renewed',
): Promise<string> {
  const certificate: HostedCertificate = { ...subject, steps: { pfx: { ...subject.steps?.pfx, legacy } } };
  const steps = await run(['pfx'], [{ kind, certificate }], { configDir: subject.paths.configDir });
  assert.deepEqual(
    steps.map((step) => step.failure),
    [undefined],
  );
  return join(subject.paths.archive, `cert${subject.version}.pfx`);
}

/** What openssl finds in a file. */
export async function opened(file: string, passphrase: string, ...flags: string[]): Promise<string> {
  const { stdout } = await runCommand('openssl', ['pkcs12', '-in', file, '-passin', 'env:PASS', '-nodes', ...flags], {
    env: { PASS: passphrase },
  });
  return stdout;
}
