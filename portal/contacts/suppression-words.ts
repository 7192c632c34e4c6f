import type { LocalText, UnsuppressGround } from '../../core/index.ts';

export const GROUND_WORDS = {
  asked_by_person: { en: 'The person asked for mail again', ko: '본인이 다시 받겠다고 요청함' },
  entered_by_mistake: { en: 'Entered by mistake', ko: '잘못 등록함' },
  mailbox_works_again: { en: 'The mailbox works again', ko: '메일함이 다시 작동함' },
} as const satisfies Record<UnsuppressGround, LocalText>;

export const SUPPRESSION_PAGE = {
  title: { en: 'Suppressions', ko: '수신 거부 목록' },
  lead: {
    en: '{total} suppressed addresses. They get no mail, whatever an import says.',
    ko: '수신 거부 주소 {total}개. 무엇을 가져오든 이 주소로는 메일을 보내지 않습니다.',
  },
  searchLabel: { en: 'Address', ko: '주소' },
  searchHint: {
    en: 'The whole address: the list keeps a keyed hash of it only',
    ko: '전체 주소를 입력하세요. 목록에는 주소의 키 해시만 저장됩니다.',
  },
  reason: { en: 'Reason', ko: '이유' },
  anyReason: { en: 'Any reason', ko: '모든 이유' },
  since: { en: 'Since', ko: '등록 시각' },
  noContact: { en: 'no contact ({hash}…)', ko: '연락처 없음({hash}…)' },
  none: { en: 'No such suppression.', ko: '해당하는 수신 거부가 없습니다.' },
  csv: { en: 'Download as CSV', ko: 'CSV로 내려받기' },
  addTitle: { en: 'Suppress an address', ko: '수신 거부 주소 등록' },
  add: { en: 'Suppress', ko: '등록' },
  fileTitle: { en: 'Suppress the addresses of a file', ko: '파일로 수신 거부 등록' },
  file: { en: 'CSV file', ko: 'CSV 파일' },
  fileHint: {
    en: 'As the download writes it, or a plain list of addresses. The first reason of each address stays.',
    ko: '내려받은 형식이거나 주소만 있는 목록이면 됩니다. 이미 등록된 주소의 이유는 바뀌지 않습니다.',
  },
  fileReason: { en: 'Reason where a row gives none', ko: '행에 이유가 없을 때' },
  fileMissing: { en: 'Choose a file first.', ko: '먼저 파일을 고르세요.' },
  importFile: { en: 'Suppress them', ko: '등록' },
  imported: {
    en: '{added} suppressed, {already} were suppressed before, {refused} rows refused.',
    ko: '{added}개 등록, {already}개는 이미 등록됨, {refused}개 행 거부.',
  },
  refusedRow: { en: 'Row {row}: {why}', ko: '{row}행: {why}' },
  added: { en: 'The address is suppressed.', ko: '수신 거부 주소로 등록했습니다.' },
  ground: { en: 'Why may it be written to again?', ko: '다시 보낼 수 있는 이유' },
  remove: { en: 'End suppression', ko: '수신 거부 해제' },
  removeConfirm: {
    en: 'Mail may go to this address again, if its contact has given consent. End the suppression?',
    ko: '연락처가 동의한 경우 이 주소로 다시 메일을 보낼 수 있습니다. 수신 거부를 해제할까요?',
  },
  removed: { en: 'The suppression has ended.', ko: '수신 거부를 해제했습니다.' },
  stays: { en: 'stays', ko: '해제 불가' },
  action: { en: 'End', ko: '해제' },
} as const satisfies Record<string, LocalText>;
