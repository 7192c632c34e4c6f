import type { LocalText } from '../../common/lang.ts';
import { momentText } from '../../common/moment.ts';
import type { Notice, NoticeAudience } from '../../people/notice.ts';
import type { FieldUses, ShownFieldRequest } from './field-access.ts';

type Told = Omit<Notice, 'at'>;

const IT: NoticeAudience = { kind: 'channel', purpose: 'it' };
const staff = (staffId: string): NoticeAudience => ({ kind: 'staff', staffId });

/** Whom the end of a grant concerns: who asked, IT, and the owners of what uses it. */
const concerned = ({ askedBy }: ShownFieldRequest, { campaigns }: FieldUses): readonly [string, NoticeAudience][] => [
  ['it', IT],
  ...[...new Set([askedBy, ...campaigns.map(({ ownerId }) => ownerId)])]
    .filter((id) => !id.startsWith('system:'))
    .map((id): [string, NoticeAudience] => [id, staff(id)]),
];

/** What uses the field, by name, as one line; none where nothing does. */
const usesLine = ({ segments, campaigns }: FieldUses): readonly LocalText[] => {
  const names = [...campaigns.map(({ id, name }) => `${id} ${name}`), ...segments.map(({ name }) => name)].join(', ');
  return names === '' ? [] : [{ en: `Used by: ${names}`, ko: `사용 중: ${names}` }];
};

const about = ({ id }: ShownFieldRequest, step: string, over: Pick<Told, 'to' | 'title' | 'lines' | 'tone'>): Told => ({
  key: `field:${id}:${step}`,
  path: `/fields#${id}`,
  campaignId: null,
  ...over,
});

const said = (comment: string): readonly LocalText[] => (comment === '' ? [] : [{ en: comment, ko: comment }]);

/** What whoever asked, IT and owners hear of access to a field, each once. Pure. */
export const fieldNotices = {
  granted: (request: ShownFieldRequest, byName: string, zone: string): Told => {
    const until = (lang: 'en' | 'ko'): string => momentText(request.until ?? new Date(0), zone, lang);
    return about(request, 'granted', {
      to: staff(request.askedBy),
      title: {
        en: `${byName} granted you "${request.label}" (${request.id}) until ${until('en')}`,
        ko: `${byName} 님이 “${request.label}” 속성 사용을 ${until('ko')}까지 허가했습니다(${request.id})`,
      },
      lines: [{ en: `For: ${request.purpose ?? ''}`, ko: `목적: ${request.purpose ?? ''}` }, ...said(request.comment)],
      tone: 'normal',
    });
  },

  refused: (request: ShownFieldRequest, byName: string): Told =>
    about(request, 'refused', {
      to: staff(request.askedBy),
      title: {
        en: `${byName} refused "${request.label}" (${request.id})`,
        ko: `${byName} 님이 “${request.label}” 속성 사용을 거절했습니다(${request.id})`,
      },
      lines: said(request.comment),
      tone: 'attention',
    }),

  /** So many days before its end. */
  warnings: (request: ShownFieldRequest, days: number, uses: FieldUses): readonly Told[] =>
    concerned(request, uses).map(([who, to]) =>
      about(request, `warning:${days}:${who}`, {
        to,
        title: {
          en: `Access to "${request.label}" (${request.id}) ends in ${days === 1 ? '1 day' : `${days} days`}`,
          ko: `“${request.label}” 속성 사용 허가(${request.id})가 ${days}일 뒤 종료됩니다`,
        },
        lines: [
          ...usesLine(uses),
          {
            en: `What uses it is refused from then on. Once it has ended, ask again: fields request ${request.key} because …`,
            ko: `종료되면 이 속성을 쓰는 캠페인은 검토 요청과 발송이 거부됩니다. 종료 후 다시 요청하세요: fields request ${request.key} because …`,
          },
        ],
        tone: 'attention',
      }),
    ),

  /** `byName` is undefined where its time was over. */
  ended: (request: ShownFieldRequest, byName: string | undefined, uses: FieldUses): readonly Told[] =>
    concerned(request, uses).map(([who, to]) =>
      about(request, `ended:${who}`, {
        to,
        title: {
          en: `Access to "${request.label}" (${request.id}) has ended${byName === undefined ? '' : `: ${byName} ended it`}`,
          ko: `“${request.label}” 속성 사용 허가(${request.id})가 종료되었습니다${byName === undefined ? '' : `(${byName} 님이 종료)`}`,
        },
        lines: [
          ...usesLine(uses),
          {
            en: `What uses it is neither submitted nor launched. Take it out, or ask again: fields request ${request.key} because …`,
            ko: `이 속성을 쓰는 캠페인은 검토 요청도 발송도 되지 않습니다. 속성을 빼거나 다시 요청하세요: fields request ${request.key} because …`,
          },
        ],
        tone: 'warning',
      }),
    ),
};
