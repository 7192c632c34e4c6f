/** The campaign that was sent: goal and mail. */
export const FINISHED = {
  name: 'Autumn evening tours',
  brief: {
    goal: 'Fill the evening tours of the first two weeks with members who live nearby.',
    kpi: 'clicked',
    kpiTarget: 12,
    budget: 900_000,
    currency: 'KRW',
  },
  content: {
    fromName: 'Tandem sample',
    fromLocalPart: 'news',
    replyTo: 'reply@example.test',
    subject: '{{ contact.name | default: "Dear member" }}, your evening in {{ contact.city | default: "town" }}',
    preheader: 'Two hours, one guide, twelve people.',
    lang: 'en',
    body: {
      kind: 'blocks',
      blocks: [
        { kind: 'heading', level: 1, text: 'Evenings made for {{ contact.city | default: "you" }}' },
        {
          kind: 'text',
          text: 'Hello {{ contact.name | default: "there" }},\n\nfrom next week we open our doors **after closing time**: two hours, one guide, twelve people.',
        },
        { kind: 'button', label: 'Choose an evening', href: 'https://www.example.com/evenings' },
        { kind: 'divider' },
        {
          kind: 'columns',
          left: '**How it works**\n\nChoose an evening, bring a friend. [Dates](https://www.example.com/dates)',
          right: '**Good to know**\n\nFree for members. [Questions](https://www.example.com/questions)',
        },
      ],
    },
  },
} as const;

/** The campaign that waits for its keys. */
export const WAITING = {
  name: 'Spring members’ weekend',
  brief: {
    goal: 'Bring 300 members to the opening weekend of the spring season.',
    kpi: 'clicked',
    kpiTarget: 15,
    budget: 1_500_000,
    currency: 'KRW',
  },
  content: {
    fromName: 'Tandem sample',
    fromLocalPart: 'news',
    replyTo: 'reply@example.test',
    subject: '{{ contact.name | default: "Dear member" }}, the first weekend is yours',
    preheader: 'Members come in a day before everybody else. Bring a friend.',
    lang: 'en',
    body: {
      kind: 'blocks',
      blocks: [
        { kind: 'heading', level: 1, text: 'The first weekend is yours' },
        {
          kind: 'text',
          text: 'Hello {{ contact.name | default: "there" }},\n\nthe garden opens for the season, and members walk in **a day before everybody else**. On Saturday the gates stand open for you and one friend from nine in the morning.\n\nThe magnolias are early this year, so are the bees, and the café bakes again.',
        },
        { kind: 'button', label: 'Choose a time', href: 'https://www.example.com/spring-weekend' },
        { kind: 'divider' },
        { kind: 'heading', level: 2, text: 'What waits for you' },
        {
          kind: 'columns',
          left: '**Saturday**\n\nWalks with the gardeners at ten and at two, in groups of twelve. [All walks](https://www.example.com/spring-weekend/walks)',
          right:
            '**Sunday**\n\nA concert on the terrace at four. Seats are kept for members. [Programme](https://www.example.com/spring-weekend/concert)',
        },
        {
          kind: 'text',
          text: 'Coming from {{ contact.city | default: "further away" }}? [How to get here](https://www.example.com/directions)',
        },
        { kind: 'footer', text: 'You get this mail because you are a member and asked for our news.' },
      ],
    },
  },
} as const;

/** A Korean draft, an advertising mail by its subject. */
export const DRAFT = {
  name: '설 연휴 감사 인사',
  brief: {
    goal: '설 연휴 동안 회원 200명이 가족과 함께 무료 나들이를 예약한다.',
    kpi: 'clicked',
    kpiTarget: 10,
    budget: 600_000,
    currency: 'KRW',
  },
  content: {
    fromName: '탠덤 샘플',
    fromLocalPart: 'news',
    replyTo: 'reply@example.test',
    subject: '(광고) {{ contact.name | default: "회원" }}님, 새해 복 많이 받으세요',
    preheader: '설 연휴 사흘간 회원과 가족 모두 무료로 입장하실 수 있습니다.',
    lang: 'ko',
    body: {
      kind: 'blocks',
      blocks: [
        { kind: 'heading', level: 1, text: '새해 복 많이 받으세요' },
        {
          kind: 'text',
          text: '{{ contact.name | default: "회원" }}님, 안녕하세요.\n\n지난 한 해 함께해 주셔서 감사합니다. 설 연휴 사흘 동안 회원과 가족분은 **모두 무료로** 입장하실 수 있습니다.',
        },
        { kind: 'button', label: '방문 시간 예약하기', href: 'https://www.example.com/seollal' },
        { kind: 'divider' },
        {
          kind: 'columns',
          left: '**함께 즐겨요**\n\n윷놀이와 연날리기가 매일 오후 두 시에 열립니다. [일정 보기](https://www.example.com/seollal/program)',
          right:
            '**알아두세요**\n\n연휴에는 오후 다섯 시에 문을 닫습니다. [오시는 길](https://www.example.com/directions)',
        },
        { kind: 'footer', text: '소식 수신에 동의하신 회원께 보내 드리는 메일입니다.' },
      ],
    },
  },
} as const;
