import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { ROLE_WORDS } from '../common/words.ts';
import { PERMISSIONS, type Permission } from '../people/permissions.ts';
import type { InsightLinkKind } from './insight.ts';

const rolesOf = (permission: Permission): LocalText => ({
  en: PERMISSIONS[permission].map((role) => ROLE_WORDS[role].en).join(', '),
  ko: PERMISSIONS[permission].map((role) => ROLE_WORDS[role].ko).join(', '),
});

/** Fields of an insight as forms name them. */
export type InsightField =
  | 'text'
  | 'customer'
  | 'theme'
  | 'product'
  | 'region'
  | 'persona'
  | 'source'
  | 'quoteConsent'
  | 'link'
  | 'comment'
  | 'reason'
  | 'name';

export const insightErrors = {
  field: (field: InsightField, text: LocalText, code = 'insight.field_invalid') =>
    new DomainError({ code, kind: 'invalid', field, text: { en: `${field}: ${text.en}`, ko: `${field}: ${text.ko}` } }),

  notFound: (id: string) =>
    new DomainError({
      code: 'insight.not_found',
      kind: 'not_found',
      text: {
        en: `There is no insight ${id}. The list of insights is in the portal.`,
        ko: `${id} 인사이트가 없습니다. 목록은 포털에서 볼 수 있습니다.`,
      },
    }),

  draftGone: () =>
    new DomainError({
      code: 'insight.draft_gone',
      kind: 'not_found',
      text: {
        en: 'This draft is older than a day, or was saved already. Nothing was changed; share it once more if it is missing.',
        ko: '하루가 지났거나 이미 저장된 초안입니다. 변경된 내용은 없으며, 목록에 없으면 다시 공유해 주세요.',
      },
    }),

  forbidden: (permission: Permission) =>
    new DomainError({
      code: 'insight.forbidden',
      kind: 'forbidden',
      text: {
        en: `For this you need one of these roles: ${rolesOf(permission).en}.`,
        ko: `다음 역할 중 하나가 필요합니다: ${rolesOf(permission).ko}.`,
      },
    }),

  notAuthor: () =>
    new DomainError({
      code: 'insight.not_author',
      kind: 'forbidden',
      text: {
        en: 'Only its author can edit or withdraw an insight. You can comment on it.',
        ko: '인사이트는 작성자만 수정하거나 회수할 수 있습니다. 의견은 남길 수 있습니다.',
      },
    }),

  alreadyShared: (id: string) =>
    new DomainError({
      code: 'insight.already_shared',
      kind: 'conflict',
      text: {
        en: `You shared the same words as ${id} within the last day. It stands there once.`,
        ko: `최근 하루 안에 같은 내용을 ${id}(으)로 이미 공유하셨습니다. 한 번만 등록됩니다.`,
      },
    }),

  tooMany: (limit: number) =>
    new DomainError({
      code: 'insight.too_many',
      kind: 'too_many',
      retrySafe: true,
      retryAfterSeconds: 60,
      text: {
        en: `You shared ${limit} insights within a minute. Wait a minute, then share this one again.`,
        ko: `1분 안에 인사이트 ${limit}건을 공유하셨습니다. 1분 뒤에 다시 공유해 주세요.`,
      },
    }),

  tooManyComments: (limit: number) =>
    new DomainError({
      code: 'insight.too_many_comments',
      kind: 'too_many',
      retrySafe: true,
      retryAfterSeconds: 60,
      field: 'comment',
      text: {
        en: `comment: you wrote ${limit} comments within a minute. Wait a minute, then add this one.`,
        ko: `comment: 1분 안에 의견 ${limit}개를 남기셨습니다. 1분 뒤에 다시 남겨 주세요.`,
      },
    }),

  own: () =>
    new DomainError({
      code: 'insight.own',
      kind: 'conflict',
      text: {
        en: 'This is your own insight: it counts you already.',
        ko: '본인이 공유한 인사이트이므로 이미 반영되어 있습니다.',
      },
    }),

  changedMeanwhile: (id: string) =>
    new DomainError({
      code: 'insight.changed_meanwhile',
      kind: 'conflict',
      retrySafe: true,
      text: {
        en: `${id} was changed by somebody meanwhile. Look at it as it is now, then do it again.`,
        ko: `그사이 다른 사람이 ${id}을(를) 변경했습니다. 현재 내용을 확인한 뒤 다시 시도해 주세요.`,
      },
    }),

  over: (id: string) =>
    new DomainError({
      code: 'insight.withdrawn',
      kind: 'conflict',
      text: {
        en: `${id} was withdrawn by its author. Nothing can be added to it any more.`,
        ko: `${id}은(는) 작성자가 회수했습니다. 더 이상 추가할 수 없습니다.`,
      },
    }),

  commentsFull: (id: string, limit: number) =>
    new DomainError({
      code: 'insight.comments_full',
      kind: 'conflict',
      field: 'comment',
      text: {
        en: `comment: ${id} has ${limit} comments, and takes no more. Share what is new as an insight of its own.`,
        ko: `comment: ${id}에 의견이 ${limit}건 있어 더 남길 수 없습니다. 새로운 내용은 별도의 인사이트로 공유해 주세요.`,
      },
    }),

  briefUnderWay: (id: string) =>
    new DomainError({
      code: 'insight.brief_under_way',
      kind: 'conflict',
      retrySafe: true,
      text: {
        en: `Somebody is making a brief of ${id} at this moment. Look at it again in a minute.`,
        ko: `지금 다른 사람이 ${id}(으)로 기획을 만들고 있습니다. 1분 뒤에 다시 확인해 주세요.`,
      },
    }),

  linkUnknown: (kind: InsightLinkKind, id: string) =>
    new DomainError({
      code: 'insight.link_unknown',
      kind: 'not_found',
      field: 'link',
      text:
        kind === 'segment'
          ? {
              en: 'link: this segment does not exist. Choose one from the list.',
              ko: 'link: 없는 세그먼트입니다. 목록에서 선택해 주세요.',
            }
          : kind === 'persona'
            ? {
                en: 'link: this persona does not exist. Choose one from the list.',
                ko: 'link: 없는 페르소나입니다. 목록에서 선택해 주세요.',
              }
            : { en: `link: there is no campaign ${id}.`, ko: `link: ${id} 캠페인이 없습니다.` },
    }),

  themeTaken: (name: string) =>
    new DomainError({
      code: 'insight.theme_taken',
      kind: 'conflict',
      field: 'name',
      text: { en: `name: there is a theme "${name}" already.`, ko: `name: "${name}" 주제가 이미 있습니다.` },
    }),
};
