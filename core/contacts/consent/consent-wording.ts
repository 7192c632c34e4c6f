import { contentHash } from '../../common/canonical-json.ts';
import type { Lang } from '../../common/lang.ts';
import type { Topic, Wording } from './topic.ts';

const topicNames = (topics: readonly Topic[], lang: Lang): string => topics.map(({ name }) => name[lang]).join(', ');

const asWording = (text: string): Wording => ({ version: contentHash(text).slice(0, 16), text });

/** What somebody agrees to by confirming. */
export const confirmWording = (organisation: string, topics: readonly Topic[], lang: Lang): Wording =>
  asWording(
    lang === 'ko'
      ? `${organisation}의 광고성 정보를 이메일로 받는 데 동의합니다${topics.length === 0 ? '' : ` (${topicNames(topics, lang)})`}. 언제든지 메일 하단의 링크로 철회할 수 있습니다.`
      : `I agree that ${organisation} sends me advertising by e-mail${topics.length === 0 ? '' : ` (${topicNames(topics, lang)})`}. I can withdraw at any time by the link at the end of each mail.`,
  );

/** What somebody agrees to by choosing topics. */
export const preferenceWording = (organisation: string, lang: Lang): Wording =>
  asWording(
    lang === 'ko'
      ? `선택한 주제에 대해 ${organisation}의 광고성 정보를 이메일로 받는 데 동의합니다. 언제든지 이 화면에서 바꿀 수 있습니다.`
      : `I agree that ${organisation} sends me advertising by e-mail on the topics I choose. I can change this here at any time.`,
  );
