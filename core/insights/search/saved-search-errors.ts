import { DomainError } from '../../common/errors.ts';
import { QUERY_LIMIT, SAVED_IN_CHANNEL } from './saved-search.ts';

export const savedSearchErrors = {
  query: () =>
    new DomainError({
      code: 'saved_search.query_invalid',
      kind: 'invalid',
      field: 'query',
      text: {
        en: `Give words to look for, at most ${QUERY_LIMIT} characters, such as late breakfast.`,
        ko: `찾을 말을 ${QUERY_LIMIT}자 이내로 입력하세요. 예: 조식 시간`,
      },
    }),

  forbidden: () =>
    new DomainError({
      code: 'saved_search.forbidden',
      kind: 'forbidden',
      text: {
        en: 'Your role does not allow searching. An administrator can change roles under People.',
        ko: '현재 역할로는 검색할 수 없습니다. 관리자가 구성원 화면에서 역할을 바꿀 수 있습니다.',
      },
    }),

  notYours: (ownerName: string) =>
    new DomainError({
      code: 'saved_search.not_yours',
      kind: 'forbidden',
      text: {
        en: `${ownerName} saved this search. Only they, or whoever may choose channels, can change it.`,
        ko: `${ownerName} 님이 저장한 검색입니다. 저장한 사람이나 채널을 관리하는 사람만 바꿀 수 있습니다.`,
      },
    }),

  notFound: () =>
    new DomainError({
      code: 'saved_search.not_found',
      kind: 'not_found',
      text: {
        en: 'This saved search does not exist any more. The ones that do are on the search page.',
        ko: '더 이상 없는 저장된 검색입니다. 현재 목록은 검색 화면에 있습니다.',
      },
    }),

  channelUnknown: () =>
    new DomainError({
      code: 'saved_search.channel_unknown',
      kind: 'invalid',
      field: 'channel',
      text: {
        en: 'Choose a channel from the list, or type “search save WORDS” in the channel itself.',
        ko: '목록에서 채널을 선택하거나, 해당 채널에서 “search save 찾을 말”을 입력하세요.',
      },
    }),

  full: (name: string) =>
    new DomainError({
      code: 'saved_search.channel_full',
      kind: 'conflict',
      text: {
        en: `${name} has ${SAVED_IN_CHANNEL} saved searches already. Delete one that nobody needs, then save this one.`,
        ko: `${name}에는 이미 저장된 검색이 ${SAVED_IN_CHANNEL}개 있습니다. 필요 없는 것을 삭제한 뒤 저장하세요.`,
      },
    }),
};
