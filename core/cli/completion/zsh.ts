import { quoted } from './bash.js';
import { type ArgumentKind, type CommandFacts, helpTopics, shells, type ValueKind } from './command-table.js';

/** What zsh completes by, with the descriptions of commands and options. @param providers ids */
export function zshCompletion(table: readonly CommandFacts[], providers: readonly string[]): string {
  const described = new Map(table.map(({ path, description }) => [path, description]));
  const paths = [...described.keys()].filter((path) => path !== '');
  const action = (kind: ArgumentKind): string => {
    switch (kind) {
      case 'certificate':
        return '_letsencrypt_dns_certificates';
      case 'provider':
        return `compadd -- ${providers.map(quoted).join(' ')}`;
      case 'topic':
        return `compadd -- ${[...paths.filter((path) => !path.includes(' ')), ...helpTopics].map(quoted).join(' ')}`;
      case 'shell':
        return `compadd -- ${shells.join(' ')}`;
    }
  };
  const cases = table.map(({ path, subcommands, options, takes }) => {
    const commands = subcommands.map((name) => {
      const words = described.get(path === '' ? name : `${path} ${name}`) ?? '';
      return quoted(entry(name, words));
    });
    const flags = options.map(({ long, description }) => quoted(entry(long, description)));
    return [
      `    ${quoted(path)})`,
      ...(commands.length === 0 ? [] : [`      entries=(${commands.join(' ')}); _describe command entries`]),
      ...(takes === undefined ? [] : [`      ${action(takes)}`]),
      `      entries=(${flags.join(' ')}); _describe option entries ;;`,
    ].join('\n');
  });
  return `#compdef letsencrypt-dns
# zsh completion of letsencrypt-dns
_letsencrypt_dns_certificates() {
  local directory=\${LETSENCRYPT_CONFIG_DIR:-/etc/letsencrypt} place=\${words[(I)--config-dir]}
  (( place > 0 )) && directory=\${words[place + 1]}
  compadd -- $directory/live/*(N/:t)
}

_letsencrypt_dns() {
  local shown= word
  local -a entries
  for word in \${words[2,CURRENT-1]}; do
    case "\${shown:+$shown }$word" in
${paths.map((path) => `      ${quoted(path)}) shown=${quoted(path)} ;;`).join('\n')}
    esac
  done
  case "$shown \${words[CURRENT-1]}" in
${table.flatMap((facts) => valueCases(facts)).join('\n')}
  esac
  case "$shown" in
${cases.join('\n')}
  esac
}

if [ "$funcstack[1]" = _letsencrypt_dns ]; then _letsencrypt_dns "$@"; else compdef _letsencrypt_dns letsencrypt-dns; fi
`;
}

function valueCases({ path, options }: CommandFacts): string[] {
  return options.flatMap(({ long, value }) =>
    value === undefined ? [] : [`    ${quoted(`${path} ${long}`)}) ${generated(value)}; return ;;`],
  );
}

function generated(value: ValueKind): string {
  if (value === 'directory') return '_files -/';
  if (value === 'file') return '_files';
  return value === 'text' ? ':' : `compadd -- ${value.join(' ')}`;
}

/** A colon ends the name in what `_describe` takes. */
function entry(name: string, description: string): string {
  return `${name}:${description.replaceAll(':', '\\:')}`;
}
