import { amber, type Finding, green, type Head, notApplicable, plain, red, say, size } from './finding.ts';
import { idOf } from './link-checks.ts';
import type { LinkAnswer } from './preflight-service.ts';

const HEAVY_BYTES = 1_024 * 1_024;
const HEAVY_MAIL_BYTES = 3 * 1_024 * 1_024;
const IMG = /<img\b([^>]*)>/gi;
const attribute = (attributes: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*("[^"]*"|'[^']*'|[^\\s>"']+)`, 'i').exec(attributes)?.[1];
  return found?.replace(/^["']|["']$/g, '').replaceAll('&amp;', '&');
};

export interface MailPicture {
  readonly url: string;
  readonly alt: string;
}

/** The pictures of a mail, each address once. */
export const picturesIn = (html: string): readonly MailPicture[] => {
  const found = new Map<string, MailPicture>();
  for (const [, attributes = ''] of html.matchAll(IMG)) {
    const url = attribute(attributes, 'src') ?? '';
    if (!/^https?:/i.test(url)) continue;
    const alt = attribute(attributes, 'alt')?.trim() ?? '';
    const known = found.get(url);
    if (known === undefined || known.alt !== '') found.set(url, { url, alt });
  }
  return [...found.values()];
};

export interface PictureInput extends MailPicture {
  /** Stored here with its bytes, asked over the network, or not asked because its name is reserved for samples. */
  readonly source:
    | { readonly kind: 'stored'; readonly bytes: number }
    | { readonly kind: 'external'; readonly answer: LinkAnswer }
    | { readonly kind: 'reserved' };
}

const ALT_FIX = say(
  'Say in the block what the picture shows: many people never load pictures.',
  '블록에 그림 설명을 적어 주세요. 그림을 불러오지 않는 수신자가 많습니다.',
);

/** Weight and alternative text of one picture. Pure. */
const checkPicture = ({ url, alt, source }: PictureInput): Finding => {
  const name = alt === '' ? (url.split('?')[0]?.split('/').at(-1) ?? url) : alt;
  const head: Head = { id: idOf('picture', url), group: 'pictures', label: plain(name.slice(0, 80)) };
  if (source.kind === 'external') {
    const { answer } = source;
    if (answer.kind === 'failed') {
      const text = plain(`${answer.cause.replaceAll('_', ' ')}: ${answer.detail.slice(0, 100)}`);
      const fix = say(
        'Upload the picture here, so that it can be shown to everybody.',
        '모든 수신자에게 보이도록 그림을 직접 업로드하세요.',
      );
      return (answer.cause === 'timeout' ? amber : red)(head, `picture.${answer.cause}`, text, fix);
    }
    if (answer.status < 200 || answer.status >= 300) {
      return red(
        head,
        `picture.status_${answer.status}`,
        plain(String(answer.status)),
        say('The picture is not there. Upload it here.', '그림이 없습니다. 직접 업로드하세요.'),
      );
    }
  }
  const bytes =
    source.kind === 'stored'
      ? source.bytes
      : source.kind === 'external' && source.answer.kind === 'answered'
        ? source.answer.bytes
        : null;
  const weight = bytes === null ? say('weight unknown', '크기 알 수 없음') : plain(size(bytes));
  const described =
    alt === '' ? say('no alternative text', '대체 텍스트 없음') : say('with alternative text', '대체 텍스트 있음');
  const measured = { en: `${weight.en}, ${described.en}`, ko: `${weight.ko}, ${described.ko}` };
  if (source.kind === 'reserved' && alt !== '')
    return notApplicable(head, say('reserved for samples', '예시용으로 예약된 이름'));
  if (bytes !== null && bytes > HEAVY_BYTES) {
    return amber(
      head,
      'picture.heavy',
      measured,
      say('Make it smaller than 1 MB: mobile readers wait for it.', '1MB 이하로 줄이세요. 모바일에서 늦게 표시됩니다.'),
    );
  }
  if (alt === '') return amber(head, 'picture.alt_missing', measured, ALT_FIX);
  if (source.kind === 'external' && bytes === null) {
    return amber(
      head,
      'picture.weight_unknown',
      measured,
      say(
        'Its server does not say how large it is, or packs it. Upload the picture here.',
        '서버가 크기를 알려 주지 않거나 압축해 보냅니다. 그림을 직접 업로드하세요.',
      ),
    );
  }
  if (url.startsWith('http:') && source.kind === 'external') {
    return amber(
      head,
      'picture.no_tls',
      measured,
      say(
        'Many mail programmes do not show it. Upload it or use https.',
        '많은 메일 프로그램이 표시하지 않습니다. 업로드하거나 https를 사용하세요.',
      ),
    );
  }
  return green(head, measured);
};

/** Every picture, and what they weigh together. Pure. */
export const checkPictures = (pictures: readonly PictureInput[]): readonly Finding[] => {
  const head: Head = { id: 'pictures', group: 'pictures', label: say('Pictures together', '그림 전체') };
  if (pictures.length === 0) return [green(head, say('none', '없음'))];
  const known = pictures.map(({ source }) =>
    source.kind === 'stored'
      ? source.bytes
      : source.kind === 'external' && source.answer.kind === 'answered'
        ? (source.answer.bytes ?? 0)
        : 0,
  );
  const total = known.reduce((sum, bytes) => sum + bytes, 0);
  const measured = say(`${pictures.length}, ${size(total)}`, `${pictures.length}개, ${size(total)}`);
  return [
    total > HEAVY_MAIL_BYTES
      ? amber(
          head,
          'picture.heavy_together',
          measured,
          say(
            'Use fewer or smaller pictures: 3 MB together at most.',
            '그림 수나 크기를 줄이세요. 합계 3MB까지 권장됩니다.',
          ),
        )
      : green(head, measured),
    ...pictures.map(checkPicture),
  ];
};
