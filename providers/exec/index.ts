import {
  defineProvider,
  Failure,
  fqdn,
  joinSignals,
  namedVariables,
  parseRecordId,
  programOutput,
  type RecordDraft,
  runProgram,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

type Action = 'present' | 'cleanup';
type Value = Pick<RecordDraft, 'name' | 'content' | 'proof'>;

/** lego's contract with a program of the user's. https://go-acme.github.io/lego/dns/exec/ */
export default defineProvider<typeof manifest>(({ options, log, signal, environment = () => ({}) }) => {
  let runs: Promise<unknown> = Promise.resolve();

  /** Behind `--` stands what may begin with a dash: tokens. */
  function argumentsOf(action: Action, zone: Zone, { name, content, proof }: Value): string[] {
    if (options.mode !== 'RAW') return [action, fqdn(name, zone.name), content];
    if (proof !== undefined) return [action, '--', proof.domain, proof.token, proof.keyAuthorization];
    throw new Failure('UNSUPPORTED', 'in the mode RAW the program gets a token, and this record proves nothing', {
      hint: 'Use the default mode, or issue a certificate',
    });
  }

  /** One after the other: programs were written for that. */
  function inTurn(action: Action, zone: Zone, value: Value): Promise<void> {
    const args = argumentsOf(action, zone, value);
    const next = runs.then(() => run(action, args));
    runs = next.catch(() => undefined);
    return next;
  }

  async function run(action: Action, args: readonly string[]): Promise<void> {
    const output = programOutput(log, options.path);
    const limit = AbortSignal.timeout(options.timeout * 1000);
    const stop = joinSignals(signal(), limit);
    const seen = { ...environment(), ...namedVariables(process.env, options.environment) };
    const start = { file: options.path, args, environment: seen, onLine: output.onLine, signal: stop.signal };
    try {
      const { exitCode, endedBy } = await runProgram(start);
      if (exitCode === 0) return;
      const end = endedBy === undefined ? `ended with exit code ${exitCode}` : `was ended by ${endedBy}`;
      const last = output.last();
      throw new Failure('API', `${options.path} ${action} ${end}${last === '' ? '' : `: ${last}`}`, {
        hint: 'Run it by hand; variables that look like secrets it gets only where --environment names them',
      });
    } catch (error) {
      throw explain(error, limit.aborted && !signal().aborted);
    } finally {
      stop.release();
    }
  }

  function explain(error: unknown, isTooLate: boolean): unknown {
    if (isTooLate) {
      return new Failure('TIMEOUT', `${options.path} took longer than ${options.timeout} s and was ended`, {
        hint: 'Mend the program, or give it more time with --timeout',
      });
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOEXEC') return error;
    return new Failure('CONFIG', `${options.path} cannot be run (${code})`, {
      cause: error,
      hint: 'Pass the path of a program that is executable and, where it is a script, begins with `#!` and an interpreter that exists',
    });
  }

  return {
    findZone: async (name) => ({ name }),
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'a program cannot tell which records there are');
    },
    // A clean-up of some programs takes all values of the name.
    ...withoutUpdates<Zone>(
      {
        createRecord: (zone, draft) => inTurn('present', zone, draft),
        deleteRecord: (zone, id, record) => inTurn('cleanup', zone, record ?? parseRecordId(id)),
      },
      { removesFirst: true },
    ),
  };
});
