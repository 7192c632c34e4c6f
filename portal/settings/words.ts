import type { AttributeType, CampaignChannel, LocalText } from '../../core/index.ts';

export const HEALTH_WORDS = {
  ok: { en: 'Reachable', ko: '연결됨' },
  archived: { en: 'Archived', ko: '보관된 채널' },
  not_invited: { en: 'Bot not invited', ko: '봇이 초대되지 않음' },
  gone: { en: 'Channel is gone', ko: '채널이 없어짐' },
  unreachable: { en: 'Not reachable', ko: '연결할 수 없음' },
} as const satisfies Record<CampaignChannel['health'], LocalText>;

export const HEALTH_ADVICE = {
  ok: { en: '', ko: '' },
  archived: {
    en: 'Unarchive the channel, or type “channel here” in another one.',
    ko: '채널 보관을 해제하거나 다른 채널에서 “channel here”를 입력하세요.',
  },
  not_invited: {
    en: 'Invite Tandem to the channel (/invite @Tandem), then type “channel here” again.',
    ko: '채널에 Tandem을 초대(/invite @Tandem)한 뒤 “channel here”를 다시 입력하세요.',
  },
  gone: {
    en: 'Type “channel here” in the channel to use from now on.',
    ko: '앞으로 사용할 채널에서 “channel here”를 입력하세요.',
  },
  unreachable: {
    en: 'The platform does not answer. Cards are posted once it does; check the credentials with “doctor” if this lasts.',
    ko: '플랫폼이 응답하지 않습니다. 복구되면 카드가 게시됩니다. 계속되면 “doctor”로 자격 증명을 확인하세요.',
  },
} as const satisfies Record<CampaignChannel['health'], LocalText>;

export const PURPOSE_WORDS = {
  campaigns: { en: 'campaign channel', ko: '캠페인 채널' },
  it: { en: 'channel of IT', ko: 'IT 채널' },
} as const satisfies Record<CampaignChannel['purpose'], LocalText>;

export const TYPE_WORDS = {
  text: { en: 'Text', ko: '텍스트' },
  number: { en: 'Number', ko: '숫자' },
  boolean: { en: 'Yes or no', ko: '예/아니요' },
  date: { en: 'Date', ko: '날짜' },
  list: { en: 'List', ko: '목록' },
} as const satisfies Record<AttributeType, LocalText>;

export const WORDS = {
  title: { en: 'Settings', ko: '설정' },
  channels: { en: 'Campaign channels', ko: '캠페인 채널' },
  channelsNone: {
    en: 'No channel yet. Invite Tandem to a channel in Slack or Teams and type “/tandem channel here” (Slack) or “channel here” (Teams).',
    ko: '아직 채널이 없습니다. Slack이나 Teams 채널에 Tandem을 초대하고 “/tandem channel here”(Slack) 또는 “channel here”(Teams)를 입력하세요.',
  },
  setBy: { en: 'set by {name}', ko: '{name} 지정' },
  checked: { en: 'checked', ko: '확인' },
  sending: { en: 'Sending', ko: '발송' },
  mode: { en: 'Mode', ko: '방식' },
  outbox: {
    en: 'Outbox: mail is captured and shown, nothing is delivered',
    ko: '보관된 메일: 실제로 발송하지 않고 보관만 합니다',
  },
  mailgun: { en: 'Mailgun', ko: 'Mailgun' },
  domain: { en: 'Sending domain', ko: '발송 도메인' },
  batch: { en: 'People in one batch', ko: '한 번에 보내는 인원' },
  organisation: { en: 'Organisation', ko: '조직' },
  name: { en: 'Name', ko: '이름' },
  postal: { en: 'Postal address (in each mail)', ko: '우편 주소(모든 메일에 표시)' },
  zone: { en: 'Time zone', ko: '시간대' },
  portalUrl: { en: 'Address of the portal', ko: '포털 주소' },
  fixed: {
    en: 'These come from the environment of the processes (see .env.example) and change with a restart.',
    ko: '프로세스 환경 변수(.env.example 참고)에서 읽으며 다시 시작하면 반영됩니다.',
  },
  attributes: { en: 'Attributes of contacts', ko: '연락처 속성' },
  attributesLead: {
    en: 'Searchable attributes are indexed: search finds them, and segments over them are fast. At most {limit}; {used} in use.',
    ko: '검색용 속성은 색인되어 검색할 수 있고 세그먼트가 빨라집니다. 최대 {limit}개, 현재 {used}개.',
  },
  attribute: { en: 'Attribute', ko: '속성' },
  type: { en: 'Type', ko: '형식' },
  inMail: { en: 'In a mail', ko: '메일에서' },
  searchable: { en: 'Searchable', ko: '검색용' },
  makeSearchable: { en: 'Make searchable', ko: '검색용으로' },
  unmark: { en: 'Unmark', ko: '해제' },
  restricted: { en: 'Restricted', ko: '제한' },
  restrict: { en: 'Restrict', ko: '제한하기' },
  restrictedLead: {
    en: 'A restricted (personal) attribute is used only where IT granted it.',
    ko: '제한된(개인) 속성은 IT가 허가한 경우에만 사용할 수 있습니다.',
  },
  openFields: { en: 'Access to restricted fields', ko: '제한된 속성 사용 허가' },
  nowRestricted: {
    en: '{label} is restricted now: what uses it without a grant is neither submitted nor launched.',
    ko: '{label} 속성을 제한했습니다. 허가 없이 이 속성을 쓰는 캠페인은 검토 요청도 발송도 되지 않습니다.',
  },
  nowOpen: { en: '{label} is no longer restricted.', ko: '{label} 속성의 제한을 해제했습니다.' },
  attributesNone: { en: 'None yet: an import brings them.', ko: '아직 없습니다. 가져오기를 하면 생깁니다.' },
  marked: { en: '{label} is searchable now.', ko: '{label} 속성을 검색할 수 있습니다.' },
  unmarked: { en: '{label} is no longer searchable.', ko: '{label} 속성의 검색을 해제했습니다.' },
  audit: { en: 'Decision log', ko: '결정 기록' },
} as const satisfies Record<string, LocalText>;
