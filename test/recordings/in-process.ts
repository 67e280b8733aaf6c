import { getDomain } from 'tldts';
import { openProvider } from '../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../core/dns/record-service.js';
import type { RegisteredProvider } from '../../core/manifest/registry.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import type { GivenAnswer } from '../../core/testing/wire.js';
import type { Outcome } from './expectation.js';
import { providerOptions } from './options.js';
import type { Performer, StepCall } from './play-case.js';
import type { Interaction } from './recording.js';

/** Long enough for any case, short enough to notice a provider that polls for ever. */
const stepLimitMs = 10_000;

/** Does each step with a provider of its own, as the command line would: it logs in and looks the zone up again. */
export function inProcess(registered: RegisteredProvider): Performer {
  const { requestsPerSecond: _unlimited, ...capabilities } = registered.manifest.capabilities;
  const hasty = { ...registered, manifest: { ...registered.manifest, capabilities } };
  return async (call, replay) => {
    const provider = await openProvider({
      registered: hasty,
      options: providerOptions(registered.manifest, call.options),
      dispatcher: answeringDispatcher((request) => toGiven(replay.answer(request))),
      log: silentLogger,
      userAgent: 'recordings',
      retry: { attempts: 3, firstPauseMs: 0, longestPauseMs: 0 },
    });
    try {
      const service = createRecordService({
        provider,
        capabilities,
        zoneName: getDomain(call.domain) ?? call.domain,
        signal: AbortSignal.timeout(stepLimitMs),
        providerTitle: registered.manifest.title,
      });
      return await perform(call, service);
    } finally {
      await provider.close?.();
    }
  };
}

async function perform({ step, identifier }: StepCall, service: RecordService): Promise<Outcome> {
  const { type = 'TXT', name, content } = step.args;
  switch (step.op) {
    case 'authenticate':
      await service.findZone();
      return {};
    case 'list':
      return { records: await service.list({ type: step.args.type, name, content }) };
    case 'create':
      await service.create({ type, name: name ?? '@', content: content ?? '' });
      return {};
    case 'update':
      await service.update(identifier, {
        type,
        ...(name !== undefined && { name }),
        ...(content !== undefined && { content }),
      });
      return {};
    case 'delete':
      await service.remove(identifier, { type, name, content });
      return {};
  }
}

/** Without Retry-After: nobody waits for a recording. */
export function toGiven(response: Interaction['response'] | undefined): GivenAnswer | undefined {
  if (response === undefined) return undefined;
  const headers = Object.entries(response.headers).filter(([name]) => name.toLowerCase() !== 'retry-after');
  const body = response.body ?? '';
  return {
    status: response.status,
    headers: Object.fromEntries(headers),
    body: response.bodyEncoding === 'base64' ? Buffer.from(body, 'base64') : body,
  };
}
