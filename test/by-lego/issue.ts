import type { FakeApi } from '../../core/testing/index.js';
import { createTempDir, type Pebble, runCommand, startProxy } from '../lab/index.js';
import { answerProxied } from '../providers/proxied.js';

export interface Issuance {
  readonly pebble: Pebble;
  /** `host:port` of a server that knows where the zone begins. */
  readonly resolver: string;
  readonly code: string;
  readonly env: Readonly<Record<string, string>>;
  readonly fake: FakeApi;
}

export interface Outcome {
  /** What lego said besides. */
  readonly complaints: readonly string[];
  /** How many values of the challenge were there at the same time. */
  readonly together: number;
  readonly left: number;
}

/** A line of its log that is no mere information. */
const complaint = /^(?!.*\[INFO\]).*(?:\[WARN\]|error)/i;

/** Has lego get a certificate for `example.com` and `*.example.com` by one service's fake. Throws with its words where it fails. */
export async function issueByLego({ pebble, resolver, code, env, fake }: Issuance): Promise<Outcome> {
  const directory = await createTempDir('by-lego');
  const count = () => fake.records().filter(({ type }) => type === 'TXT').length;
  let together = 0;
  const proxy = await startProxy({
    handle(request) {
      const answer = answerProxied(fake, request);
      together = Math.max(together, count());
      return answer;
    },
  });
  try {
    const account = ['--path', directory.path, '--server', pebble.directoryUrl, '--accept-tos', '-m', 'a@example.com'];
    const how = ['--dns', code, '--dns.disable-cp', '--dns.resolvers', resolver];
    const names = ['-d', 'example.com', '-d', '*.example.com'];
    const { stdout, stderr } = await runCommand('lego', [...account, ...how, ...names, 'run'], {
      env: {
        ...env,
        HOME: directory.path,
        LEGO_CA_CERTIFICATES: pebble.caBundle,
        SSL_CERT_FILE: proxy.caFile,
        HTTPS_PROXY: proxy.url,
        HTTP_PROXY: proxy.url,
        NO_PROXY: 'localhost,127.0.0.1',
      },
      cwd: directory.path,
      timeoutMs: 60_000,
    });
    const complaints = `${stdout}\n${stderr}`.split('\n').filter((line) => complaint.test(line));
    return { complaints, together, left: count() };
  } finally {
    await Promise.all([proxy.stop(), directory.remove()]);
  }
}
