import { DomainError, type DomainErrorInit } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { can, type Permission } from '../people/permissions.ts';
import type { Actor } from '../people/staff.ts';
import { labelFromHeader } from './attribute-key.ts';
import type { AttributeType } from './contact.ts';

export const TYPE_WORDS = {
  text: { en: 'text', ko: '텍스트' },
  number: { en: 'number', ko: '숫자' },
  boolean: { en: 'yes/no', ko: '예/아니오' },
  date: { en: 'date', ko: '날짜' },
  list: { en: 'list', ko: '목록' },
} as const satisfies Record<AttributeType, LocalText>;

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

/** @throws contact.not_allowed where a member of staff lacks the permission; the system may do everything. */
export const requireContactPermission = (actor: Actor, permission: Permission): void => {
  if (actor.kind === 'system' || can(actor.staff, permission)) return;
  throw make(
    { code: 'contact.not_allowed', kind: 'forbidden' },
    'Your role does not allow this. Ask an administrator for a role that does.',
    '권한이 없습니다. 관리자에게 필요한 역할을 요청하세요.',
  );
};

export const contactErrors = {
  notFound: () =>
    make(
      { code: 'contact.not_found', kind: 'not_found' },
      'There is no such contact. It may have been erased.',
      '해당 연락처가 없습니다. 삭제되었을 수 있습니다.',
    ),
  suppressionColumnMissing: (headers: readonly string[]) =>
    make(
      { code: 'contact.suppression_column_missing', kind: 'invalid', field: 'file' },
      `The file has no column of addresses. Call one “address”; it has: ${headers.join(', ')}.`,
      `파일에 주소 열이 없습니다. 열 이름을 “address”로 지정하세요. 파일의 열: ${headers.join(', ')}.`,
    ),
  addressInvalid: (text: LocalText, field = 'address') =>
    make({ code: 'contact.address_invalid', kind: 'invalid', field }, text.en, text.ko),
  suppressionStays: () =>
    make(
      { code: 'contact.suppression_stays', kind: 'conflict', field: 'addressHash' },
      'This suppression stands for a person who was erased, so it stays. Whoever comes back agrees under another address.',
      '삭제된 사람의 수신 거부이므로 해제할 수 없습니다. 다시 받으려면 다른 주소로 동의해야 합니다.',
    ),
  eraseGroundUnknown: () =>
    make(
      { code: 'contact.erase_ground_unknown', kind: 'invalid', field: 'ground' },
      'Say why this person is erased: requested, retention or mistake.',
      '삭제 이유를 고르세요: 본인 요청(requested), 보관 기간 경과(retention), 잘못 등록(mistake).',
    ),
  eraseBusy: () =>
    make(
      { code: 'contact.erase_busy', kind: 'conflict' },
      'A run that holds this person is being built or sent, or its outcome is uncertain. Nothing more is sent to them from now on; erase again when the run has settled.',
      '이 사람이 포함된 발송 회차가 준비 또는 발송 중이거나 결과가 불확실합니다. 이제부터 메일은 보내지 않습니다. 회차가 정리되면 다시 삭제하세요.',
    ),
  groundUnknown: () =>
    make(
      { code: 'contact.ground_unknown', kind: 'invalid', field: 'ground' },
      'Choose why this address may be written to again.',
      '이 주소로 다시 보낼 수 있는 이유를 고르세요.',
    ),
  mergeWithItself: () =>
    make(
      { code: 'contact.merge_with_itself', kind: 'invalid', field: 'other' },
      'These are the same contact. Name another one.',
      '같은 연락처입니다. 다른 연락처를 지정하세요.',
    ),
  mergeOtherUnknown: () =>
    make(
      { code: 'contact.merge_other_unknown', kind: 'invalid', field: 'other' },
      'There is no such contact. Give the address, the external id or the id of the other one.',
      '해당 연락처가 없습니다. 다른 연락처의 주소, 외부 ID 또는 ID를 입력하세요.',
    ),
  mergeChanged: () =>
    make(
      { code: 'contact.merge_changed', kind: 'conflict', retrySafe: true },
      'One of the two was changed meanwhile. Look at them again.',
      '그사이 두 연락처 중 하나가 바뀌었습니다. 다시 확인하세요.',
    ),
  suppressionsInvalid: (most: number) =>
    make(
      { code: 'contact.suppressions_invalid', kind: 'invalid', field: 'suppressions' },
      `Send {"suppressions": […]} with 1 to ${most} addresses.`,
      `{"suppressions": […]} 형식으로 주소를 1~${most}개 보내세요.`,
    ),
  tagInvalid: (field = 'tag') =>
    make(
      { code: 'contact.tag_invalid', kind: 'invalid', field },
      'A tag has 1 to 40 characters, without commas.',
      '태그는 쉼표 없이 1~40자로 입력하세요.',
    ),
  batchInvalid: (field: string, most: number) =>
    make(
      { code: 'contact.batch_invalid', kind: 'invalid', field },
      `Send {"contacts": […]} with 1 to ${most} contacts.`,
      `{"contacts": […]} 형식으로 연락처를 1~${most}개 보내세요.`,
    ),
  attributeUnknown: (key: string, field: string) =>
    make(
      { code: 'contact.attribute_unknown', kind: 'invalid', field },
      `There is no attribute "${key}". Import it or define it first.`,
      `"${key}" 속성이 없습니다. 먼저 가져오거나 정의하세요.`,
    ),
  attributeWrongType: (label: string, type: AttributeType, field: string) =>
    make(
      { code: 'contact.attribute_wrong_type', kind: 'invalid', field },
      `${label} takes a ${TYPE_WORDS[type].en}. Correct the value or leave it empty.`,
      `${label}에는 ${TYPE_WORDS[type].ko} 값이 필요합니다. 값을 고치거나 비워 두세요.`,
    ),
  labelInvalid: (field = 'label') =>
    make(
      { code: 'contact.attribute_label_invalid', kind: 'invalid', field },
      'Give the attribute a name of 1 to 200 characters with at least one letter or digit.',
      '속성 이름은 글자나 숫자를 포함해 1~200자로 입력하세요.',
    ),
  labelReserved: (label: string, field = 'label') =>
    make(
      { code: 'contact.attribute_label_reserved', kind: 'invalid', field },
      `An attribute cannot be called "${label.slice(0, 100)}": its name holds no dots and no dollar signs. Call it "${labelFromHeader(label).slice(0, 100)}", for example.`,
      `속성 이름에는 점(.)과 달러 기호($)를 쓸 수 없어 "${label.slice(0, 100)}"(으)로 정할 수 없습니다. 예: "${labelFromHeader(label).slice(0, 100)}"`,
    ),
  attributeTypeConflict: (label: string, stored: AttributeType, field: string) =>
    make(
      { code: 'contact.attribute_type_conflict', kind: 'conflict', field },
      `"${label}" is already stored as ${TYPE_WORDS[stored].en}. Choose that type, or give the column another name.`,
      `"${label}" 속성은 이미 ${TYPE_WORDS[stored].ko} 형식입니다. 같은 형식을 고르거나 열 이름을 바꾸세요.`,
    ),
  tooManySearchable: (limit: number) =>
    make(
      { code: 'contact.too_many_searchable', kind: 'too_many', field: 'searchable' },
      `At most ${limit} attributes can be searchable. Unmark one first.`,
      `검색용 속성은 최대 ${limit}개입니다. 먼저 하나를 해제하세요.`,
    ),
} as const;

