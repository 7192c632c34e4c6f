import { z } from 'zod';
import type { ApprovalService } from '../approvals/approval-service.ts';
import { contentHash } from '../common/canonical-json.ts';
import { InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can, PERMISSIONS } from '../people/permissions.ts';
import type { Actor } from '../people/staff.ts';
import type { AlarmClock } from './alarm-clock.ts';
import { type Changes, toCampaign } from './campaign-changes.ts';
import { changedMeanwhile, fieldError, forbidden } from './campaign-errors.ts';
import type { CampaignService } from './campaign-service.ts';
import { requireMove } from './campaign-states.ts';
import { STOP_REASON_LIMIT } from './freeze-errors.ts';
import { NOT_STOPPED } from './resume-review.ts';

const TRIES = 5;
const HALT = { en: 'halt a campaign', ko: '캠페인 중단' };

const reasonInput = z
  .string()
  .catch('')
  .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim());

/** @throws InvalidInput with field `reason` */
const parseReason = (given: unknown): string => {
  const reason = reasonInput.parse(given);
  const refused = (text: LocalText) => new InvalidInput([fieldError('reason', text, 'campaign.halt_reason')]);
  if (reason === '') throw refused({ en: 'say in a few words why.', ko: '이유를 간단히 적어 주세요.' });
  if (reason.length > STOP_REASON_LIMIT) {
    throw refused({
      en: `at most ${STOP_REASON_LIMIT} characters; this has ${reason.length}. Shorten it.`,
      ko: `최대 ${STOP_REASON_LIMIT}자까지 가능합니다(현재 ${reason.length}자). 줄여 주세요.`,
    });
  }
  return reason;
};

const haltedBy = (name: string, reason: string): LocalText => ({
  en: `Halted by ${name}: ${reason} Only both keys let it go on.`,
  ko: `${name} 님이 중단했습니다: ${reason} 두 승인이 모두 있어야 다시 진행됩니다.`,
});

/**
 * Halting is one compare-and-set on the campaign. Whoever claimed a batch before reads the campaign again before the
 * POST; so nothing starts once every batch that was under way is answered.
 */
export const createHalt = (deps: {
  changes: Changes;
  approvals: ApprovalService;
  people: PeopleService;
  alarm: AlarmClock;
  settle: (id: string, actor?: Actor) => Promise<void>;
}): Pick<CampaignService, 'halt'> => {
  const { changes, approvals, people, alarm, settle } = deps;

  /** Roles as they are now, not as they were when the page was read. @throws campaign.forbidden */
  const requireHalter = async (actor: Actor): Promise<string> => {
    if (actor.kind === 'system') return 'Tandem';
    const staff = await people.byId(actor.staff.id);
    if (staff === undefined || !can(staff, 'campaigns.halt')) throw forbidden(PERMISSIONS['campaigns.halt'], HALT);
    return staff.name;
  };

  return {
    async halt(actor, id, given) {
      for (let i = 0; i < TRIES; i += 1) {
        const campaign = await changes.get(id);
        const name = await requireHalter(actor);
        const state = requireMove(campaign, 'halt');
        const reason = parseReason(given);
        // Read before the write below: a cycle that is opened after it has a higher number.
        const last = await approvals.current(id);
        const at = await changes.now();
        const changed = await changes.change(
          actor,
          campaign,
          {
            ...NOT_STOPPED,
            state,
            reason: haltedBy(name, reason),
            haltedAt: at,
            resumeAfter: last?.number ?? 0,
          },
          [
            {
              kind: 'halting',
              // The words stand in the thread alone; the log proves them.
              data: {
                from: campaign.state,
                to: state,
                reasonEn: reason,
                reasonKo: reason,
                reasonHash: contentHash(reason),
              },
              audit: 'campaign.halted',
            },
          ],
        );
        if (changed === undefined) continue;
        await settle(id, actor);
        // Whoever sends is to count what is sent and what is held.
        await alarm.wakeAt(at);
        return toCampaign(await changes.get(id));
      }
      throw changedMeanwhile(id);
    },
  };
};
