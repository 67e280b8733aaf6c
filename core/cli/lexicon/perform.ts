import type { RecordService } from '../../dns/record-service.js';
import { Failure } from '../../sdk/failure.js';
import type { Action, LexiconOptions, Output } from './grammar.js';
import { renderDone, renderRecords } from './render.js';

export interface LexiconJob {
  readonly action: Action;
  readonly type: string;
  readonly options: LexiconOptions;
  /** In seconds; undefined: nobody asked for one. */
  readonly ttl: number | undefined;
  readonly output: Output;
}

/**
 * Does what was asked.
 * @returns what to print
 * @throws Failure CONFIG where an option is missing, and what the provider throws
 */
export async function perform(
  service: RecordService,
  { action, type, options, ttl, output }: LexiconJob,
): Promise<string | undefined> {
  const { name, content, identifier, priority } = options;
  switch (action) {
    case 'list':
      return renderRecords(await service.list({ type, name, content }), output);
    case 'create':
      if (name === undefined || content === undefined) throw missing('create needs --name and --content');
      await service.create({ type, name, content, ttl, priority });
      break;
    case 'update':
      if (identifier === undefined && name === undefined) throw missing('update needs --identifier or --name');
      if (content === undefined && identifier === undefined) throw missing('update needs --content');
      await service.update(identifier, {
        type,
        ttl,
        ...(name !== undefined && { name }),
        ...(content !== undefined && { content }),
        ...(priority !== undefined && { priority }),
      });
      break;
    case 'delete':
      // lexicon deletes every record of the type where nothing tells which; nobody can mean that.
      if (identifier === undefined && name === undefined && content === undefined) {
        throw missing('delete needs --identifier, --name or --content');
      }
      await service.remove(identifier, { type, name, content });
      break;
  }
  return renderDone(output);
}

function missing(message: string): Failure {
  return new Failure('CONFIG', message, { hint: 'See lexicon PROVIDER --help' });
}
