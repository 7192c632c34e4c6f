import type { Lang } from '../../core/index.ts';

/** What chat says of insights; `insight` in front of a line is the word that is typed. */
export interface InsightWords {
  readonly share: string;
  readonly formTitle: string;
  readonly save: string;
  readonly text: string;
  readonly textHint: string;
  readonly customer: string;
  readonly customerHint: string;
  readonly product: string;
  readonly region: string;
  readonly theme: string;
  readonly noTheme: string;
  readonly persona: string;
  readonly source: string;
  readonly quoteConsent: string;
  readonly link: string;
  readonly emptyTitle: string;
  readonly emptyText: (typed: string) => string;
  readonly similarTitle: (people: number) => string;
  readonly similarText: string;
  readonly similarLine: (id: string, text: string, people: number) => string;
  readonly heardToo: (id: string) => string;
  readonly saveAnyway: string;
  readonly shared: (id: string) => string;
  readonly masked: (n: number) => string;
  readonly guess: (sentiment: string) => string;
  readonly corrected: (sentiment: string) => string;
  readonly people: string;
  readonly peopleCount: (n: number) => string;
  readonly suggested: (theme: string) => string;
  readonly setTheme: (theme: string) => string;
  readonly themeSet: (id: string, theme: string) => string;
  readonly supported: (id: string, people: number) => string;
  readonly withdraw: string;
  readonly withdrawn: (id: string) => string;
  readonly comment: string;
  readonly commentHint: string;
  readonly comments: string;
  readonly commented: (id: string) => string;
  readonly answered: (id: string) => string;
  readonly edit: string;
  readonly saveEdit: string;
  readonly edited: (id: string) => string;
  readonly follow: (theme: string) => string;
  readonly unfollow: (theme: string) => string;
  readonly followed: (theme: string) => string;
  readonly unfollowed: (theme: string) => string;
  readonly brief: string;
  readonly briefMade: (id: string, campaignId: string) => string;
  readonly decline: string;
  readonly tie: string;
  readonly tieTo: string;
  readonly tied: (id: string, name: string) => string;
  readonly reason: string;
  readonly reasonHint: string;
  readonly declined: (id: string) => string;
  readonly state: string;
  readonly author: string;
  readonly open: string;
  readonly youWrote: string;
  readonly none: (id: string) => string;
}

