import type { CampaignAudience } from '../campaign.ts';
import { audienceDrift } from '../drift.ts';
import { amber, type Finding, green, type Head, number, plain, red, say } from './finding.ts';
import { DRIFT } from './preflight.ts';

const AUDIENCE: Head = { id: 'audience', group: 'audience', label: say('Audience', '수신 대상') };
const FIELDS: Head = { id: 'merge_fields', group: 'data', label: say('Merge fields', '병합 필드') };
/** From here on the default is what most people may notice. */
const MANY = 0.1;

/** How many match now, beside how many did when both keys were given. Pure. */
export const checkAudience = (input: {
  readonly matching: number;
  readonly eligible: number;
  /** Matching at approval; undefined before. */
  readonly approved: number | undefined;
  readonly driftPercent: number;
  /** Whose numbers they are. */
  readonly audience: Pick<CampaignAudience, 'missed'>;
}): Finding => {
  const { matching, eligible, approved, driftPercent, audience } = input;
  const now = say(
    `${number(matching)} matching, ${number(eligible)} eligible`,
    `해당 ${number(matching)}명, 발송 가능 ${number(eligible)}명`,
  );
  if (approved !== undefined) {
    const drift = audienceDrift(audience, approved, matching);
    const measured = say(
      `${now.en}; ${number(approved)} at approval (${drift.toFixed(1)} % apart, ${driftPercent} % allowed)`,
      `${now.ko}, 승인 시 ${number(approved)}명(차이 ${drift.toFixed(1)}%, 허용 ${driftPercent}%)`,
    );
    return drift > driftPercent
      ? red(
          AUDIENCE,
          DRIFT,
          measured,
          say(
            'Look at what changed in the contacts. Both keys release it with the audience as it is now.',
            '연락처의 변경 내용을 확인하세요. 두 승인이 다시 있어야 현재 대상으로 발송됩니다.',
          ),
        )
      : green(AUDIENCE, measured);
  }
  return eligible === 0
    ? amber(
        AUDIENCE,
        'audience.nobody_eligible',
        now,
        say(
          'Nobody may get it now. Look at consent and addresses.',
          '지금 받을 수 있는 사람이 없습니다. 수신 동의와 주소를 확인하세요.',
        ),
      )
    : green(AUDIENCE, now);
};

/** Which values of people leave the workspace. `ungranted` names keys whose access was not granted. Pure. */
export const checkMergeFields = (keys: readonly string[], ungranted: readonly string[]): Finding => {
  if (keys.length === 0) return green(FIELDS, say('none: every reader gets the same', '없음: 모두 같은 내용'));
  const measured = plain(keys.join(', '));
  return ungranted.length > 0
    ? red(
        FIELDS,
        'data.access_not_granted',
        say(`not granted: ${ungranted.join(', ')}`, `허가되지 않음: ${ungranted.join(', ')}`),
        say(
          'Ask for access to these fields, or write without them.',
          '이 속성의 사용 허가를 요청하거나 빼고 작성하세요.',
        ),
      )
    : green(FIELDS, measured);
};

const RULE_FIELDS: Head = {
  id: 'rule_fields',
  group: 'data',
  label: say('Fields of the segments', '세그먼트에 쓰인 속성'),
};

/** Of the attributes that choose the audience, those whose access was not granted; nothing where all were. Pure. */
export const checkRuleFields = (ungranted: readonly string[]): readonly Finding[] =>
  ungranted.length === 0
    ? []
    : [
        red(
          RULE_FIELDS,
          'audience.access_not_granted',
          say(`not granted: ${ungranted.join(', ')}`, `허가되지 않음: ${ungranted.join(', ')}`),
          say(
            'Ask for access to these fields, or choose the audience without them.',
            '이 속성의 사용 허가를 요청하거나, 이 속성 없이 대상을 정하세요.',
          ),
        ),
      ];

/** How many of those who get the mail have no value where it reads one. Pure. */
export const checkMissing = (input: {
  readonly key: string;
  readonly label: string;
  readonly missing: number;
  readonly of: number;
  /** The mail writes it without a default. */
  readonly needed: boolean;
}): Finding => {
  const { key, label, missing, of, needed } = input;
  const head: Head = { id: `missing:${key}`, group: 'data', label: plain(label) };
  const some = say(
    `${number(missing)} of ${number(of)} have no ${label}`,
    `${number(of)}명 중 ${number(missing)}명은 ${label} 값이 없음`,
  );
  if (missing === 0) return green(head, say('everybody has a value', '모두 값이 있음'));
  if (needed) {
    return red(
      head,
      'data.no_default',
      some,
      say(
        `Add a default, such as {{ contact.${key} | default: "…" }}.`,
        `{{ contact.${key} | default: "…" }}처럼 기본값을 넣으세요.`,
      ),
    );
  }
  const measured = { en: `${some.en}: default used`, ko: `${some.ko}: 기본값 사용` };
  return missing >= of * MANY
    ? amber(
        head,
        'data.missing_values',
        measured,
        say(
          'Read the mail with the default: that is what they get.',
          '기본값으로 읽어 보세요. 이들이 받는 내용입니다.',
        ),
      )
    : green(head, measured);
};

const ZONES: Head = { id: 'time_zones', group: 'audience', label: say('Time zones', '시간대') };

export interface ZoneInput {
  readonly known: number;
  /** The attribute is empty. */
  readonly missing: number;
  /** It holds something that is no time zone. */
  readonly unknown: number;
  readonly examples: readonly string[];
  /** False where the time was over before everybody was looked at. */
  readonly whole: boolean;
}

/** Where recipients are, as their attribute says; the others get it as in the fallback zone. Pure. */
export const checkZones = ({ known, missing, unknown, examples, whole }: ZoneInput, fallback: string): Finding => {
  const measured = say(
    `${number(known)} known, ${number(missing)} without, ${number(unknown)} unknown${examples.length === 0 ? '' : ` (${examples.join(', ')})`}${whole ? '' : ', of those looked at in the time there is'}`,
    `확인 ${number(known)}명, 값 없음 ${number(missing)}명, 알 수 없음 ${number(unknown)}명${examples.length === 0 ? '' : `(${examples.join(', ')})`}${whole ? '' : ', 주어진 시간 안에 확인한 사람 기준'}`,
  );
  if (missing + unknown === 0) return green(ZONES, measured);
  return amber(
    ZONES,
    unknown > 0 ? 'audience.unknown_zone' : 'audience.no_zone',
    measured,
    say(
      `They get it as in ${fallback}. Zones are written as Asia/Seoul.`,
      `${fallback} 기준으로 발송합니다. 시간대는 Asia/Seoul처럼 적어야 합니다.`,
    ),
  );
};
