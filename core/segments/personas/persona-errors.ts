import { DomainError, type DomainErrorInit } from '../../common/errors.ts';
import { PERSONA_LIMITS } from './persona.ts';

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

export const personaErrors = {
  notFound: () =>
    make({ code: 'persona.not_found', kind: 'not_found' }, 'There is no such persona.', '해당 페르소나가 없습니다.'),
  nameInvalid: () =>
    make(
      { code: 'persona.name_invalid', kind: 'invalid', field: 'name' },
      `Give the persona a name of 1 to ${PERSONA_LIMITS.name} characters.`,
      `페르소나 이름을 1~${PERSONA_LIMITS.name}자로 입력하세요.`,
    ),
  nameTaken: () =>
    make(
      { code: 'persona.name_taken', kind: 'conflict', field: 'name' },
      'Another persona has this name. Choose a different one.',
      '같은 이름의 페르소나가 있습니다. 다른 이름을 고르세요.',
    ),
  segmentUnknown: () =>
    make(
      { code: 'persona.segment_unknown', kind: 'invalid', field: 'segmentId' },
      'Choose the segment that this persona stands for.',
      '이 페르소나가 대표하는 세그먼트를 고르세요.',
    ),
  linesInvalid: (field: 'needs' | 'words') =>
    make(
      { code: 'persona.lines_invalid', kind: 'invalid', field },
      `Give at most ${PERSONA_LIMITS.lines} lines of at most ${PERSONA_LIMITS.line} characters. Shorten them; what you typed is kept.`,
      `최대 ${PERSONA_LIMITS.lines}줄, 한 줄에 ${PERSONA_LIMITS.line}자까지 입력하세요. 줄여 주세요. 입력한 내용은 남아 있습니다.`,
    ),
  pictureInvalid: () =>
    make(
      { code: 'persona.picture_invalid', kind: 'invalid', field: 'pictureId' },
      'That is no uploaded picture. Upload it again, or leave it out.',
      '업로드된 사진이 아닙니다. 다시 올리거나 비워 두세요.',
    ),
  changedMeanwhile: () =>
    make(
      { code: 'persona.changed_meanwhile', kind: 'conflict', field: 'revision' },
      'Somebody changed this persona meanwhile. Read it again and repeat your change.',
      '그사이 다른 사람이 이 페르소나를 바꿨습니다. 다시 읽고 변경을 반복하세요.',
    ),
} as const;
