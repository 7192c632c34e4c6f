import type { EraseGround, LocalText } from '../../core/index.ts';

export const ERASE_GROUND_WORDS = {
  requested: { en: 'The person asked for it', ko: '본인 요청' },
  retention: { en: 'Kept long enough', ko: '보관 기간 경과' },
  mistake: { en: 'Entered by mistake', ko: '잘못 등록함' },
} as const satisfies Record<EraseGround, LocalText>;

export const PERSON_WORDS = {
  title: { en: 'Data of this person', ko: '개인 데이터' },
  text: {
    en: 'The export holds everything that is kept about this person. Erasing takes the person out everywhere; only a keyed hash of the address stays, on the suppression list, so that no import brings them back.',
    ko: '내보내기에는 이 사람에 대해 보관 중인 모든 데이터가 담깁니다. 삭제하면 모든 곳에서 지워지고, 다시 가져와도 메일이 가지 않도록 주소의 키 해시만 수신 거부 목록에 남습니다.',
  },
  export: { en: 'Export as JSON', ko: 'JSON으로 내보내기' },
  ground: { en: 'Why is the person erased?', ko: '삭제 이유' },
  choose: { en: 'Choose', ko: '선택' },
  erase: { en: 'Erase this person', ko: '이 사람 삭제' },
  confirm: {
    en: 'This cannot be undone. Erase this person everywhere?',
    ko: '되돌릴 수 없습니다. 이 사람을 모든 곳에서 삭제할까요?',
  },
  erased: { en: 'The person is erased.', ko: '삭제했습니다.' },
} as const satisfies Record<string, LocalText>;
