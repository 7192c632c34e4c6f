import { DateTime } from 'luxon';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { NoticeService } from '../people/notice-service.ts';

/**
 * Tells IT the head of the audit chain, once a day of the workspace and not before its working hours begin, in whatever
 * number of processes: outside the database it stays as a witness of what was written until then.
 */
export const createAuditHead =
  (deps: {
    audit: AuditService;
    notices: NoticeService;
    policy: PolicyService;
    timeZone: string;
    now: () => Promise<Date>;
  }): (() => Promise<void>) =>
  async () => {
    const { audit, notices, policy, timeZone, now } = deps;
    const [at, { hours }, [last]] = await Promise.all([now(), policy.current(), audit.list({ limit: 1 })]);
    const local = DateTime.fromJSDate(at, { zone: timeZone });
    if (last === undefined || local.toFormat('HH:mm') < hours.from) return;
    const count = (lang: string): string => new Intl.NumberFormat(lang).format(last.seq);
    await notices.tell({
      key: `audit-head:${local.toISODate()}`,
      to: { kind: 'channel', purpose: 'it' },
      title: { en: 'Audit log: the head of today', ko: '감사 기록: 오늘의 마지막 해시' },
      lines: [
        { en: `Entries: ${count('en')}`, ko: `항목 수: ${count('ko')}` },
        { en: `Hash of the last one: ${last.hash}`, ko: `마지막 항목의 해시: ${last.hash}` },
        {
          en: `Any change to what was written until now shows against it: tandem audit verify --head ${last.hash}`,
          ko: `지금까지의 기록이 바뀌었는지 이 해시로 확인할 수 있습니다: tandem audit verify --head ${last.hash}`,
        },
      ],
      path: null,
      tone: 'normal',
      campaignId: null,
    });
  };
