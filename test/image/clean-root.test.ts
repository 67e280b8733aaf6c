import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildBundle } from '../bundle/build-bundle.js';
import * as answers from '../cli/init-answers.js';
import { createPowerDnsInstallation } from '../cli/installation.js';
import { type CleanRoot, keys, missing, openCleanRoot, openTerminal, runCommand, waitFor } from '../lab/index.js';
import { extraRootsVariable } from '../lab/once-a-run.js';
import { makeClone, shellBlocks } from './clone.js';
import { dockerBuildTools, installTools } from './tools.js';

/** A root that debootstrap made (`apt-get install systemd` in it): Node then comes from Debian, and packages from npm's registry. */
const whole = process.env.LETSENCRYPT_DNS_TEST_CLEAN_ROOT;
const clone = '/root/letsencrypt-dns';
/** docker-build.test makes the bundle from the same clone, with packages of its own; where it can, that of this run is the clone's. */
const hasBundle = whole === undefined && missing(...dockerBuildTools) === false;
/** Where a proxy between here and the registry has a root of its own. Each start of Node reads them for a while. */
const roots = hasBundle ? undefined : (process.env[extraRootsVariable] ?? process.env.NODE_EXTRA_CA_CERTS);
const name = 'www.example.com';

/** The block of a section in which a command stands. */
function block(page: string, heading: string, command: string): string {
  const found = shellBlocks(page, heading).find((each) => each.includes(command));
  assert.ok(found, `${page} has no block with ${command}`);
  return found;
}

