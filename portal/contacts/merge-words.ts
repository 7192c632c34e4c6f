import type { LocalText } from '../../core/index.ts';

export const TAG_WORDS = {
  tags: { en: 'Tags', ko: '태그' },
  none: { en: 'No tag.', ko: '태그가 없습니다.' },
  add: { en: 'Add tag', ko: '태그 추가' },
  label: { en: 'Tag', ko: '태그' },
  hint: { en: '1 to 40 characters, without commas', ko: '쉼표 없이 1~40자' },
  remove: { en: 'Take the tag “{tag}” off', ko: '“{tag}” 태그 빼기' },
  added: { en: 'Tagged “{tag}”.', ko: '“{tag}” 태그를 추가했습니다.' },
  removed: { en: 'The tag “{tag}” is off.', ko: '“{tag}” 태그를 뺐습니다.' },
  full: { en: 'It has this tag already, or 50 tags.', ko: '이미 있는 태그이거나 태그가 50개입니다.' },
} as const satisfies Record<string, LocalText>;

export const MERGE_WORDS = {
  title: { en: 'Merge with another contact', ko: '다른 연락처와 병합' },
  lead: {
    en: 'Where two contacts are one person. This one stays; the other becomes part of it.',
    ko: '두 연락처가 같은 사람일 때 사용합니다. 이 연락처가 남고 다른 연락처는 여기에 합쳐집니다.',
  },
  other: { en: 'Address, external id or id of the other contact', ko: '다른 연락처의 주소, 외부 ID 또는 ID' },
  look: { en: 'Look at both', ko: '비교해 보기' },
  likely: { en: 'Perhaps the same person:', ko: '같은 사람일 수 있습니다:' },
  stays: { en: 'Stays', ko: '남는 연락처' },
  goes: { en: 'Becomes part of it', ko: '합쳐지는 연락처' },
  after: { en: 'Afterwards', ko: '병합 후' },
  what: { en: 'What', ko: '항목' },
  address: { en: 'Address', ko: '주소' },
  externalId: { en: 'External id', ko: '외부 ID' },
  consent: { en: 'Consent', ko: '수신 동의' },
  rules: {
    en: 'Events, lists, tags and evidence of both are kept. A refusal or suppression of either stands. This cannot be undone.',
    ko: '두 연락처의 이벤트, 목록, 태그, 동의 기록을 모두 유지합니다. 어느 한쪽의 거부나 수신 거부도 그대로 유지됩니다. 되돌릴 수 없습니다.',
  },
  twoAddresses: {
    en: 'The address {address} is given up, because a contact has one address.',
    ko: '연락처의 주소는 하나이므로 {address} 주소는 사라집니다.',
  },
  confirm: { en: 'Merge these two', ko: '두 연락처 병합' },
  merged: { en: 'The two contacts are one now.', ko: '두 연락처를 하나로 합쳤습니다.' },
} as const satisfies Record<string, LocalText>;
