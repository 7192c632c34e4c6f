import type { LocalText } from '../../core/index.ts';

export const PERSONAS = {
  title: { en: 'Personas', ko: '페르소나' },
  lead: {
    en: 'Made-up people who stand for live segments. In chat: persona and a name.',
    ko: '실제 세그먼트를 대표하는 가상 인물입니다. 채팅에서는 persona 뒤에 이름을 적으세요.',
  },
  create: { en: 'New persona', ko: '새 페르소나' },
  editTitle: { en: 'Edit persona', ko: '페르소나 편집' },
  edit: { en: 'Edit', ko: '편집' },
  none: { en: 'No persona yet', ko: '아직 페르소나가 없습니다' },
  noneText: {
    en: 'A persona gives a segment a face: what they need, and how they say it themselves.',
    ko: '페르소나는 세그먼트에 얼굴을 줍니다. 무엇이 필요한지, 어떻게 말하는지를 적습니다.',
  },
  unknown: { en: 'There is no such persona.', ko: '해당 페르소나가 없습니다.' },
  name: { en: 'Name', ko: '이름' },
  nameExample: { en: 'Weekend regulars', ko: '주말 단골' },
  segment: { en: 'Segment', ko: '세그먼트' },
  segmentHint: {
    en: 'Its size and trend are shown with the persona; it is followed from now on.',
    ko: '세그먼트의 규모와 추세가 페르소나와 함께 표시됩니다. 지금부터 변화가 기록됩니다.',
  },
  chooseSegment: { en: 'Choose a segment', ko: '세그먼트 선택' },
  needs: { en: 'What they need', ko: '필요한 것' },
  words: { en: 'In their own words', ko: '이들이 쓰는 말' },
  linesHint: {
    en: 'One a line, at most 12 lines of 200 characters.',
    ko: '한 줄에 하나씩, 최대 12줄, 줄마다 200자까지 적으세요.',
  },
  picture: { en: 'Picture', ko: '사진' },
  pictureHint: {
    en: 'PNG, JPEG, GIF or WebP, at most 5 MB. Not of a real customer: whoever has its address can see it.',
    ko: 'PNG, JPEG, GIF, WebP, 5MB 이하. 주소를 아는 사람은 볼 수 있으므로 실제 고객의 사진은 쓰지 마세요.',
  },
  pictureKept: {
    en: 'A picture is stored. Choose another one to replace it.',
    ko: '저장된 사진이 있습니다. 바꾸려면 새로 고르세요.',
  },
  pictureRemove: { en: 'Remove the picture', ko: '사진 삭제' },
  saved: { en: '“{name}” was saved.', ko: '“{name}” 페르소나를 저장했습니다.' },
  deleteIt: { en: 'Delete', ko: '삭제' },
  deleteAsk: {
    en: 'Delete this persona? Its segment and insights stay.',
    ko: '이 페르소나를 삭제할까요? 세그먼트와 인사이트는 남습니다.',
  },
  deleted: { en: '“{name}” was deleted.', ko: '“{name}” 페르소나를 삭제했습니다.' },
  size: { en: 'People', ko: '인원' },
  insights: { en: 'Insights about them', ko: '이들에 대한 인사이트' },
  insightsNone: {
    en: 'Nobody has shared one yet. Choose this persona when you share what you heard.',
    ko: '아직 공유된 인사이트가 없습니다. 들은 내용을 공유할 때 이 페르소나를 고르세요.',
  },
  allInsights: { en: 'All of them', ko: '모두 보기' },
  share: { en: 'Share an insight', ko: '인사이트 공유' },
  nothing: { en: 'Nothing noted yet.', ko: '아직 적힌 내용이 없습니다.' },
  conflict: {
    en: 'Somebody saved this persona meanwhile. What you typed is below and not saved; saving it now replaces theirs.',
    ko: '그사이 다른 사람이 저장했습니다. 입력한 내용은 아래에 있고 아직 저장되지 않았습니다. 지금 저장하면 그 내용을 덮어씁니다.',
  },
} as const satisfies Record<string, LocalText>;