const importError = (code: string, en: string, ko: string, field = 'file'): DomainError =>
  make({ code: `import.${code}`, kind: 'invalid', field }, en, ko);

export const importErrors = {
  notFound: () =>
    make(
      { code: 'import.not_found', kind: 'not_found', field: 'import' },
      'There is no such import. Its id is the last part of its address in the portal, under Contacts, Imports.',
      '해당 가져오기가 없습니다. ID는 포털의 연락처, 가져오기 기록에서 연 페이지 주소의 마지막 부분입니다.',
    ),
  empty: () =>
    importError(
      'empty',
      'The file is empty. Choose a CSV or TSV file with a header row.',
      '파일이 비어 있습니다. 머리글 행이 있는 CSV 또는 TSV 파일을 선택하세요.',
    ),
  workbook: () =>
    importError(
      'workbook',
      'This is a spreadsheet workbook or archive. Save it as CSV (UTF-8) and choose that file.',
      '엑셀 통합 문서이거나 압축 파일입니다. CSV(UTF-8)로 저장한 파일을 선택하세요.',
    ),
  encodingCut: () =>
    importError(
      'encoding_cut',
      'The file is UTF-16 and ends in the middle of a character, so a part of it is missing. Copy or save it again; nothing was imported.',
      'UTF-16 파일인데 글자 중간에서 끝나 일부가 빠져 있습니다. 다시 복사하거나 저장한 뒤 선택하세요. 가져온 것은 없습니다.',
    ),
  quoteOpen: (row: number) =>
    importError(
      'quote_open',
      `A quote is opened in row ${row} and never closed, so nothing from there on can be read. Correct the file.`,
      `${row}행에서 연 따옴표가 닫히지 않아 그 뒤를 읽을 수 없습니다. 파일을 고치세요.`,
    ),
  undoNotEnded: () =>
    make(
      { code: 'import.undo_not_ended', kind: 'conflict' },
      'This import is still running, or was undone before. Look at it again when it has ended.',
      '아직 진행 중이거나 이미 되돌린 가져오기입니다. 끝난 뒤 다시 확인하세요.',
    ),
  fileChanged: () =>
    importError(
      'file_changed',
      'The file was changed while it was read. Wait until it is written to the end and import it again; nothing was imported.',
      '읽는 동안 파일이 바뀌었습니다. 파일이 다 저장된 뒤 다시 가져오세요. 가져온 것은 없습니다.',
    ),
  notStored: (cause: unknown) =>
    make(
      { code: 'import.not_stored', kind: 'unavailable', field: 'file', retrySafe: true, cause },
      'The file could not be stored: the disk may be full, or the database away. Nothing was imported. Make room and import it again.',
      '파일을 저장하지 못했습니다. 디스크가 가득 찼거나 데이터베이스에 연결할 수 없습니다. 가져온 것은 없습니다. 공간을 확보한 뒤 다시 가져오세요.',
    ),
  encodingBroken: (utf8: { byte: number; line: number }, cp949: number | undefined) =>
    importError(
      'encoding_broken',
      `The text is broken at byte ${utf8.byte} (line ${utf8.line}): not valid UTF-8${
        cp949 === undefined ? '' : `, and not CP949 either (byte ${cp949})`
      }. Save the file as UTF-8 and choose it again; nothing was imported.`,
      `${utf8.byte}번째 바이트(${utf8.line}행)의 글자가 깨져 있습니다. UTF-8이 아니며${
        cp949 === undefined ? '' : ` CP949도 아닙니다(${cp949}번째 바이트)`
      }. UTF-8로 저장한 뒤 다시 선택하세요. 가져온 것은 없습니다.`,
    ),
  headersDuplicate: (names: readonly string[]) =>
    importError(
      'headers_duplicate',
      `These headers stand more than once: ${names.map((n) => `"${n}"`).join(', ')}. Give each column a name of its own.`,
      `중복된 머리글이 있습니다: ${names.map((n) => `"${n}"`).join(', ')}. 열마다 다른 이름을 붙이세요.`,
    ),
  headersEmpty: (columns: readonly number[]) =>
    importError(
      'headers_empty',
      `Column ${columns.join(', ')} has no header. Name it or remove it.`,
      `${columns.join(', ')}번째 열에 머리글이 없습니다. 이름을 붙이거나 열을 지우세요.`,
    ),
  headerTooLong: () =>
    importError(
      'headers_too_long',
      'The header row is too long or has no line end (at most 500 columns of 200 characters). Check the delimiter and the quotes.',
      '머리글 행이 너무 깁니다(최대 500열, 이름당 200자). 구분 기호와 따옴표를 확인하세요.',
    ),
  mappingUnknownColumn: (column: string) =>
    importError(
      'mapping_unknown_column',
      `The file has no column "${column.slice(0, 100)}". Choose one of its headers.`,
      `파일에 "${column.slice(0, 100)}" 열이 없습니다. 머리글 중에서 고르세요.`,
      'mapping.columns',
    ),
  mappingTwice: (first: string, second: string, attribute: string) =>
    importError(
      'mapping_invalid',
      `"${first}" and "${second}" both become the attribute "${attribute}". Choose another one for one of them, give it another name, or leave it out.`,
      `"${first}" 열과 "${second}" 열이 모두 "${attribute}" 속성이 됩니다. 하나는 다른 속성을 고르거나 이름을 바꾸거나 제외하세요.`,
      `mapping.columns.${second}`,
    ),
  mappingInvalid: (field: string, en: string, ko: string) => importError('mapping_invalid', en, ko, field),
  tooLarge: (megabytes: number) =>
    importError(
      'too_large',
      `The file is larger than ${megabytes} MB. Split it and import the parts one after another.`,
      `파일이 ${megabytes}MB보다 큽니다. 나누어 차례로 가져오세요.`,
    ),
} as const;
