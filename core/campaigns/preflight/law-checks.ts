import type { LocalText } from '../../common/lang.ts';
import { amber, type Finding, green, type Head, notApplicable, number, plain, red, say } from './finding.ts';

const LABEL: Head = { id: 'ad_label', group: 'law', label: say('Advertising label', '광고 표시') };
const SENDER: Head = { id: 'ad_sender', group: 'law', label: say('Who sends it', '전송자 표시') };
const REFUSAL: Head = { id: 'ad_refusal', group: 'law', label: say('How to refuse', '수신 거부 안내') };
const CONSENT: Head = { id: 'consent_age', group: 'law', label: say('Age of consent', '수신 동의 경과') };

/** Just this, first in the subject: Network Act, art. 50 (4), decree, table 6. */
const AD_LABEL = '(광고)';
/** Something that means to be the label and is not: other brackets, spaces, signs or letters in it, or not first. */
const VARIANT =
  /[([{<（［【〔「『]\s*광[\s\p{P}\p{S}]*고[^)\]}>）］】〕」』]{0,6}[)\]}>）］】〕」』]|^\s*광\s*고\s*[:)\]）］]|^\s*[([]\s*(AD|advert\w*)\s*[)\]]/iu;
const CONTROL = say(
  'An advertising mail has "(광고)" first in its subject. A mail that only informs (an order, a notice) needs none: then leave it.',
  '광고성 정보라면 제목 맨 앞에 "(광고)"를 표시하세요. 주문·공지 등 단순 정보 안내 메일이면 그대로 두어도 됩니다.',
);

const list = (names: readonly LocalText[]): LocalText => ({
  en: names.map(({ en }) => en).join(', '),
  ko: names.map(({ ko }) => ko).join(', '),
});

export interface LawInput {
  readonly lang: 'en' | 'ko';
  /** Subjects as people read them. */
  readonly subjects: readonly string[];
  /** The plain text of the mail. */
  readonly text: string;
  readonly organisation: string;
  readonly postalAddress: string;
  /** Whose consent is how old, as far as it was looked at; undefined where it was not. */
  readonly consent: { readonly old: number; readonly looked: number; readonly whole: boolean } | undefined;
}

const checkLabel = (subjects: readonly string[]): Finding => {
  const wrong = subjects.find((subject) => !subject.startsWith(AD_LABEL));
  if (wrong === undefined) return green(LABEL, plain(AD_LABEL));
  const measured = plain(wrong.slice(0, 80));
  return VARIANT.test(wrong) || subjects.some((subject) => subject.startsWith(AD_LABEL))
    ? red(
        LABEL,
        'law.ad_label_variant',
        measured,
        say(
          'Write exactly "(광고)" as the first characters of the subject, for every reader.',
          '모든 수신자의 제목 맨 앞에 정확히 "(광고)"라고 표시하세요.',
        ),
      )
    : amber(LABEL, 'law.ad_label_missing', measured, CONTROL);
};

const TELEPHONE =
  /(?:\+82[-.\s]?|0)\d{1,2}[-.)\s]{0,2}\d{3,4}[-.\s]?\d{4}|1[568]\d{2}[-.\s]?\d{4}|080[-.\s]?\d{3,4}[-.\s]?\d{4}/;
const EMAIL = /[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+/;

const checkSenderBlock = ({ text, organisation, postalAddress }: LawInput): Finding => {
  const missing = [
    ...(text.includes(organisation) ? [] : [say('name', '명칭')]),
    ...(EMAIL.test(text) ? [] : [say('e-mail address', '전자우편 주소')]),
    ...(TELEPHONE.test(text) ? [] : [say('telephone number', '전화번호')]),
    ...(text.includes(postalAddress) ? [] : [say('postal address', '주소')]),
  ];
  if (missing.length === 0)
    return green(SENDER, say('name, e-mail, telephone and address', '명칭, 전자우편, 전화번호, 주소'));
  const names = list(missing);
  return amber(
    SENDER,
    'law.sender_incomplete',
    say(`not in the mail: ${names.en}`, `메일에 없음: ${names.ko}`),
    say(
      'Add them in a footer block: the law asks for all four in an advertising mail.',
      '바닥글 블록에 추가하세요. 광고성 메일에는 네 가지가 모두 필요합니다.',
    ),
  );
};

const checkRefusal = (text: string): Finding => {
  const korean = /수신\s*거부|수신\s*동의\s*철회/.test(text);
  const english = /unsubscribe|opt[\s-]?out/i.test(text);
  if (korean && english) return green(REFUSAL, say('in Korean and English', '한글과 영문'));
  return amber(
    REFUSAL,
    'law.refusal_language',
    korean
      ? say('in Korean only', '한글만 있음')
      : english
        ? say('in English only', '영문만 있음')
        : say('not said', '안내 없음'),
    say(
      'Say in Korean and in English how to refuse, such as "수신 거부 (Unsubscribe)".',
      '"수신 거부 (Unsubscribe)"처럼 한글과 영문으로 거부 방법을 안내하세요.',
    ),
  );
};

const checkConsent = (consent: LawInput['consent']): Finding => {
  if (consent === undefined) return notApplicable(CONSENT, say('not looked at', '확인하지 않음'));
  const { old, looked, whole } = consent;
  const of = whole ? number(looked) : say(`the first ${number(looked)}`, `처음 ${number(looked)}`);
  const measured = say(
    `${number(old)} of ${typeof of === 'string' ? of : of.en} gave consent more than 2 years ago`,
    `${typeof of === 'string' ? of : of.ko}명 중 ${number(old)}명의 동의가 2년을 넘음`,
  );
  return old === 0
    ? green(CONSENT, measured)
    : amber(
        CONSENT,
        'law.consent_old',
        measured,
        say(
          'Ask them to confirm it: the law wants that every two years.',
          '2년마다 수신 동의를 다시 확인해야 합니다. 재확인을 요청하세요.',
        ),
      );
};

/**
 * Korea's rules for advertising by e-mail (Network Act, art. 50, and its decree): for mails in Korean. Whether a mail
 * advertises only people know, so a missing label is amber; with the label the other rules are asked for. Pure.
 */
export const checkLaw = (input: LawInput): readonly Finding[] => {
  const heads = [LABEL, SENDER, REFUSAL, CONSENT];
  if (input.lang !== 'ko') return [notApplicable(LABEL, say('not a mail in Korean', '한국어 메일이 아님'))];
  const label = checkLabel(input.subjects);
  if (label.cause === 'law.ad_label_missing') {
    return [
      label,
      ...heads.slice(1).map((head) => notApplicable(head, say('not marked as advertising', '광고로 표시되지 않음'))),
    ];
  }
  return [label, checkSenderBlock(input), checkRefusal(input.text), checkConsent(input.consent)];
};
