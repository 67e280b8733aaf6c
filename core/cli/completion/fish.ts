import { type CommandFacts, helpTopics, shells, type ValueKind } from './command-table.js';

/** What fish completes by. @param providers ids */
export function fishCompletion(table: readonly CommandFacts[], providers: readonly string[]): string {
  const lines = table.flatMap(({ path, options, subcommands, takes }) => {
    const here = condition(path, subcommands);
    const names = subcommands.map((name) => {
      const child = table.find((facts) => facts.path === (path === '' ? name : `${path} ${name}`));
      return line(here, `-a ${quoted(name)} -d ${quoted(child?.description ?? '')}`);
    });
    const first = takes === undefined ? [] : [line(here, `-a ${argument(takes, table, providers)}`)];
    const flags = options.map(({ long, description, value }) => {
      const about = description === '' ? '' : ` -d ${quoted(description)}`;
      return line(path === '' ? undefined : seen(path), `-l ${long.slice(2)}${valueFlags(value)}${about}`);
    });
    return [...names, ...first, ...flags];
  });
  return `# fish completion of letsencrypt-dns
function __letsencrypt_dns_certificates
    set -l directory /etc/letsencrypt
    set -q LETSENCRYPT_CONFIG_DIR; and set directory $LETSENCRYPT_CONFIG_DIR
    for entry in $directory/live/*/
        basename $entry
    end
end

complete -c letsencrypt-dns -f
${lines.join('\n')}
`;
}

function argument(kind: CommandFacts['takes'], table: readonly CommandFacts[], providers: readonly string[]): string {
  if (kind === 'certificate') return quoted('(__letsencrypt_dns_certificates)');
  if (kind === 'provider') return quoted(providers.join(' '));
  if (kind === 'shell') return quoted(shells.join(' '));
  const commands = table.map(({ path }) => path).filter((path) => path !== '' && !path.includes(' '));
  return quoted([...commands, ...helpTopics].join(' '));
}

function condition(path: string, subcommands: readonly string[]): string {
  if (path === '') return '__fish_use_subcommand';
  return subcommands.length === 0
    ? seen(path)
    : `${seen(path)}; and not __fish_seen_subcommand_from ${subcommands.join(' ')}`;
}

function seen(path: string): string {
  return path
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
}

function line(when: string | undefined, rest: string): string {
  return `complete -c letsencrypt-dns${when === undefined ? '' : ` -n ${quoted(when)}`} ${rest}`;
}

function valueFlags(value: ValueKind | undefined): string {
  if (value === undefined) return '';
  if (value === 'directory') return ` -x -a ${quoted('(__fish_complete_directories)')}`;
  if (value === 'file') return ' -r -F';
  return value === 'text' ? ' -x' : ` -x -a ${quoted(value.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
