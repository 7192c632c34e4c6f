import type { Lang, LocalText } from '../common/lang.ts';
import type { StarterTemplate } from './campaign-service.ts';
import type { Block } from './mail-block.ts';

export interface StarterBody {
  readonly subject: string;
  readonly preheader: string;
  readonly blocks: readonly Block[];
}

const WORDS: Readonly<Record<StarterTemplate, { readonly name: LocalText; readonly description: LocalText }>> = {
  announcement: {
    name: { en: 'Announcement', ko: '공지' },
    description: { en: 'One piece of news, one button.', ko: '소식 하나와 버튼 하나.' },
  },
  newsletter: {
    name: { en: 'Newsletter', ko: '뉴스레터' },
    description: { en: 'A greeting, a main story and two short ones.', ko: '인사말, 주요 소식 하나, 짧은 소식 둘.' },
  },
  offer: {
    name: { en: 'Offer', ko: '혜택' },
    description: { en: 'A reason, a benefit, a date until when.', ko: '이유, 혜택, 마감일.' },
  },
};

const BODIES: Readonly<Record<StarterTemplate, Readonly<Record<Lang, StarterBody>>>> = {
  announcement: {
    en: {
      subject: 'Something new for you',
      preheader: 'What changes, and what it means for you.',
      blocks: [
        { kind: 'heading', level: 1, text: 'Say the news in one line' },
        {
          kind: 'text',
          text: 'Hello,\n\nsay here in two or three sentences what is new and what it means for the reader. **Put the most important words in bold.**',
        },
        { kind: 'button', label: 'Read more', href: 'https://www.example.com/news' },
        { kind: 'divider' },
        { kind: 'text', text: 'Questions? Just answer this mail.' },
      ],
    },
    ko: {
      subject: '새로운 소식을 알려 드립니다',
      preheader: '무엇이 달라지고 고객님께 어떤 의미가 있는지 알려 드립니다.',
      blocks: [
        { kind: 'heading', level: 1, text: '소식을 한 줄로 적어 주세요' },
        {
          kind: 'text',
          text: '안녕하세요.\n\n무엇이 새로워졌고 고객님께 어떤 의미가 있는지 두세 문장으로 적어 주세요. **가장 중요한 말은 굵게 표시하세요.**',
        },
        { kind: 'button', label: '자세히 보기', href: 'https://www.example.com/news' },
        { kind: 'divider' },
        { kind: 'text', text: '궁금한 점이 있으시면 이 메일에 답장해 주세요.' },
      ],
    },
  },
  newsletter: {
    en: {
      subject: 'This month: three things worth your time',
      preheader: 'One long read and two short ones.',
      blocks: [
        { kind: 'heading', level: 1, text: 'This month' },
        { kind: 'text', text: 'Hello,\n\nhere is what happened, and what comes next.' },
        { kind: 'divider' },
        { kind: 'heading', level: 2, text: 'The main story' },
        { kind: 'text', text: 'Two or three sentences that make the reader want the rest.' },
        { kind: 'button', label: 'Read the story', href: 'https://www.example.com/story' },
        { kind: 'divider' },
        {
          kind: 'columns',
          left: '**In short**\n\nA short piece of news. [More](https://www.example.com/short)',
          right: '**Coming up**\n\nA date to keep in mind. [More](https://www.example.com/dates)',
        },
        { kind: 'footer', text: 'You get this mail because you asked for our news.' },
      ],
    },
    ko: {
      subject: '이달의 소식: 읽어 볼 만한 세 가지',
      preheader: '긴 글 하나와 짧은 글 둘.',
      blocks: [
        { kind: 'heading', level: 1, text: '이달의 소식' },
        { kind: 'text', text: '안녕하세요.\n\n그동안의 소식과 앞으로의 계획을 전해 드립니다.' },
        { kind: 'divider' },
        { kind: 'heading', level: 2, text: '주요 소식' },
        { kind: 'text', text: '더 읽고 싶어지도록 두세 문장으로 적어 주세요.' },
        { kind: 'button', label: '이어서 읽기', href: 'https://www.example.com/story' },
        { kind: 'divider' },
        {
          kind: 'columns',
          left: '**짧은 소식**\n\n짧은 소식을 적어 주세요. [더 보기](https://www.example.com/short)',
          right: '**다가오는 일정**\n\n기억할 날짜를 적어 주세요. [더 보기](https://www.example.com/dates)',
        },
        { kind: 'footer', text: '소식 수신에 동의하신 분께 보내 드리는 메일입니다.' },
      ],
    },
  },
  offer: {
    en: {
      subject: 'Yours until Sunday',
      preheader: 'A benefit, and how to use it.',
      blocks: [
        { kind: 'heading', level: 1, text: 'Name the benefit' },
        { kind: 'text', text: 'Say why this reader gets it, what it is worth and **until when it holds**.' },
        { kind: 'button', label: 'Use the offer', href: 'https://www.example.com/offer' },
        { kind: 'divider' },
        {
          kind: 'columns',
          left: '**How it works**\n\nOpen the link, choose, pay less.',
          right: '**Good to know**\n\nOne use for each person. It ends on the day named above.',
        },
      ],
    },
    ko: {
      subject: '일요일까지 드리는 혜택',
      preheader: '혜택 내용과 사용 방법을 알려 드립니다.',
      blocks: [
        { kind: 'heading', level: 1, text: '혜택을 한 줄로 적어 주세요' },
        { kind: 'text', text: '왜 드리는지, 얼마나 좋은지, **언제까지인지** 적어 주세요.' },
        { kind: 'button', label: '혜택 받기', href: 'https://www.example.com/offer' },
        { kind: 'divider' },
        {
          kind: 'columns',
          left: '**사용 방법**\n\n링크를 열고 고르면 할인된 금액으로 결제됩니다.',
          right: '**알아두세요**\n\n한 분당 한 번 사용할 수 있으며, 위에 적은 날에 끝납니다.',
        },
      ],
    },
  },
};

export const STARTERS = Object.keys(WORDS) as StarterTemplate[];

export const listStarters = (lang: Lang): readonly { id: StarterTemplate; name: string; description: string }[] =>
  STARTERS.map((id) => ({ id, name: WORDS[id].name[lang], description: WORDS[id].description[lang] }));

export const starterBody = (starter: StarterTemplate, lang: Lang): StarterBody => BODIES[starter][lang];
