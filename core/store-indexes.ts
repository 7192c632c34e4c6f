import { APPROVAL_INDEXES } from './approvals/approval-store.ts';
import { AUDIT_INDEXES } from './audit/audit-store.ts';
import { CAMPAIGN_INDEXES } from './campaigns/campaign-store.ts';
import { PREFLIGHT_INDEXES } from './campaigns/preflight/preflight-store.ts';
import { ANSWER_INDEXES } from './common/answer-store.ts';
import type { StoreIndexes } from './common/database-store.ts';
import { ONCE_INDEXES } from './common/once-store.ts';
import { CONTACT_INDEXES } from './contacts/contact-store.ts';
import { FIELD_ACCESS_INDEXES } from './contacts/field-access/field-access-store.ts';
import { DELIVERY_INDEXES } from './deliveries/delivery-store.ts';
import { DIGEST_INDEXES } from './digests/digest-store.ts';
import { INSIGHT_INDEXES } from './insights/insight-store.ts';
import { SAVED_SEARCH_INDEXES } from './insights/search/saved-search-store.ts';
import { SEARCH_INDEXES } from './insights/search/search-store.ts';
import { MAIL_INDEXES } from './mail/outbox-store.ts';
import { NOTICE_INDEXES } from './people/notice-store.ts';
import { PEOPLE_INDEXES } from './people/staff-store.ts';
import { FOLLOW_INDEXES } from './segments/following/follow-store.ts';
import { PERSONA_INDEXES } from './segments/personas/persona-store.ts';
import { SEGMENT_INDEXES } from './segments/segment-store.ts';
import { TAG_RUN_INDEXES } from './segments/tagging/tag-run-store.ts';
import { TRACKING_INDEXES } from './tracking/tracking-store.ts';

/** Every index of every collection; made at start, and held to the truth by `test/integration/indexes.test.ts`. */
export const STORE_INDEXES: readonly StoreIndexes[] = [
  ...ONCE_INDEXES,
  ...ANSWER_INDEXES,
  ...AUDIT_INDEXES,
  ...PEOPLE_INDEXES,
  ...NOTICE_INDEXES,
  ...CONTACT_INDEXES,
  ...FIELD_ACCESS_INDEXES,
  ...SEGMENT_INDEXES,
  ...FOLLOW_INDEXES,
  ...PERSONA_INDEXES,
  ...TAG_RUN_INDEXES,
  ...APPROVAL_INDEXES,
  ...CAMPAIGN_INDEXES,
  ...PREFLIGHT_INDEXES,
  ...DELIVERY_INDEXES,
  ...TRACKING_INDEXES,
  ...INSIGHT_INDEXES,
  ...SEARCH_INDEXES,
  ...SAVED_SEARCH_INDEXES,
  ...DIGEST_INDEXES,
  ...MAIL_INDEXES,
];
