import { domainToASCII } from 'node:url';
import type { LocalText } from '../common/lang.ts';

export type AddressResult =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly text: LocalText };

const refuse = (en: string, ko: string): AddressResult => ({ ok: false, text: { en, ko } });

const EDGE_SPACE = /^[\p{Zs}\t\uFEFF]+|[\p{Zs}\t\uFEFF]+$/gu;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Certainly in its one form already, as nearly all are: a domain of plain labels that ends in letters. */
const PLAIN = /^[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}$/;
/** No part of one that is no longer can be too long. */
const PLAIN_LENGTH = 63;

/**
 * The one form of an e-mail address: trimmed, lower case, domain in IDNA form; dots and plus signs are kept.
 * Idempotent. Lengths as in RFC 5321 (local part 64, domain 253, whole 254).
 */
export const normaliseAddress = (text: string): AddressResult => {
  if (text.length <= PLAIN_LENGTH && PLAIN.test(text)) return { ok: true, address: text };
  if (text.length > 1_000)
    return refuse('The address is too long (at most 254 characters).', '주소가 너무 깁니다(최대 254자).');
  const trimmed = text.replace(EDGE_SPACE, '');
  if (trimmed === '') return refuse('The address is empty.', '주소가 비어 있습니다.');
  if (HIDDEN.test(trimmed)) {
    return refuse(
      'The address has a control or invisible character in it. Type it again by hand.',
      '주소에 제어 문자나 보이지 않는 문자가 있습니다. 직접 다시 입력하세요.',
    );
  }
  const at = trimmed.lastIndexOf('@');
  if (at < 0) return refuse('The address has no @.', '주소에 @가 없습니다.');
  const local = trimmed.slice(0, at).toLowerCase();
  if (local === '') return refuse('The address has nothing before the @.', '주소의 @ 앞이 비어 있습니다.');
  if (local.length > 64)
    return refuse('The part before the @ is too long (at most 64 characters).', '@ 앞부분이 너무 깁니다(최대 64자).');
  if (!LOCAL.test(local)) {
    return refuse(
      'The part before the @ may hold unaccented letters, digits and . _ + - only, without spaces or brackets.',
      '@ 앞에는 영문자, 숫자, . _ + - 만 쓸 수 있고 공백이나 괄호는 쓸 수 없습니다.',
    );
  }
  const raw = trimmed.slice(at + 1).toLowerCase();
  const domain = /[\s%[\]]/.test(raw) ? '' : domainToASCII(raw);
  const labels = domain.split('.');
  if (
    domain.length > 253 ||
    labels.length < 2 ||
    !labels.every((label) => LABEL.test(label)) ||
    /^\d+$/.test(labels.at(-1) ?? '')
  ) {
    return refuse(
      'The part after the @ is not a domain such as example.com.',
      '@ 뒤가 example.com 같은 도메인이 아닙니다.',
    );
  }
  const address = `${local}@${domain}`;
  if (address.length > 254)
    return refuse('The address is too long (at most 254 characters).', '주소가 너무 깁니다(최대 254자).');
  return { ok: true, address };
};
