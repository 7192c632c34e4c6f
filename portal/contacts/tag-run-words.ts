import type { LocalText, TagRun, TagRunPhase } from '../../core/index.ts';

export const TAG_RUN_PHASE_WORDS = {
  pending: { en: 'Waiting', ko: '대기 중' },
  running: { en: 'Going on', ko: '진행 중' },
  done: { en: 'Done', ko: '완료' },
  undoing: { en: 'Being undone', ko: '되돌리는 중' },
  undone: { en: 'Undone', ko: '되돌림' },
} as const satisfies Record<TagRunPhase, LocalText>;

export const WAY_WORDS = {
  add: { en: 'Put on', ko: '붙이기' },
  remove: { en: 'Take off', ko: '떼기' },
} as const satisfies Record<TagRun['way'], LocalText>;

export const TAG_RUNS = {
  title: { en: 'Tags of many contacts', ko: '태그 일괄 변경' },
  list: { en: 'Earlier changes', ko: '이전 변경' },
  link: { en: 'Tag all', ko: '모두 태그' },
  lead: {
    en: 'The tag is changed in the background; it can be undone afterwards.',
    ko: '백그라운드에서 태그를 바꾸며, 끝난 뒤 되돌릴 수 있습니다.',
  },
  who: { en: 'Whose tags', ko: '대상' },
  all: { en: 'all contacts', ko: '모든 연락처' },
  found: { en: 'found by “{query}”', ko: '“{query}” 검색 결과' },
  segment: { en: 'segment', ko: '세그먼트' },
  goneSegment: { en: 'a segment that is gone', ko: '삭제된 세그먼트' },
  people: { en: 'Contacts', ko: '연락처' },
  tag: { en: 'Tag', ko: '태그' },
  tagHint: { en: 'At most 40 characters, without commas.', ko: '쉼표 없이 40자까지 입력하세요.' },
  way: { en: 'What to do', ko: '작업' },
  begin: { en: 'Change the tags', ko: '태그 변경' },
  progress: { en: '{seen} of {total} contacts', ko: '연락처 {total}개 중 {seen}개' },
  changed: { en: 'Changed', ko: '변경됨' },
  undo: { en: 'Undo', ko: '되돌리기' },
  undoAsk: {
    en: 'Give every contact that this changed back what it had?',
    ko: '이 작업으로 바뀐 연락처의 태그를 모두 되돌릴까요?',
  },
  begunBy: { en: 'By', ko: '담당' },
  at: { en: 'When', ko: '시각' },
  phase: { en: 'State', ko: '상태' },
  none: { en: 'Nobody changed tags of many contacts yet.', ko: '아직 일괄 변경한 태그가 없습니다.' },
  unknown: { en: 'There is no such change of tags.', ko: '해당 태그 변경이 없습니다.' },
  undone: { en: 'It is being undone.', ko: '되돌리고 있습니다.' },
} as const satisfies Record<string, LocalText>;
