import type { Request } from 'express';
import { type CampaignView, type Contact, can, isDomainError, type Lang, type Staff } from '../../core/index.ts';
import { missing, type PortalContext, param } from '../http/index.ts';
import { whyOf } from './campaign-texts.ts';
import type { Previewed, PreviewReader } from './preview-view.tsx';

/** `C-12` in any case; anything else is not looked up. */
export const campaignIdOf = (req: Request): string => {
  const id = param(req, 'id').toUpperCase();
  if (!/^C-\d{1,12}$/.test(id)) throw noSuchCampaign();
  return id;
};

export const noSuchCampaign = () =>
  missing({
    en: 'There is no such campaign. It may have another number: look in the list.',
    ko: '해당 캠페인이 없습니다. 번호가 다를 수 있으니 목록에서 확인하세요.',
  });

export const loadView = async ({ core }: PortalContext, req: Request): Promise<CampaignView> => {
  const view = await core.campaigns.view(campaignIdOf(req));
  if (view === undefined) throw noSuchCampaign();
  return view;
};

/** How a contact is called where only staff look: its address, its external id, or its number. */
const contactName = (contact: Contact): string => contact.address ?? contact.externalId ?? contact.id;

/** The first contact that a query finds, for staff who may see contacts. */
export const findReader = async (
  { core }: PortalContext,
  staff: Staff,
  query: string,
): Promise<{ reader: PreviewReader; contact: Contact | undefined }> => {
  const allowed = query !== '' && can(staff, 'contacts.view');
  const found = allowed ? (await core.contacts.search({ query, limit: 1 })).contacts[0] : undefined;
  return {
    contact: found,
    reader: {
      contactId: found?.id,
      shownAs: found === undefined ? undefined : contactName(found),
      query: allowed ? query : '',
      missed: allowed && found === undefined,
    },
  };
};

/** The saved mail for a reader; a mail that cannot be made says why. */
export const previewFor = async (
  { core }: PortalContext,
  id: string,
  { reader, contact }: { reader: PreviewReader; contact: Contact | undefined },
  lang: Lang,
): Promise<Previewed> => {
  try {
    return { ok: true, mail: await core.campaigns.preview(id, contact), as: reader };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return { ok: false, why: whyOf(error)[lang], as: reader };
  }
};
