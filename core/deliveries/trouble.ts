import type { LocalText } from '../common/lang.ts';
import type { SubmitAnswer } from '../mail/email-provider.ts';

/** What goes wrong with the provider and not with one recipient. */
export type TroubleKind = 'refused' | 'unreachable' | 'failing' | 'mail';

export interface Trouble {
  readonly kind: TroubleKind;
  /** In the provider's or the system's words. */
  readonly detail: string;
  /** Fewer people in one POST may help. */
  readonly tooLarge?: true;
}

/** A run is held once this weight has come together without one acceptance. */
export const BREAK_AT = 50;
/**
 * One bad address at the beginning of 1,000 is refused eleven times in a row while it is narrowed down, and a few of them
 * may stand together: refused mail weighs little.
 */
export const WEIGHTS: Readonly<Record<TroubleKind, number>> = { refused: 10, unreachable: 10, failing: 10, mail: 1 };

/** Statuses that speak about the account, the key or the domain, whoever the recipients are. */
const ACCOUNT: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/** The trouble in an answer; undefined where it is none. Pure. */
export const troubleIn = (answer: SubmitAnswer): Trouble | undefined => {
  switch (answer.kind) {
    case 'rejected':
      return {
        kind: ACCOUNT.has(answer.status) ? 'refused' : 'mail',
        detail: `${answer.status}: ${answer.reason}`.slice(0, 200),
        ...(answer.status === 413 ? { tooLarge: true } : {}),
      };
    case 'not_sent':
      return { kind: 'unreachable', detail: answer.reason.slice(0, 200) };
    case 'ambiguous':
      return { kind: 'failing', detail: answer.reason.slice(0, 200), ...(answer.slow ? { tooLarge: true } : {}) };
    default:
      return undefined;
  }
};

/** Why a run is held, and what leads on. */
export const troubleReason = ({ kind, detail }: Trouble): LocalText => {
  switch (kind) {
    case 'refused':
      return {
        en: `The provider refuses every request (${detail}). Nobody was sent anything by them. Check the key, the sending domain and the account, then resume: the same recipients are tried again.`,
        ko: `발송사가 모든 요청을 거부합니다(${detail}). 거부된 요청으로 발송된 메일은 없습니다. 키, 발송 도메인, 계정을 확인한 뒤 재개하면 같은 수신자에게 다시 시도합니다.`,
      };
    case 'unreachable':
      return {
        en: `The provider cannot be reached (${detail}). Nobody was sent anything meanwhile. Check the network and the provider's address, then resume: the same recipients are tried again.`,
        ko: `발송사에 연결할 수 없습니다(${detail}). 그동안 발송된 메일은 없습니다. 네트워크와 발송사 주소를 확인한 뒤 재개하면 같은 수신자에게 다시 시도합니다.`,
      };
    case 'failing':
      return {
        en: `The provider fails without saying whether it took the mail (${detail}). Look at its status page and resume once it works. What is uncertain is looked up in its log and not sent twice.`,
        ko: `발송사가 접수 여부를 알리지 않은 채 오류를 냅니다(${detail}). 발송사 상태 페이지를 확인하고 정상화되면 재개하세요. 불확실한 메일은 발송사 기록에서 확인하며 두 번 보내지 않습니다.`,
      };
    case 'mail':
      return {
        en: `The provider refused many requests in a row (${detail}). Check the sender, the content and the addresses, then resume, or cancel.`,
        ko: `발송사가 여러 요청을 연달아 거부했습니다(${detail}). 발신자, 내용, 주소를 확인한 뒤 재개하거나 취소하세요.`,
      };
  }
};
