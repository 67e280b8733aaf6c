/** What many providers and plugins share; none of it is needed by a provider that does without. */
export {
  type CanonicalRequest,
  canonicalRequest,
  encodeStrictly,
  hmacChain,
  type ScopedKey,
  scopedAuthorization,
  sha256,
} from './canonical-request.js';
export { fromPresentation, joinPriority, splitPriority, toPresentation } from './content.js';
export { type CookieClient, withCookies } from './cookies.js';
export type { ContainerState, DockerClient, ExecResult, LabelledContainer } from './docker.js';
export { findUnnamed, isForbidden, nearContainer, throwAll } from './docker-containers.js';
export { explainRefusals, type Refusal, type RefusalSchema } from './explain-refusals.js';
export { explainStatus } from './explain-status.js';
export { explainWords, type FailureRemark, type FailureWords } from './explain-words.js';
export { describeFailure, type FailureDetails, failureKinds, plainFailure, toFailure } from './failure.js';
export { othersMay, type ParsedFileMode, parseFileMode } from './file-mode.js';
export { groupBy } from './group-by.js';
export { type HeldDirectory, type HoldOptions, holdDirectory, inDirectory, isRefusedLink } from './held-directory.js';
export {
  type HtmlAttributes,
  type HtmlElement,
  htmlAll,
  htmlAttribute,
  htmlData,
  htmlExactText,
  htmlFirst,
  htmlHiddenFields,
  htmlOne,
  htmlPage,
  htmlRows,
  htmlText,
  isHtml,
} from './html.js';
export {
  anything,
  type ExplainedFailure,
  type HttpDefaults,
  type HttpMethod,
  type OutgoingRequest,
  type Query,
  type QueryValue,
  type Schema,
} from './http.js';
export { inOtherForm } from './in-other-form.js';
export { inSession } from './in-session.js';
export type { ItemForm } from './item-form.js';
export { type JoinedSignal, joinSignals } from './joined-signal.js';
export { asAnswered, checkKeptType, checkShownType } from './kept-type.js';
export { type LogMethod, silentLogger } from './logger.js';
export type { CertificateOption, CertificateOptionsOf, ContainerCommand, ServiceStatus } from './manifest.js';
export { type Memo, memo } from './memo.js';
export { canonicalName, fqdn, fullName, hostOrEmpty, isWithin, relativeName, withDot, withoutDot } from './names.js';
export { type PageBounds, pageBounds } from './page-bounds.js';
export type { CertificateFailure, CertificateSummary, PassSummary } from './pass-summary.js';
export { baseAddress, isPath, type Path, type PathPart, path, sentPath } from './path.js';
export { describePlain, originOf, type PlainFailure } from './plain-failure.js';
export type { CertificateFiles, CertificatePaths, IssuesResult, MessageTarget, PluginMemory } from './plugin.js';
export { type PollOptions, poll } from './poll.js';
export { namedVariables, type ProgramOutput, programOutput } from './program-output.js';
export type { ProviderFactory } from './provider.js';
export { publishing } from './publishing.js';
export { type ListPart, readByOffset } from './read-by-offset.js';
export { readLinkedPages } from './read-linked-pages.js';
export { type NumberedPage, readNumberedPages } from './read-numbered-pages.js';
export { type Page, readPages } from './read-pages.js';
export { mostBytes, type ReadOptions, readRegularFile } from './read-regular-file.js';
export { noRecord, parseRecordId, type RecordKey, recordId, withId } from './record-id.js';
export { type Item, recordItems, type WrittenRecord } from './record-items.js';
export { type RecordListApi, recordList } from './record-list.js';
export { joinParts, type PartNames, splitParts } from './record-parts.js';
export type { NewRecordSet, RecordSet, RecordSetApi, SetWrite } from './record-set-api.js';
export { recordSetProvider } from './record-sets.js';
export { replaceRecord } from './replace-record.js';
export type { ResponderRequest, ResponderService, TxtServer } from './responder.js';
export { type RestRecords, restRecords } from './rest-records.js';
export { type ProgramEnd, type ProgramStart, runProgram } from './run-program.js';
export { type SetEdit, setEdits } from './set-edits.js';
export { joinSets, recordsOfSet } from './set-records.js';
export { type ShellSplit, type ShellWord, splitShellWords } from './shell-words.js';
export { signedIn } from './signed-in.js';
export { throughChanges } from './through-changes.js';
export { throughSteps } from './through-steps.js';
export { totp } from './totp.js';
export { needsQuotes, quoteTxt, splitTxt, unquoteTxt } from './txt.js';
export { undefinedIf } from './undefined-if.js';
export { unlessGone } from './unless-gone.js';
export { visibleLine, visibleText } from './visible-text.js';
export { withoutUpdates } from './without-updates.js';
export { decodeFault, decodeResult, encodeCall, type RpcValue, rpcLists } from './xml-rpc.js';
export { createXmlRpc, explainFaults, type RpcCall, type XmlRpc } from './xml-rpc-client.js';
export { isSameName, type ZoneChoice, zoneNamed } from './zone-named.js';
export { zoneUnless } from './zone-unless.js';
