import assert from 'node:assert/strict';
import { chown, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createPowerDnsInstallation } from '../cli/installation.js';
import { httpRequest } from '../lab/http-request.js';
import { type CommandResult, createTempDir, projectRoot, type TempDir, waitFor } from '../lab/index.js';
import { around, saveDated } from '../status/dated-pem.js';
import { missingForImage } from './base-image.js';
import { type BuiltImage, buildImage, image, revision, version } from './build-image.js';

type Installation = Awaited<ReturnType<typeof createPowerDnsInstallation>>;

/** Everything that a container may do as root without more than the documented capabilities. */
const confined = [
  '--read-only',
  '--cap-drop',
  'ALL',
  '--cap-add',
  'CHOWN',
  '--cap-add',
  'FOWNER',
  '--cap-add',
  'DAC_OVERRIDE',
];

describe('the image', { skip: missingForImage() }, () => {
  let built: BuiltImage;
  let installation: Installation;
  const directories: TempDir[] = [];
  before(async () => {
    installation = await createPowerDnsInstallation();
    built = await buildImage();
  });
  after(async () => {
    await built.stop();
    await installation.stop();
    for (const directory of directories) await directory.remove();
  });

  /** An empty configuration directory with these lines. */
  async function configuration(lines: string): Promise<string> {
    const directory = await createTempDir('image-config');
    directories.push(directory);
    await writeFile(join(directory.path, 'domains.conf'), `${lines}\n`);
    return directory.path;
  }

  /** Flags for a container on the host's network that reaches Pebble and PowerDNS. */
  function flags(configDir: string, ...more: string[]): string[] {
    const {
      LETSENCRYPT_CONFIG_DIR: _dir,
      CERTS_USER_OWNER: _user,
      CERTS_GROUP_OWNER: _group,
      ...env
    } = installation.env;
    const variables = Object.entries({ ...env, LETSENCRYPT_CA_BUNDLE: '/pebble.pem' });
    return [
      ...['--network', 'host', '--volume', `${installation.env.LETSENCRYPT_CA_BUNDLE}:/pebble.pem:ro`],
      ...['--volume', `${configDir}:/etc/letsencrypt`],
      ...variables.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...more,
    ];
  }

  function runOnce(args: readonly string[], accept: readonly number[] = [0]): Promise<CommandResult> {
    return built.docker.cli(['run', '--rm', ...args], { accept, timeoutMs: 120_000 });
  }

  async function inspect(container: string, format: string): Promise<string> {
    return (await built.docker.cli(['inspect', '-f', format, container])).stdout.trim();
  }

  it('weighs little more than its base', async (test) => {
    const { image: whole, base } = built.sizes;
    const { stdout } = await built.docker.cli([
      'history',
      '--no-trunc',
      '--format',
      '{{.Size}}\t{{.CreatedBy}}',
      image,
    ]);
    test.diagnostic(`image ${whole} bytes, base of this machine ${base}, bundle ${built.bundleBytes}`);
    for (const layer of stdout.trim().split('\n')) test.diagnostic(layer.slice(0, 120));
    assert.ok(whole - base < 6_000_000, `${whole - base} bytes were added`);
  });

  it('says what it is', async () => {
    const labels = JSON.parse(await inspect(image, '{{json .Config.Labels}}')) as Record<string, string>;
    assert.equal(labels['org.opencontainers.image.version'], version);
    assert.equal(labels['org.opencontainers.image.revision'], revision);
    assert.equal(labels['org.opencontainers.image.base.name'], 'base:local');
    assert.equal(labels['org.opencontainers.image.licenses'], 'MIT');
    assert.equal(await inspect(image, '{{json .Config.Volumes}}'), '{"/etc/letsencrypt":{}}');
  });

  it('has both command lines', async () => {
    const help = await runOnce(['--network', 'none', image, 'lexicon', 'ovh', '--help']);
    assert.match(help.stdout, /--auth-application-key/);
    const { version: own } = JSON.parse(await readFile(join(projectRoot(), 'package.json'), 'utf8')) as {
      version: string;
    };
    // entrypoint.test tries the others of the words that it takes.
    for (const words of [['--version'], ['sh', '-c', 'letsencrypt-dns --version']]) {
      assert.equal((await runOnce(['--network', 'none', image, ...words])).stdout.trim(), own);
    }
    assert.match(
      (await runOnce(['--network', 'none', '--entrypoint', 'lexicon', image, 'ovh', '--help'])).stdout,
      /usage/i,
    );
    const providers = JSON.parse(
      (await runOnce(['--network', 'none', image, 'providers', '--json'])).stdout,
    ) as unknown;
    assert.ok(JSON.stringify(providers).includes('"ovh"'));
  });

  it('takes the docker run line of the seed, and stops when told to', async () => {
    const data = await configuration('');
    const domains = join(await configuration('smtp.example.com\nimap.example.com pop.example.com'), 'domains.conf');
    await rm(join(data, 'domains.conf'));
    const volume = ['--volume', `${domains}:/etc/letsencrypt/domains.conf`];
    const mail = ['--env', 'LETSENCRYPT_USER_MAIL=john.doe@example.com'];
    const { docker } = built;
    await docker.cli(['run', '-d', '--name', 'letsencrypt-dns', ...volume, ...flags(data), ...mail, image]);
    try {
      await waitFor('both certificates', async () => (await readdir(join(data, 'live'))).length >= 2 && isDone(), {
        timeoutMs: 60_000,
        everyMs: 200,
      });
      assert.equal((await stat(join(data, 'archive/smtp.example.com/privkey1.pem'))).mode & 0o777, 0o640);
    } catch (error) {
      throw new Error(await logs(), { cause: error });
    }
    await docker.cli(['stop', 'letsencrypt-dns']);
    // Docker kills after ten seconds, which would be 137.
    assert.equal(await inspect('letsencrypt-dns', '{{.State.ExitCode}}'), '0');
    assert.match(await logs(), /daemon\.stopped/);
    await docker.cli(['rm', 'letsencrypt-dns']);

    async function logs(): Promise<string> {
      const { stdout, stderr } = await docker.cli(['logs', 'letsencrypt-dns']);
      return stdout + stderr;
    }
    async function isDone(): Promise<boolean> {
      return (await logs()).includes('pass.ended');
    }
  });

  it('runs as any user, with what that user may do', async () => {
    const data = await configuration('smtp.example.com');
    await chown(data, 12345, 23456);
    const { stderr } = await runOnce([
      ...flags(data),
      '--user',
      '12345:23456',
      '--read-only',
      '--cap-drop',
      'ALL',
      image,
      'sync',
    ]);
    const { uid, gid } = await stat(join(data, 'archive/smtp.example.com/privkey1.pem'));
    assert.deepEqual({ uid, gid }, { uid: 12345, gid: 23456 }, stderr);
  });

  it('needs no more than three capabilities and writes nowhere but into the volume', async () => {
    const data = await configuration('ldap.example.com');
    // Files of someone else, as an old volume may have them.
    await chown(data, 12345, 23456);
    const owner = ['--env', 'CERTS_USER_OWNER=4321', '--env', 'PFX_EXPORT=true'];
    await runOnce([...flags(data), ...confined, ...owner, image, 'sync']);
    const { uid } = await stat(join(data, 'archive/ldap.example.com/privkey1.pem'));
    assert.equal(uid, 4321);
    await stat(join(data, 'live/ldap.example.com/cert.pfx'));
    const { stdout } = await runOnce([...flags(data), ...confined, image, 'status']);
    assert.match(stdout, /ldap\.example\.com +ok/);
  });

  it('becomes unhealthy with an expired certificate, and healthy again with a new one', async () => {
    const data = await configuration('expired.example.com');
    await saveDated(data, ['expired.example.com'], around(Date.now(), 90, -1), installation.pebble.directoryUrl);
    const often = ['--health-interval', '1s', '--health-start-period', '1ms', '--health-retries', '1'];
    const idle = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1; done'];
    await built.docker.cli(['run', '-d', '--name', 'watched', ...often, ...flags(data), image, ...idle]);
    await becomes('unhealthy');
    const renewed = await built.docker.cli(['exec', 'watched', 'letsencrypt-dns', 'sync'], { timeoutMs: 60_000 });
    assert.match(renewed.stdout, /expired\.example\.com/);
    await becomes('healthy');
    await built.docker.cli(['rm', '-f', 'watched']);

    async function becomes(state: string): Promise<void> {
      const at = { socketPath: built.docker.socket };
      await waitFor(
        `the container to be ${state}`,
        // A start of the docker command for each look takes ten times as long.
        async () =>
          (await httpRequest('http://docker/containers/watched/json', at)).body.includes(`"Status":"${state}"`),
        { timeoutMs: 60_000, everyMs: 200 },
      );
    }
  });

  it('works on a terminal, with a configuration of dnsrobocert', async () => {
    const data = await configuration('');
    const yaml = join(data, 'config.yml');
    const { dns, pebble } = installation;
    await writeFile(
      yaml,
      `acme: { email_account: john.doe@example.com, directory_url: '${pebble.directoryUrl}' }
profiles:
- { name: mine, provider: powerdns, provider_options: { auth_token: '${dns.apiKey}', pdns_server: '${dns.apiUrl}' } }
certificates:
- { name: main, domains: ['*.example.com', example.com], profile: mine }
`,
    );
    // A terminal of the daemon's: `-t` alone gives the program one, and the client none.
    const onTerminal = ['-t', ...flags(data), image];
    const issued = await runOnce([...onTerminal, 'sync', '--config', '/etc/letsencrypt/config.yml']);
    assert.match(issued.stdout, /main/);
    await stat(join(data, 'live/main/fullchain.pem'));
    const { stdout } = await runOnce([...onTerminal, 'status', '--config', '/etc/letsencrypt/config.yml']);
    assert.match(stdout, /main\r\n +state +ok\r\n/);
    const migrated = await runOnce([...onTerminal, 'config', 'migrate', '--config', '/etc/letsencrypt/config.yml']);
    assert.match(migrated.stdout, /certificates:/);
  });

  it('loads a provider of a third party from a mounted folder', async () => {
    const folder = await createTempDir('mounted-plugin');
    directories.push(folder);
    await mkdir(join(folder.path, 'mine'));
    await cp(join(projectRoot(), 'test/fixtures/example-provider'), join(folder.path, 'mine'), { recursive: true });
    const { id } = JSON.parse(await readFile(join(folder.path, 'mine/manifest.json'), 'utf8')) as { id: string };
    const mounted = ['--volume', `${folder.path}/mine:/plugins/mine:ro`, '--env', 'LETSENCRYPT_PLUGINS=/plugins/mine'];
    const options = [
      '--auth-token',
      'secret',
      '--file',
      '/tmp/records.json',
      '--zone',
      'example.com',
      '--output',
      'JSON',
    ];
    const list = ['lexicon', id, 'list', 'example.com', 'TXT', ...options];
    const { stdout } = await runOnce(['--network', 'none', ...mounted, image, ...list]);
    assert.deepEqual(JSON.parse(stdout), []);
  });
});
