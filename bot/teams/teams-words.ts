import type { LocalText } from '../../core/index.ts';

/** What only Teams has to say. */
export const TEAMS_WORDS = {
  /** The answer did not come within Teams' five seconds. */
  updating: {
    en: 'Received. The card shows the result in a moment.',
    ko: '접수했습니다. 결과는 잠시 후 카드에 나타납니다.',
  },
  /** The same, where no card follows what was done. */
  resultFollows: {
    en: 'Received. I tell you the result in a moment.',
    ko: '접수했습니다. 결과는 곧 알려 드리겠습니다.',
  },
  /** A dialog that could not be made in time; nothing was typed yet. */
  tooSlow: {
    en: 'That took too long. Nothing was changed; please open it once more.',
    ko: '시간이 너무 오래 걸렸습니다. 변경된 내용은 없으니 다시 열어 주세요.',
  },
  unreadable: {
    en: 'Tandem cannot read this. Nothing was changed. Your Teams app may be older than Tandem: ask your administrator.',
    ko: 'Tandem이 읽을 수 없는 요청입니다. 변경된 내용은 없습니다. Teams 앱 버전이 오래되었을 수 있으니 관리자에게 문의해 주세요.',
  },
  /** Something personal is asked for where everybody reads along. */
  seePersonal: {
    en: 'I have answered you in our personal chat.',
    ko: '개인 채팅으로 답했습니다.',
  },
  writePersonal: {
    en: 'Tandem does not know this chat account yet. Open a personal chat with Tandem and write "link".',
    ko: 'Tandem이 아직 이 채팅 계정을 모릅니다. Tandem과의 개인 채팅에서 "link"라고 쓰십시오.',
  },
} as const satisfies Record<string, LocalText>;
