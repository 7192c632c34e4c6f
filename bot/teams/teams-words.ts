import type { LocalText } from '../../core/index.ts';

/** What only Teams has to say. */
export const TEAMS_WORDS = {
  /** The answer did not come within Teams' five seconds. */
  updating: {
    en: 'Received. The card shows the result in a moment.',
    ko: '접수했습니다. 결과는 잠시 후 카드에 나타납니다.',
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
