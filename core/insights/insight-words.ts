import type { LocalText } from '../common/lang.ts';
import type { InsightSource, InsightState, QuoteConsent } from './insight.ts';
import type { SentimentLabel } from './sentiment/sentiment.ts';

/** The words for closed lists of insights, one place for portal, chat and CSV. */
export const INSIGHT_STATE_WORDS: Readonly<Record<InsightState, LocalText>> = {
  new: { en: 'New', ko: '새 인사이트' },
  linked: { en: 'Linked', ko: '연결됨' },
  used: { en: 'In a brief', ko: '기획에 반영' },
  declined: { en: 'Not taken up', ko: '반영 안 함' },
  withdrawn: { en: 'Withdrawn', ko: '회수됨' },
};

export const SOURCE_WORDS: Readonly<Record<InsightSource, LocalText>> = {
  call: { en: 'Call', ko: '전화' },
  store: { en: 'Store', ko: '매장' },
  support: { en: 'Support', ko: '고객 지원' },
  social: { en: 'Social', ko: '소셜' },
  other: { en: 'Elsewhere', ko: '기타' },
};

export const QUOTE_CONSENT_WORDS: Readonly<Record<QuoteConsent, LocalText>> = {
  internal: { en: 'Not to be quoted outside', ko: '외부 인용 불가' },
  anonymous: { en: 'May be quoted without a name', ko: '이름 없이 인용 가능' },
  named: { en: 'May be quoted with the name', ko: '이름과 함께 인용 가능' },
};

export const SENTIMENT_WORDS: Readonly<Record<SentimentLabel, LocalText>> = {
  positive: { en: 'Positive', ko: '긍정' },
  neutral: { en: 'Neutral', ko: '중립' },
  negative: { en: 'Negative', ko: '부정' },
};
