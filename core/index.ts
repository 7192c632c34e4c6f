/** The door of core: bot and portal import this file and nothing behind it. */
export * from './approvals/approval.ts';
export type * from './approvals/approval-inbox.ts';
export type * from './approvals/approval-service.ts';
export * from './approvals/inbox-words.ts';
export type * from './approvals/lead-times.ts';
export type * from './approvals/open-reviews.ts';
export * from './approvals/policy.ts';
export type * from './approvals/policy-service.ts';
export { deadlinesBefore, LATER_IDS, type LaterChoice } from './approvals/review-deadlines.ts';
export { workingTime } from './approvals/review-notices.ts';
export type * from './audit/audit-service.ts';
export * from './campaigns/campaign.ts';
export { missedText } from './campaigns/campaign-audience.ts';
export type * from './campaigns/campaign-service.ts';
export { isFinished, isOver, needsBothKeys, possibleEvents } from './campaigns/campaign-states.ts';
export type * from './campaigns/card-service.ts';
export type * from './campaigns/change-freeze.ts';
export { differenceLines } from './campaigns/differences.ts';
export { STOP_REASON_LIMIT } from './campaigns/freeze-errors.ts';
export type * from './campaigns/freeze-service.ts';
export { stillFrozen } from './campaigns/freeze-words.ts';
export { LIMITS_LABEL, limitsText, localScheduleText } from './campaigns/limit-words.ts';
export * from './campaigns/mail-block.ts';
export { causeText } from './campaigns/preflight/cause-words.ts';
export * from './campaigns/preflight/preflight.ts';
export type * from './campaigns/preflight/preflight-service.ts';
export type { SendingRules } from './campaigns/sending-rules.ts';
export type { SendingRulesService } from './campaigns/sending-rules-service.ts';
export type { Snapshot } from './campaigns/snapshots.ts';
export type * from './campaigns/thread.ts';
export type { Answer, Answers } from './common/answer-store.ts';
export type * from './common/clock.ts';
export * from './common/errors.ts';
export * from './common/ids.ts';
export * from './common/keyed-hash.ts';
export * from './common/lang.ts';
export * from './common/logger.ts';
export { momentText } from './common/moment.ts';
export type { Once } from './common/once-store.ts';
export { growHeapSlowly } from './common/slow-heap.ts';
export * from './common/words.ts';
export * from './config.ts';
export type { ConsentService, SelfService } from './contacts/consent/consent-service.ts';
export * from './contacts/consent/topic.ts';
export * from './contacts/contact.ts';
export { type ContactBatchReport, contactBatchShape, type RefusedContact } from './contacts/contact-batch.ts';
export * from './contacts/contact-import.ts';
export type * from './contacts/contact-service.ts';
export * from './contacts/events/event.ts';
export type { EventColumns, EventFile, EventFileReport, RefusedRow } from './contacts/events/event-csv.ts';
export type { EventService } from './contacts/events/event-service.ts';
export { eventBatchShape } from './contacts/events/parse-event.ts';
export * from './contacts/field-access/field-access.ts';
export type * from './contacts/field-access/field-access-service.ts';
export * from './contacts/person-data.ts';
export { type SuppressionBatchReport, suppressionBatchShape } from './contacts/suppression-batch.ts';
export {
  FILE_REASONS,
  type FileReason,
  type RefusedSuppression,
  type SuppressionFile,
  type SuppressionFileReport,
} from './contacts/suppression-file.ts';
export * from './create-core.ts';
export * from './deliveries/delivery.ts';
export type * from './deliveries/delivery-service.ts';
export * from './deliveries/doubt.ts';
export type { HaltState } from './deliveries/halt-state.ts';
export { type Progress, progressText } from './deliveries/progress.ts';
export type { WarmUpStanding } from './deliveries/warm-up-service.ts';
export * from './digests/digest.ts';
export type { DigestInput } from './digests/digest-input.ts';
export { clockNotes, type DigestSchedule } from './digests/digest-schedule.ts';
export type { DigestService } from './digests/digest-service.ts';
export { DAY_CHOICES, daysKey, daysText, PAUSE_WORDS, parseDays, scheduleText } from './digests/digest-words.ts';
export * from './insights/insight.ts';
export {
  COMMENT_LIMIT as INSIGHT_COMMENT_LIMIT,
  CUSTOMER_LIMIT,
  INSIGHT_LIMIT,
  type InsightInput,
  SIDE_LIMIT as INSIGHT_SIDE_LIMIT,
  THEME_LIMIT,
} from './insights/insight-input.ts';
export type * from './insights/insight-service.ts';
export type { InsightDraft, InsightFilter } from './insights/insight-store.ts';
export {
  INSIGHT_STATE_WORDS,
  QUOTE_CONSENT_WORDS,
  SENTIMENT_WORDS,
  SOURCE_WORDS,
} from './insights/insight-words.ts';
export { QUERY_LIMIT, type SavedSearch, type SavedSearchPause } from './insights/search/saved-search.ts';
export type { SavedSearchService } from './insights/search/saved-search-service.ts';
export { type Found, type SearchService, searchKindsFor } from './insights/search/search-service.ts';
export { SEARCH_KINDS, type SearchKind } from './insights/search/search-store.ts';
export { markTerms } from './insights/search/text-terms.ts';
export { SENTIMENT_LABELS, type SentimentLabel } from './insights/sentiment/sentiment.ts';
export { THEME_SIDES, type ThemePart, type ThemeSide } from './insights/theme-parts.ts';
export type { ThemeReport, ThemeTrend, ThemeWord } from './insights/theme-report.ts';
export type * from './jobs/job-service.ts';
export type * from './mail/email-provider.ts';
export type * from './mail/outbox-service.ts';
export * from './people/absence.ts';
export type * from './people/absence-service.ts';
export * from './people/api-key.ts';
export type * from './people/api-key-service.ts';
export type * from './people/channel-service.ts';
export * from './people/chat-identity.ts';
export type * from './people/notice.ts';
export type * from './people/notice-service.ts';
export * from './people/people-service.ts';
export * from './people/permissions.ts';
export * from './people/staff.ts';
export * from './people/working-hours.ts';
export * from './run-process.ts';
export * from './segments/event-rule.ts';
export * from './segments/following/follow.ts';
export * from './segments/personas/persona.ts';
export * from './segments/rfm-starters.ts';
export * from './segments/rule.ts';
export type { CostlyClause } from './segments/rule-cost.ts';
export type * from './segments/segment-service.ts';
export * from './segments/tagging/tag-run.ts';
export {
  type CampaignCost,
  COST_PARTS,
  type CostAmount,
  type CostPart,
  type CostRates,
  costsBySegment,
  hoursText,
  moneyText,
  type SegmentCost,
} from './tracking/cost-per-result.ts';
export type { CostService } from './tracking/cost-service.ts';
export { maskedAddress } from './tracking/masked-address.ts';
export { reportCsv } from './tracking/report-csv.ts';
export * from './tracking/shares.ts';
export * from './tracking/tracking.ts';
export type * from './tracking/tracking-service.ts';
