import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliResult, startPostgres } from '../lab/index.js';
import { type Scenario, writeHook } from './scenarios.js';
import { type Stage, writeDomains } from './stage.js';

/** A host with its own configuration directory. */
export interface Host {
  readonly configDir: string;
  /** The deploy hook of a scenario that has one. */
  readonly hook: Awaited<ReturnType<typeof writeHook>> | undefined;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
}

/** Two hosts over one store on PostgreSQL: the one that is killed, and the one that goes on. */
export interface TwoHosts {
  readonly database: string;
  readonly url: string;
  readonly killed: Host;
  readonly other: Host;
  configure(domains: string): Promise<void>;
  /** Runs statements on their database. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
  remove(): Promise<void>;
}

/** A stage with a PostgreSQL server of its own. */
export interface SharedStage {
  readonly stage: Stage;
  /** Of their stores. */
  readonly key: Buffer;
  /** Fresh ones, or copies of others on which nobody works. */
  hosts(name: string, scenario: Scenario, from?: TwoHosts): Promise<TwoHosts>;
  /** Ends the server; the stage is ended by who made it. */
  stop(): Promise<void>;
}

export async function createSharedStage(stage: Stage): Promise<SharedStage> {
  const postgres = await startPostgres();
  const key = randomBytes(32);

  async function host(name: string, scenario: Scenario, url: string, from?: Host): Promise<Host> {
    const configDir = await stage.volume(name, from?.configDir);
    const hook = scenario.hook ? await writeHook(join(configDir, 'hook')) : undefined;
    const own = {
      ...scenario.env,
      LETSENCRYPT_STORE: url,
      LETSENCRYPT_STORE_KEY: key.toString('base64'),
      ...(hook !== undefined && { DEPLOY_HOOK: hook.path }),
    };
    return { configDir, hook, run: (args, env = {}) => stage.run(configDir, args, { ...own, ...env }) };
  }

  return {
    stage,
    key,
    async hosts(name, scenario, from) {
      const database = name.replaceAll('-', '_');
      const template = from === undefined ? '' : ` TEMPLATE ${from.database}`;
      await postgres.run('postgres', `CREATE DATABASE ${database}${template}`);
      const url = postgres.url(database);
      const [killed, other] = [
        await host(`${name}-killed`, scenario, url, from?.killed),
        await host(`${name}-other`, scenario, url, from?.other),
      ];
      return {
        database,
        url,
        killed,
        other,
        async configure(domains) {
          for (const { configDir } of [killed, other]) await writeDomains(configDir, domains);
        },
        sql: (text) => postgres.run(database, text),
        async remove() {
          for (const { configDir } of [killed, other]) await rm(configDir, { recursive: true });
          await postgres.run('postgres', `DROP DATABASE ${database} WITH (FORCE)`);
        },
      };
    },
    stop: () => postgres.stop(),
  };
}
