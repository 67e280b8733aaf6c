import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import type { ExpectedFailure } from '../../../../core/testing/own-case.js';
import { createCredentials } from '../../../../providers/families/aws/credentials.js';
import { type Answers, type Seen, watchedHttp } from '../../watched-http.js';

const folder = mkdtempSync(join(tmpdir(), 'aws-chain-'));
after(() => rmSync(folder, { recursive: true }));

/** Where credentials are, and what comes of it. */
export interface Row {
  readonly options?: Readonly<Record<string, string>>;
  readonly flags?: readonly [key: string, secret: string];
  /** `HOME` in a value stands for the home of the row. */
  readonly env?: Readonly<Record<string, string>>;
  /** By their path below the home. */
  readonly files?: Readonly<Record<string, string>>;
  readonly answers?: Answers;
  readonly gives?: object;
  readonly fails?: ExpectedFailure;
  /** What is said nowhere afterwards. */
  readonly hides?: readonly string[];
  /** Method and address, with the token that is sent. */
  readonly asks?: readonly string[];
}

/** Looks for credentials in a home that has these files and no others. */
export function findCredentials({ options, flags, env = {}, files = {}, answers = {}, asks, fails }: Row): {
  seen: Seen;
  found: Promise<object>;
} {
  const home = mkdtempSync(join(folder, 'home-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const { http, seen } = watchedHttp(answers, asks === undefined && fails === undefined);
  const inHome = Object.entries(env).map(([key, text]) => [key, text.replace('HOME', home)]);
  const credentials = createCredentials({
    options: { region: 'us-east-1', ...options },
    http,
    ...(flags && { flags }),
    now: () => 0,
    env: { HOME: home, ...Object.fromEntries(inHome) },
  });
  return { seen, found: credentials.current() };
}

/** Requests in short: method and address, with whoever signed it or the token that was sent. */
export function shown({ requests }: Seen): string[] {
  const names = ['authorization', 'x-aws-ec2-metadata-token', 'x-aws-ec2-metadata-token-ttl-seconds'];
  return requests.map(({ method, url, headers }) => {
    const signer = /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1];
    return [method, url, signer ?? names.map((name) => headers[name]).find((value) => value !== undefined)]
      .filter((part) => part !== undefined)
      .join(' ');
  });
}