export const INSIGHT_CHAT_WORDS: Readonly<Record<Lang, InsightWords>> = {
  en: {
    share: 'Share an insight',
    formTitle: 'Share an insight',
    save: 'Share',
    text: 'What you heard',
    textHint: 'In the customer’s words where you can. Addresses and telephone numbers are masked.',
    customer: 'Who said it',
    customerHint: 'For example: a guest of the Busan hotel. No names needed.',
    product: 'Product or service',
    region: 'Region or place',
    theme: 'Theme',
    noTheme: 'No theme yet',
    persona: 'Whom it is about',
    source: 'Where',
    quoteConsent: 'May it be quoted?',
    link: 'Link',
    emptyTitle: 'What did a customer tell you?',
    emptyText: (typed) => `Write it in one line: ${typed}guests ask for a later breakfast. Or open the form.`,
    similarTitle: (people) => (people === 1 ? '1 person said much the same' : `${people} people said much the same`),
    similarText: 'Nothing is saved yet. If yours is the same, say that you heard it too; otherwise save it.',
    similarLine: (id, text, people) => `• ${id} (${people}): ${text}`,
    heardToo: (id) => `I heard that too: ${id}`,
    saveAnyway: 'Mine is different: save it',
    shared: (id) => `Shared as ${id}. You hear what becomes of it.`,
    masked: (n) => `Addresses and numbers that were masked: ${n}.`,
    guess: (sentiment) => `${sentiment} (a guess)`,
    corrected: (sentiment) => sentiment,
    people: 'Heard by',
    peopleCount: (n) => (n === 1 ? '1 person' : `${n} people`),
    suggested: (theme) => `It may belong to "${theme}".`,
    setTheme: (theme) => `Theme: ${theme}`,
    themeSet: (id, theme) => `${id} stands under "${theme}".`,
    supported: (id, people) => `Counted: ${people} people heard what ${id} says.`,
    withdraw: 'Withdraw',
    withdrawn: (id) => `${id} was withdrawn.`,
    comment: 'Comment',
    commentHint: 'Its author reads it. Addresses and telephone numbers are masked.',
    comments: 'Comments',
    commented: (id) => `Your comment stands under ${id}. Its author is told.`,
    answered: (id) => `Your comment stands under ${id}. Whoever commented before is told.`,
    edit: 'Edit',
    saveEdit: 'Save',
    edited: (id) => `${id} says this now.`,
    follow: (theme) => `Follow "${theme}"`,
    unfollow: (theme) => `Follow "${theme}" no more`,
    followed: (theme) => `You hear of each new insight in "${theme}".`,
    unfollowed: (theme) => `You hear no more of "${theme}".`,
    brief: 'Make a brief of this',
    briefMade: (id, campaignId) => `${campaignId} is a draft with ${id} as its goal. The author is told.`,
    decline: 'Not taken up',
    tie: 'Link',
    tieTo: 'Link to',
    tied: (id, name) => `${id} is linked to ${name}. Its author is told.`,
    reason: 'Why',
    reasonHint: 'Its author reads it.',
    declined: (id) => `The author of ${id} is told, with your reason.`,
    state: 'State',
    author: 'Shared by',
    open: 'Open in the portal',
    youWrote: 'Nothing is saved yet. You wrote:',
    none: (id) => `There is no insight ${id}.`,
  },
  ko: {
    share: '인사이트 공유',
    formTitle: '인사이트 공유',
    save: '공유',
    text: '들은 내용',
    textHint: '가능하면 고객의 말 그대로 적어 주세요. 주소와 전화번호는 가려집니다.',
    customer: '누가 말했나요',
    customerHint: '예: 부산 호텔 투숙객. 이름은 필요 없습니다.',
    product: '상품 또는 서비스',
    region: '지역 또는 지점',
    theme: '주제',
    noTheme: '주제 없음',
    persona: '어떤 고객에 대한 이야기인가요',
    source: '경로',
    quoteConsent: '인용해도 되나요?',
    link: '링크',
    emptyTitle: '고객에게서 무슨 이야기를 들으셨나요?',
    emptyText: (typed) => `한 줄로 적어 주세요: ${typed}조식 시간을 늦춰 달라고 합니다. 또는 양식을 여세요.`,
    similarTitle: (people) => `${people}명이 비슷한 이야기를 했습니다`,
    similarText: '아직 저장되지 않았습니다. 같은 내용이면 “저도 들었어요”를, 다르면 저장을 눌러 주세요.',
    similarLine: (id, text, people) => `• ${id} (${people}명): ${text}`,
    heardToo: (id) => `저도 들었어요: ${id}`,
    saveAnyway: '다른 내용이므로 저장',
    shared: (id) => `${id}(으)로 공유했습니다. 진행 상황을 알려 드립니다.`,
    masked: (n) => `주소나 번호 ${n}건을 가렸습니다.`,
    guess: (sentiment) => `${sentiment}(추정)`,
    corrected: (sentiment) => sentiment,
    people: '들은 사람',
    peopleCount: (n) => `${n}명`,
    suggested: (theme) => `“${theme}” 주제로 보입니다.`,
    setTheme: (theme) => `주제: ${theme}`,
    themeSet: (id, theme) => `${id}의 주제를 “${theme}”(으)로 지정했습니다.`,
    supported: (id, people) => `반영했습니다. ${id} 내용을 ${people}명이 들었습니다.`,
    withdraw: '회수',
    withdrawn: (id) => `${id}을(를) 회수했습니다.`,
    comment: '의견',
    commentHint: '작성자가 읽습니다. 주소와 전화번호는 가려집니다.',
    comments: '의견',
    commented: (id) => `${id}에 의견을 남겼습니다. 작성자에게 알렸습니다.`,
    answered: (id) => `${id}에 의견을 남겼습니다. 앞서 의견을 남긴 분들에게 알렸습니다.`,
    edit: '수정',
    saveEdit: '저장',
    edited: (id) => `${id}을(를) 수정했습니다.`,
    follow: (theme) => `“${theme}” 구독`,
    unfollow: (theme) => `“${theme}” 구독 해제`,
    followed: (theme) => `“${theme}” 주제에 새 인사이트가 있으면 알려 드립니다.`,
    unfollowed: (theme) => `“${theme}” 주제의 구독을 해제했습니다.`,
    brief: '이 인사이트로 기획 만들기',
    briefMade: (id, campaignId) => `${id}을(를) 목표로 ${campaignId} 초안을 만들었습니다. 작성자에게 알렸습니다.`,
    decline: '반영하지 않음',
    tie: '연결',
    tieTo: '연결할 대상',
    tied: (id, name) => `${id}을(를) ${name}에 연결했습니다. 작성자에게 알렸습니다.`,
    reason: '이유',
    reasonHint: '작성자가 읽습니다.',
    declined: (id) => `이유와 함께 ${id} 작성자에게 알렸습니다.`,
    state: '상태',
    author: '공유한 사람',
    open: '포털에서 열기',
    youWrote: '아직 저장되지 않았습니다. 적으신 내용:',
    none: (id) => `${id} 인사이트가 없습니다.`,
  },
};
