import type { DigestSectionKey, Lang } from '../../core/index.ts';

/** What chat says of digests; `typed` is what stands before a verb on the platform. */
export interface DigestWords {
  readonly title: (from: string, to: string) => string;
  readonly previewTitle: string;
  readonly emptyPreview: string;
  readonly lead: (zone: string) => string;
  readonly more: (n: number) => string;
  readonly section: Readonly<Record<DigestSectionKey, string>>;
  readonly nothingMore: string;
  readonly open: string;
  readonly openDigests: string;
  readonly pause: string;
  readonly resume: string;
  readonly change: string;
  readonly setUp: string;
  readonly preview: string;
  readonly formTitle: string;
  readonly save: string;
  readonly days: string;
  readonly daysHint: string;
  readonly time: string;
  readonly timeHint: string;
  readonly zone: string;
  readonly zoneHint: string;
  readonly language: string;
  readonly mail: string;
  readonly mailYes: string;
  readonly mailNo: string;
  readonly none: (typed: string) => string;
  readonly noneHere: (typed: string) => string;
  readonly mine: string;
  readonly ofChannel: (name: string) => string;
  readonly when: (schedule: string) => string;
  readonly next: (moment: string, zone: string) => string;
  readonly byMail: string;
  readonly privateHere: string;
  readonly unreadable: (text: string, typed: string) => string;
}

export const DIGEST_CHAT_WORDS: Readonly<Record<Lang, DigestWords>> = {
  en: {
    title: (from, to) => `Digest: ${from} to ${to}`,
    previewTitle: 'Preview of your digest',
    emptyPreview: 'There is nothing to say of this time, so nothing would be sent.',
    lead: (zone) => `Times in ${zone}. Numbers as they were counted when it was due.`,
    more: (n) => `and ${n} more in the portal`,
    section: {
      results: 'Results by campaign',
      costs: 'Cost by segment',
      changes: 'What changed',
      reviews: 'Reviews',
      preflight: 'Preflight by cause',
      incidents: 'Incidents and holds',
      fields: 'Data fields',
      insights: 'Insights by theme',
      thanks: 'Thank you',
    },
    nothingMore: 'This part of the digest is not there any more.',
    open: 'Open in the portal',
    openDigests: 'My digests',
    pause: 'Pause',
    resume: 'Resume',
    change: 'Change',
    setUp: 'Set up',
    preview: 'Preview now',
    formTitle: 'Digest',
    save: 'Save',
    days: 'Days',
    daysHint: 'Others with the command: digest mon,thu 09:00',
    time: 'Time',
    timeHint: 'Such as 09:00',
    zone: 'Time zone',
    zoneHint: 'Such as Asia/Seoul',
    language: 'Language',
    mail: 'By mail too',
    mailYes: 'Yes',
    mailNo: 'No',
    none: (typed) => `You get no digest yet. Write, for example: ${typed}digest weekly mon 09:00`,
    noneHere: (typed) => `This channel gets no digest yet. Write, for example: ${typed}digest here weekly mon 09:00`,
    mine: 'Your digest',
    ofChannel: (name) => `The digest of ${name}`,
    when: (schedule) => `It comes ${schedule}.`,
    next: (moment, zone) => `The next one: ${moment} (${zone}).`,
    byMail: 'It comes by mail too.',
    privateHere: 'This is a private conversation. Write "digest here …" in the channel that is to get it.',
    unreadable: (text, typed) =>
      `"${text}" is not understood. For example: ${typed}digest weekly mon 09:00, ${typed}digest pause, ${typed}digest resume, ${typed}digest now, ${typed}digest mail on`,
  },
  ko: {
    title: (from, to) => `다이제스트: ${from} ~ ${to}`,
    previewTitle: '다이제스트 미리 보기',
    emptyPreview: '이 기간에는 전할 내용이 없어 아무것도 발송되지 않습니다.',
    lead: (zone) => `시각은 ${zone} 기준이며, 숫자는 예정 시각에 집계한 값입니다.`,
    more: (n) => `포털에 ${n}건 더 있음`,
    section: {
      results: '캠페인별 결과',
      costs: '세그먼트별 비용',
      changes: '달라진 점',
      reviews: '검토',
      preflight: '원인별 사전 점검',
      incidents: '장애와 보류',
      fields: '데이터 항목',
      insights: '주제별 인사이트',
      thanks: '고맙습니다',
    },
    nothingMore: '다이제스트의 이 부분은 더 이상 없습니다.',
    open: '포털에서 열기',
    openDigests: '내 다이제스트',
    pause: '일시 중지',
    resume: '재개',
    change: '변경',
    setUp: '설정',
    preview: '지금 미리 보기',
    formTitle: '다이제스트',
    save: '저장',
    days: '요일',
    daysHint: '다른 조합은 명령으로: digest 월,목 09:00',
    time: '시각',
    timeHint: '예: 09:00',
    zone: '시간대',
    zoneHint: '예: Asia/Seoul',
    language: '언어',
    mail: '메일로도 받기',
    mailYes: '예',
    mailNo: '아니요',
    none: (typed) => `아직 받는 다이제스트가 없습니다. 예: ${typed}digest weekly 월 09:00`,
    noneHere: (typed) => `이 채널은 아직 다이제스트를 받지 않습니다. 예: ${typed}digest here weekly 월 09:00`,
    mine: '내 다이제스트',
    ofChannel: (name) => `${name} 채널의 다이제스트`,
    when: (schedule) => `받는 때: ${schedule}.`,
    next: (moment, zone) => `다음: ${moment}(${zone}).`,
    byMail: '메일로도 받습니다.',
    privateHere: '1:1 대화입니다. 다이제스트를 받을 채널에서 "digest here …"를 입력하세요.',
    unreadable: (text, typed) =>
      `"${text}"을(를) 이해하지 못했습니다. 예: ${typed}digest weekly 월 09:00, ${typed}digest pause, ${typed}digest resume, ${typed}digest now, ${typed}digest mail on`,
  },
};
