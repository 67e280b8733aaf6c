import { type ArgumentKind, type CommandFacts, helpTopics, shells, type ValueKind } from './command-table.js';

/** The names of certificates are those of the folders in `live/`: asking this program would take longer than a key press. */
const certificates = '$(_letsencrypt_dns_certificates)';

/** What bash completes by. @param providers ids */
export function bashCompletion(table: readonly CommandFacts[], providers: readonly string[]): string {
  const paths = table.map(({ path }) => path).filter((path) => path !== '');
  const words = (kind: ArgumentKind | undefined): readonly string[] => {
    switch (kind) {
      case 'certificate':
        return [certificates];
      case 'provider':
        return providers;
      case 'topic':
        return [...paths.filter((path) => !path.includes(' ')), ...helpTopics];
      case 'shell':
        return shells;
      case undefined:
        return [];
    }
  };
  return `# bash completion of letsencrypt-dns
_letsencrypt_dns_certificates() {
  local directory=\${LETSENCRYPT_CONFIG_DIR:-/etc/letsencrypt} i entry
  for ((i = 1; i < COMP_CWORD; i++)); do
    [ "\${COMP_WORDS[i]}" = --config-dir ] && directory=\${COMP_WORDS[i + 1]}
  done
  for entry in "$directory"/live/*/; do
    [ -d "$entry" ] && entry=\${entry%/} && printf '%s\\n' "\${entry##*/}"
  done
}

_letsencrypt_dns() {
  local current=\${COMP_WORDS[COMP_CWORD]} path= word i words
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${path:+$path }\${COMP_WORDS[i]}
    case "$word" in
${paths.map((path) => `      ${quoted(path)}) path=$word ;;`).join('\n')}
    esac
  done
  case "$path \${COMP_WORDS[COMP_CWORD - 1]}" in
${table.flatMap((facts) => valueCases(facts)).join('\n')}
  esac
  case "$path" in
${table
  .map((facts) => {
    const all = [...facts.subcommands, ...words(facts.takes), ...facts.options.map(({ long }) => long)];
    return `    ${quoted(facts.path)}) words="${all.join(' ')}" ;;`;
  })
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _letsencrypt_dns letsencrypt-dns
`;
}

function valueCases({ path, options }: CommandFacts): string[] {
  return options.flatMap(({ long, value }) =>
    value === undefined ? [] : [`    ${quoted(`${path} ${long}`)}) ${generated(value)}; return ;;`],
  );
}

function generated(value: ValueKind): string {
  if (value === 'directory') return 'COMPREPLY=($(compgen -d -- "$current"))';
  if (value === 'file') return 'COMPREPLY=($(compgen -f -- "$current"))';
  return value === 'text' ? ':' : `COMPREPLY=($(compgen -W ${quoted(value.join(' '))} -- "$current"))`;
}

/** For the shell, whatever a description or a name may hold. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
