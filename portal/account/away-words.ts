import type { LocalText } from '../../core/index.ts';

export const AWAY = {
  title: { en: 'Away', ko: '부재' },
  lead: {
    en: 'While you are away, reviews do not wait for you: your delegate may decide for you, or the other reviewers do. You may still decide yourself, on the campaign’s page.',
    ko: '부재 중에는 검토가 본인을 기다리지 않습니다. 대리인이 대신 결정하거나 다른 검토자가 결정합니다. 캠페인 화면에서 직접 결정할 수도 있습니다.',
  },
  leadOther: {
    en: 'While {name} is away, reviews do not wait for them: the delegate may decide, or the other reviewers do.',
    ko: '{name} 님의 부재 중에는 검토가 기다리지 않습니다. 대리인이 대신 결정하거나 다른 검토자가 결정합니다.',
  },
  from: { en: 'First day away', ko: '부재 시작일' },
  until: { en: 'First day back', ko: '복귀일' },
  zone: { en: 'Days in the time zone {zone}.', ko: '{zone} 시간대 기준 날짜입니다.' },
  delegate: { en: 'Who decides meanwhile', ko: '대신 결정할 사람' },
  delegateHint: {
    en: 'Somebody who edited a campaign, or decided in its other lane, cannot decide about it for you.',
    ko: '캠페인을 편집했거나 다른 영역에서 이미 결정한 사람은 대신 결정할 수 없습니다.',
  },
  nobody: { en: 'Nobody: the other reviewers decide', ko: '없음: 다른 검토자가 결정' },
  save: { en: 'Save', ko: '저장' },
  clear: { en: 'No longer away', ko: '부재 해제' },
  now: { en: 'Away now', ko: '부재 중' },
  planned: { en: 'Away from {from}', ko: '{from}부터 부재' },
  back: { en: 'back on {until}', ko: '{until} 복귀' },
  decides: { en: '{name} decides', ko: '{name} 님이 대신 결정' },
  decidesNobody: { en: 'the other reviewers decide', ko: '다른 검토자가 결정' },
  saved: { en: 'The absence is saved.', ko: '부재를 저장했습니다.' },
  cleared: { en: 'The absence is cleared.', ko: '부재를 해제했습니다.' },
} as const satisfies Record<string, LocalText>;