/** README's commands, one after the other as somebody types them who has just installed Debian. */
describe('installing on a clean root', { skip: missing(...installTools) }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  let root: CleanRoot;
  const at = (path: string) => join(root.path, path);
  const unit = (property: string, service = 'letsencrypt-dns') =>
    root.run(`systemctl show --value --property=${property} ${service}`).then(({ stdout }) => stdout.trim());

  before(async () => {
    installation = await createPowerDnsInstallation();
    const cache = (await runCommand('npm', ['config', 'get', 'cache'], { env: { HOME: process.env.HOME ?? '/' } }))
      .stdout;
    const directories = { [cache.trim()]: '/root/.npm' };
    root = await openCleanRoot({
      systemd: true,
      ...(whole === undefined ? { directories } : { lower: whole }),
      env: {
        npm_config_prefer_offline: 'true',
        npm_config_update_notifier: 'false',
        ...(roots !== undefined && { NODE_EXTRA_CA_CERTS: '/etc/extra-roots.pem' }),
      },
    });
    if (roots !== undefined) await cp(roots, at('/etc/extra-roots.pem'));
    await makeClone(at(clone));
    if (hasBundle) {
      await buildBundle(at(`${clone}/dist/bundle`));
      await noteOnly('ci', 'run');
    }
    await cp(installation.env.LETSENCRYPT_CA_BUNDLE ?? '', at('/etc/pebble.pem'));
    // The lab needs the lexicon in Python, which others do not have.
    if (whole === undefined) {
      await root.run('rm -f /usr/bin/lexicon');
      return;
    }
    const words = /`(apt-get install [^`]+)`/.exec(await readFile(at(`${clone}/README.md`), 'utf8'))?.[1] ?? '';
    await root.run(`apt-get update -qq && ${words} -y -qq --no-install-recommends`, { timeoutMs: 600_000 });
  });
  after(async () => {
    await root.stop();
    await installation.stop();
  });

  /** From here on `npm` only notes these commands. */
  async function noteOnly(...commands: readonly string[]): Promise<void> {
    const { stdout } = await root.run('command -v npm');
    const note = `case "$1" in ${commands.join('|')}) echo "$*" >> /root/noted; exit ;; esac`;
    await writeFile(at('/usr/local/sbin/npm'), `#!/bin/sh\n${note}\nexec ${stdout.trim()} "$@"\n`, { mode: 0o755 });
  }

  /** Waits for a certificate with these names, and says which of its versions this is. */
  async function issued(which: string, version = 1): Promise<string> {
    const path = at(`/etc/letsencrypt/archive/${which}/privkey${version}.pem`);
    await waitFor(`a certificate for ${which}`, () => existsSync(path), { timeoutMs: 60_000 }).catch(async (cause) => {
      const { stdout } = await root.run(
        'journalctl --no-pager -n 60; systemctl --no-pager status letsencrypt-dns || true',
      );
      throw new Error(stdout, { cause });
    });
    return path;
  }

  it('has nothing of ours beforehand', async () => {
    const { stdout } = await root.run('command -v letsencrypt-dns lexicon || ls -A /etc');
    assert.doesNotMatch(stdout, /letsencrypt|lexicon/);
  });

  it('gives the commands and the manual page, with npm', async () => {
    const lines = block('README.md', 'Install', 'npm install');
    await root.run(lines, { cwd: clone, timeoutMs: 300_000 });
    assert.deepEqual(lines.match(/^.*npm (ci|run).*$/gm), ['npm ci --ignore-scripts', 'npm run bundle']);
    if (hasBundle) assert.equal(await readFile(at('/root/noted'), 'utf8'), 'ci --ignore-scripts\nrun bundle\n');
    const { stdout } = await root.run('letsencrypt-dns --version; lexicon --version; letsencrypt-dns providers ovh');
    assert.match(stdout, /^\d+\.\d+\.\d+\n.*\d+\.\d+\.\d+/);
    assert.match(stdout, /LEXICON_OVH_AUTH_APPLICATION_KEY/);
    const man = await root.run('find -L "$(npm prefix --global)/share/man" -name "letsencrypt-dns.1*" -size +1k');
    assert.notEqual(man.stdout, '');
  });

  it('leads to a daemon under systemd that obtains the certificate', async () => {
    const { LETSENCRYPT_DNS_TEST_AUTHORITATIVE = '', ...env } = installation.env;
    const { LEXICON_PROVIDER, LEXICON_POWERDNS_PDNS_SERVER = '', LEXICON_POWERDNS_AUTH_TOKEN = '', ...shared } = env;
    const { LETSENCRYPT_CONFIG_DIR, CERTS_USER_OWNER, CERTS_GROUP_OWNER, ...settings } = shared;
    const daemon = '/etc/systemd/system/letsencrypt-dns.service.d';
    await root.run(`mkdir -p ${daemon} ${daemon.replace('dns.', 'dns-sync.')}`);
    // No server of the lab is where the public DNS says.
    const seam = `[Service]\nEnvironment=LETSENCRYPT_DNS_TEST_AUTHORITATIVE=${LETSENCRYPT_DNS_TEST_AUTHORITATIVE}\n`;
    for (const folder of [daemon, daemon.replace('dns.', 'dns-sync.')]) await writeFile(at(`${folder}/lab.conf`), seam);
    const given = {
      ...settings,
      LETSENCRYPT_DNS_TEST_AUTHORITATIVE,
      LETSENCRYPT_CA_BUNDLE: '/etc/pebble.pem',
      TERM: 'xterm',
    };
    const lines = block('README.md', 'Install', 'systemctl enable --now letsencrypt-dns\n');
    const asked = openTerminal([], { env: {}, cwd: '/', command: root.enter(lines, { cwd: clone, env: given }) });
    await answers.names(asked, name);
    await answers.provider(asked);
    await answers.secret(asked, LEXICON_POWERDNS_AUTH_TOKEN);
    await answers.server(asked, LEXICON_POWERDNS_PDNS_SERVER);
    for (const answer of [answers.contact, answers.target, answers.others]) await answer(asked);
    await asked.sees(/Write it\?/, 60_000);
    asked.type(keys.enter);
    await asked.sees(/staging server\?/);
    asked.type('n');
    await asked.sees(/Obtain the certificate now/);
    asked.type('n');
    assert.equal(await asked.exited, 0, asked.shown());
    assert.equal((await stat(at('/etc/letsencrypt-dns.env'))).mode & 0o777, 0o600);
    await issued(name);
    assert.equal(await unit('ActiveState'), 'active');
    assert.equal((await root.run('systemctl is-enabled letsencrypt-dns')).stdout.trim(), 'enabled');
    const { stdout } = await root.run('letsencrypt-dns status', { env: { COLUMNS: '80' } });
    assert.match(stdout, /www\.example\.com/);
    const log = (await root.run('journalctl --unit=letsencrypt-dns --no-pager')).stdout;
    assert.doesNotMatch(log, /the mode is different/);
    assert.equal(log.includes(LEXICON_POWERDNS_AUTH_TOKEN), false);
    const exposure = await root.run(`systemd-analyze verify --man=no letsencrypt-dns.service`);
    assert.doesNotMatch(exposure.stderr, /letsencrypt-dns/);
  });

  it('goes on as a user of its own, as docs/operating.md tells', async () => {
    await root.run(shellBlocks('docs/operating.md', 'A user of its own')[0] ?? '');
    await root.run("echo 'mail.example.com' >> /etc/letsencrypt/domains.conf");
    const path = await issued('mail.example.com');
    // Owner and mode are a step after the issue.
    await waitFor('the mode of the key', async () => ((await stat(path)).mode & 0o777) === 0o640);
    const key = await stat(path);
    assert.equal(await unit('User'), 'letsencrypt-dns');
    const [user, group] = (await root.run('id -u letsencrypt-dns; id -g letsencrypt-dns')).stdout
      .split('\n')
      .map(Number);
    assert.deepEqual([key.uid, key.gid, key.mode & 0o777], [user, group, 0o640]);
    const process = await readFile(at(`/proc/${await unit('MainPID')}/status`), 'utf8');
    assert.match(process, /^CapBnd:\s+0+$/m);
    await root.run('systemctl stop letsencrypt-dns');
    assert.deepEqual([await unit('Result'), await unit('ExecMainStatus')], ['success', '0']);
    await root.run('systemctl disable letsencrypt-dns && chown -R root: /etc/letsencrypt');
  });

  it('has a timer in place of the daemon', async () => {
    await root.run(block('README.md', 'Install', 'letsencrypt-dns-sync.timer'), { cwd: clone });
    const { stdout } = await root.run('systemctl list-timers --no-pager --all letsencrypt-dns-sync.timer');
    assert.match(stdout, /letsencrypt-dns-sync\.service/);
    await root.run(
      "echo 'ldap.example.com' >> /etc/letsencrypt/domains.conf && systemctl start letsencrypt-dns-sync.service",
    );
    await issued('ldap.example.com');
    assert.equal(await unit('Result', 'letsencrypt-dns-sync'), 'success');
  });
});
