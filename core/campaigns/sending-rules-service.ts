import { z } from 'zod';
import type { AuditService } from '../audit/audit-service.ts';
import { changedValues } from '../audit/changed-values.ts';
import { contentHash } from '../common/canonical-json.ts';
import { DomainError, InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import { DEFAULT_RULES, type SendingRules } from './sending-rules.ts';
import type { SendingRulesStore } from './sending-rules-store.ts';

export interface SendingRulesService {
  /** What holds now; nothing is capped and no hour is quiet where nothing was saved. */
  current(): Promise<SendingRules>;
  /**
   * Replaces them. A campaign that has both keys keeps the rules that it was approved with. `revision` is the one that
   * was read. Needs settings.manage. Audited.
   * @throws InvalidInput by field (`cap.mails`, `quietHours.from` …), rules.changed_meanwhile, rules.forbidden
   */
  save(actor: Actor, input: unknown, revision: number): Promise<SendingRules>;
}

const SAYS = {
  mails: { en: 'Give a whole number of mails from 1 to 100.', ko: '메일 수는 1~100 사이의 정수로 입력하세요.' },
  days: { en: 'Give a whole number of days from 1 to 90.', ko: '일수는 1~90 사이의 정수로 입력하세요.' },
  clock: { en: 'Give a time such as 21:00.', ko: '21:00과 같은 시각을 입력하세요.' },
  policy: { en: 'Choose what happens: hold or drop.', ko: '보류와 제외 중 하나를 선택하세요.' },
  allDay: {
    en: 'Quiet hours that begin and end at the same time would never end. Choose another end.',
    ko: '시작과 끝이 같으면 제한이 끝나지 않습니다. 다른 끝 시각을 선택하세요.',
  },
  attribute: {
    en: 'Choose a text attribute of contacts from the list.',
    ko: '목록에서 연락처의 텍스트 속성을 선택하세요.',
  },
  lateness: { en: 'Give whole minutes from 1 to 1,440.', ko: '1~1,440 사이의 정수(분)로 입력하세요.' },
  missing: { en: 'This is missing.', ko: '값이 필요합니다.' },
} as const satisfies Record<string, LocalText>;
type Saying = keyof typeof SAYS;
const isSaying = (text: string): text is Saying => Object.hasOwn(SAYS, text);

const whole = (from: number, to: number, error: Saying) =>
  z
    .union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)], { error })
    .refine((n) => Number.isInteger(n) && n >= from && n <= to, { error });
const clock = z
  .string({ error: 'clock' })
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'clock' });

const input = z.object(
  {
    cap: z.object({ mails: whole(1, 100, 'mails'), days: whole(1, 90, 'days') }, { error: 'missing' }).nullable(),
    quietHours: z
      .object({ from: clock, to: clock, policy: z.enum(['hold', 'drop'], { error: 'policy' }) }, { error: 'missing' })
      .refine(({ from, to }) => from !== to, { error: 'allDay', path: ['to'] })
      .nullable(),
    zoneAttribute: z
      .string({ error: 'attribute' })
      .max(64, { error: 'attribute' })
      .transform((key) => (key === '' ? null : key))
      .nullable(),
    latenessMinutes: whole(1, 1_440, 'lateness'),
  },
  { error: 'missing' },
);

const fieldError = (field: string, text: LocalText): DomainError =>
  new DomainError({ code: 'rules.field_invalid', kind: 'invalid', field, text });

const forbidden = (): DomainError =>
  new DomainError({
    code: 'rules.forbidden',
    kind: 'forbidden',
    text: {
      en: 'Only an administrator can change the sending rules. Ask one listed under People.',
      ko: '발송 규칙은 관리자만 변경할 수 있습니다. 구성원 화면의 관리자에게 요청하세요.',
    },
  });

const changedMeanwhile = (): DomainError =>
  new DomainError({
    code: 'rules.changed_meanwhile',
    kind: 'conflict',
    text: {
      en: 'Somebody else changed the sending rules meanwhile. Look at them as they are now, then save yours again.',
      ko: '그사이 다른 사람이 발송 규칙을 변경했습니다. 현재 규칙을 확인한 뒤 다시 저장하세요.',
    },
  });

export const createSendingRulesService = (deps: {
  store: SendingRulesStore;
  contacts: Pick<ContactService, 'attributes'>;
  audit: AuditService;
  /** Limits stand in marketing's sections: what is in review is asked anew. */
  saved: () => Promise<void>;
}): SendingRulesService => {
  const { store, contacts, audit } = deps;

  const parse = async (given: unknown): Promise<Omit<SendingRules, 'revision'>> => {
    const result = input.safeParse(given);
    if (!result.success) {
      throw new InvalidInput(
        result.error.issues.map(({ path, message }) =>
          fieldError(path.map(String).join('.'), SAYS[isSaying(message) ? message : 'missing']),
        ),
      );
    }
    const { zoneAttribute } = result.data;
    const texts = (await contacts.attributes()).filter(({ type }) => type === 'text').map(({ key }) => key);
    if (zoneAttribute !== null && !texts.includes(zoneAttribute)) {
      throw new InvalidInput([fieldError('zoneAttribute', SAYS.attribute)]);
    }
    return result.data;
  };

  return {
    current: async () => (await store.read()) ?? DEFAULT_RULES,

    async save(actor, given, revision) {
      if (actor.kind === 'staff' && !can(actor.staff, 'settings.manage')) throw forbidden();
      const parsed = await parse(given);
      const { revision: _revision, ...before } = (await store.read()) ?? DEFAULT_RULES;
      const next: SendingRules = { ...parsed, revision: revision + 1 };
      if (!(await store.replace(next, revision))) throw changedMeanwhile();
      await audit.append({
        ...actedBy(actor),
        action: 'rules.saved',
        subject: 'sending-rules',
        data: { revision: next.revision, hash: contentHash(parsed), ...changedValues(before, parsed) },
      });
      await deps.saved();
      return next;
    },
  };
};
