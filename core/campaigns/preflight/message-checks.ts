import type { LocalText } from '../../common/lang.ts';
import { amber, type Finding, green, type Head, red, say, size, softened } from './finding.ts';
import type { LinkAnswer } from './preflight-service.ts';

/** Gmail shows no more of the HTML than this, without the pictures. */
const CLIPPED_BYTES = 102 * 1_024;
const MOST_BYTES = 25 * 1_024 * 1_024;
/** Base64 with its line breaks, which is the heaviest that a part travels as. */
const TRANSFER = 1.37;

const SIZE: Head = { id: 'message_size', group: 'message', label: say('Size', '메일 크기') };
const TEXT: Head = { id: 'text_part', group: 'message', label: say('Plain text', '일반 텍스트') };
const UNSUBSCRIBE: Head = {
  id: 'list_unsubscribe',
  group: 'message',
  label: say('One-click unsubscribe', '원클릭 수신 거부'),
};
const TEMPLATE: Head = { id: 'template', group: 'message', label: say('Template', '템플릿') };

/** The mail as its heaviest reader gets it. */
export interface RenderedSizes {
  readonly htmlBytes: number;
  readonly textBytes: number;
  readonly text: string;
}

export const checkSize = ({ htmlBytes, textBytes }: RenderedSizes): Finding => {
  const whole = Math.round((htmlBytes + textBytes) * TRANSFER);
  const measured = say(
    `HTML ${size(htmlBytes)}, about ${size(whole)} to send`,
    `HTML ${size(htmlBytes)}, 전송 크기 약 ${size(whole)}`,
  );
  if (whole > MOST_BYTES) {
    return red(
      SIZE,
      'message.too_large',
      measured,
      say('Mailgun takes 25 MB at most. Shorten the mail.', 'Mailgun은 25MB까지만 받습니다. 내용을 줄이세요.'),
    );
  }
  return htmlBytes > CLIPPED_BYTES
    ? amber(
        SIZE,
        'message.clipped',
        measured,
        say(
          'Gmail cuts it at 102 KB, and with it the unsubscribe link. Shorten the mail.',
          'Gmail은 102KB에서 자르며 수신 거부 링크도 가려집니다. 내용을 줄이세요.',
        ),
      )
    : green(SIZE, measured);
};

export const checkTextPart = ({ text, textBytes }: RenderedSizes): Finding =>
  text.trim() === ''
    ? amber(
        TEXT,
        'message.no_text',
        say('empty', '비어 있음'),
        say(
          'Add words: a mail of pictures alone is taken for spam.',
          '글을 추가하세요. 그림만 있는 메일은 스팸으로 분류되기 쉽습니다.',
        ),
      )
    : green(TEXT, say(`present, ${size(textBytes)}`, `있음, ${size(textBytes)}`));

/** What keeps the mail from being made; undefined where nothing does. */
export const checkTemplate = (problem: LocalText | undefined): Finding =>
  problem === undefined
    ? green(TEMPLATE, say('every merge field is known', '모든 병합 필드를 확인함'))
    : red(
        TEMPLATE,
        'message.template',
        problem,
        say('Edit the content, then check again.', '내용을 수정한 뒤 다시 점검하세요.'),
      );

export interface UnsubscribeInput {
  /** Headers as every mail carries them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  readonly placeholder: string;
  /** The portal's own unsubscribe page of a link that belongs to nobody, asked by GET. */
  readonly answer: LinkAnswer;
  /** The portal's own address. */
  readonly address: string;
  /** Why a failure does no harm here; undefined where it does. */
  readonly harmless: LocalText | undefined;
}

/** RFC 8058: both headers, an HTTPS address, and a GET that only shows a page. Pure. */
export const checkUnsubscribe = (input: UnsubscribeInput): Finding => {
  const { headers, answer, harmless } = input;
  const finding = (): Finding => {
    const pair =
      headers['List-Unsubscribe'] === `<${input.placeholder}>` &&
      headers['List-Unsubscribe-Post'] === 'List-Unsubscribe=One-Click' &&
      input.html.includes(input.placeholder);
    if (!pair) {
      return red(
        UNSUBSCRIBE,
        'unsubscribe.missing',
        say('the headers or the link are not in the mail', '메일에 헤더나 링크가 없음'),
        say(
          'Tell whoever runs Tandem: every mail must have them.',
          'Tandem 운영 담당자에게 알리세요. 모든 메일에 있어야 합니다.',
        ),
      );
    }
    if (answer.kind === 'failed') {
      return red(
        UNSUBSCRIBE,
        'unsubscribe.unreachable',
        say(`${input.address}: ${answer.detail}`, `${input.address}: ${answer.detail}`),
        say(
          'Look at PORTAL_URL and whether the portal runs: recipients must reach it.',
          'PORTAL_URL과 포털 실행 여부를 확인하세요. 수신자가 접속할 수 있어야 합니다.',
        ),
      );
    }
    // Only this portal knows the link of nobody: another server, or one with another secret, does not answer 200.
    if (answer.status !== 200) {
      return red(
        UNSUBSCRIBE,
        `unsubscribe.status_${answer.status}`,
        say(`GET answers ${answer.status}`, `GET 응답 ${answer.status}`),
        say('Look at PORTAL_URL: it must lead to this portal.', 'PORTAL_URL이 이 포털로 연결되는지 확인하세요.'),
      );
    }
    const measured = say(
      `both headers; GET answers in ${answer.ms} ms and changes nothing, ${answer.tls ?? 'no TLS'}`,
      `헤더 두 개 있음, GET 응답 ${answer.ms} ms(변경 없음), ${answer.tls ?? 'TLS 없음'}`,
    );
    return answer.tls === null && harmless === undefined
      ? red(
          UNSUBSCRIBE,
          'unsubscribe.no_tls',
          measured,
          say(
            'One click works over https only. Set PORTAL_URL to an https address.',
            '원클릭 수신 거부는 https에서만 동작합니다. PORTAL_URL을 https 주소로 설정하세요.',
          ),
        )
      : green(UNSUBSCRIBE, measured);
  };
  const found = finding();
  return harmless === undefined ? found : softened(found, harmless);
};
