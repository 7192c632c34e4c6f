import { type LoadedFile, loadsOf } from '../sent-html.ts';
import { amber, type Finding, green, type Head, notApplicable, plain, red, say, size } from './finding.ts';
import { idOf } from './link-checks.ts';
import type { LinkAnswer } from './preflight-service.ts';

const HEAVY_BYTES = 1_024 * 1_024;
const HEAVY_MAIL_BYTES = 3 * 1_024 * 1_024;

/** What a mail loads, each address once. */
export const picturesIn = (html: string): readonly LoadedFile[] => loadsOf(html).files;

export interface PictureInput extends LoadedFile {
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

const FOREIGN = say('not under Tandem’s control', 'Tandem이 관리하지 않음');
const UPLOAD = say(
  'What is there can change after the approval. Upload the picture here.',
  '승인 후에 바뀔 수 있습니다. 그림을 직접 업로드하세요.',
);

/** Weight, kind and alternative text of one picture. Pure. */
const checkPicture = ({ url, alt, source }: PictureInput): Finding => {
  const name = alt === '' || alt === null ? (url.split('?')[0]?.split('/').at(-1) ?? url) : alt;
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
    alt === null
      ? say('loaded by a style or background', '스타일이나 배경에서 불러옴')
      : alt === ''
        ? say('no alternative text', '대체 텍스트 없음')
        : say('with alternative text', '대체 텍스트 있음');
  const type = source.kind === 'external' && source.answer.kind === 'answered' ? (source.answer.type ?? null) : null;
  const parts = [
    ...(type === null ? [] : [plain(type)]),
    weight,
    described,
    ...(source.kind === 'external' ? [FOREIGN] : []),
  ];
  const measured = { en: parts.map(({ en }) => en).join(', '), ko: parts.map(({ ko }) => ko).join(', ') };
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
  if (type !== null && !/^image\//.test(type) && !(alt === null && /font/.test(type))) {
    return amber(
      head,
      'picture.not_a_picture',
      measured,
      say('What is there is no picture. Upload the picture here.', '그림이 아닌 파일입니다. 그림을 직접 업로드하세요.'),
    );
  }
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
  return source.kind === 'external' ? amber(head, 'picture.external', measured, UPLOAD) : green(head, measured);
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
