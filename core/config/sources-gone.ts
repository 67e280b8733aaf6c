import type { ConfigurationSource } from './desired-state.js';

/**
 * Files that asked for certificates and do not any more, as sentences: nothing is removed for it, and somebody may have
 * meant that, or have saved an empty file by mistake.
 * @param before the sources as they were; undefined at the start, when every empty file is told of
 */
export function sourcesGone(
  before: readonly ConfigurationSource[] | undefined,
  after: readonly ConfigurationSource[],
): readonly string[] {
  return after.flatMap(({ path, status }) => {
    const earlier = before?.find((source) => source.path === path)?.status;
    if (before !== undefined && (earlier === status || earlier === undefined)) return [];
    if (status === 'empty' || status === 'settings') {
      return status === 'settings' && before === undefined
        ? []
        : `${path} asks for no certificate: those that it asked for stay as they are`;
    }
    if (status === 'missing' && before !== undefined)
      return `${path} is gone: the certificates that it asked for stay as they are`;
    return [];
  });
}
