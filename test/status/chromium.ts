import { join } from 'node:path';
import { createTempDir, find, runCommand } from '../lab/index.js';

/** Headless, without a sandbox (root), and without talk to anyone but the page. */
export const usual = [
  ...[
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-sync',
    '--hide-scrollbars',
  ],
  ...[
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-dev-shm-usage',
    '--enable-logging=stderr',
  ],
];

export interface Visit {
  readonly url: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** Where the picture goes. */
  readonly picture: string;
}

/** Opens a page in Chromium. @returns its tree as HTML, and what its console said */
export async function visit({
  url,
  scheme,
  width,
  height,
  picture,
}: Visit): Promise<{ dom: string; console: string[] }> {
  const profile = await createTempDir('chromium');
  const flags = [
    ...usual,
    `--user-data-dir=${join(profile.path, 'profile')}`,
    `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`,
  ];
  const options = { timeoutMs: 120_000, env: { HOME: profile.path } };
  const chromium = find('chromium') ?? 'chromium';
  try {
    const shot = await runCommand(
      chromium,
      [...flags, `--window-size=${width},${height}`, `--screenshot=${picture}`, url],
      options,
    );
    const { stdout } = await runCommand(chromium, [...flags, '--dump-dom', url], options);
    return { dom: stdout, console: shot.stderr.split('\n').filter((line) => line.includes('CONSOLE')) };
  } finally {
    await profile.remove();
  }
}
