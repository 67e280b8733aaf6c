import { joinPriority, type RecordDraft, splitParts } from '../../core/sdk/index.js';

/** Types that are written in parts under `data`, though they come back as one content. */
const partsOf: Readonly<Record<string, readonly string[]>> = {
  SRV: ['priority', 'weight', 'port', 'target'],
  CAA: ['flags', 'tag', 'value'],
  TLSA: ['usage', 'selector', 'matching_type', 'certificate'],
};

/** The parts of a content; undefined where the type has none. */
export function toData(draft: RecordDraft): Readonly<Record<string, string | number>> | undefined {
  const names = partsOf[draft.type];
  if (names === undefined) return undefined;
  return splitParts(draft.type, draft.type === 'SRV' ? joinPriority(draft) : draft.content, names);
}
