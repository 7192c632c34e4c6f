import type { LocalText } from '../common/lang.ts';
import { can, PERMISSIONS, type Permission } from '../people/permissions.ts';
import type { Actor } from '../people/staff.ts';
import type { Campaign } from './campaign.ts';
import { forbidden, notOwner } from './campaign-errors.ts';

/** @throws campaign.forbidden, naming the roles that may */
export const requirePermission = (actor: Actor, permission: Permission, action: LocalText): void => {
  if (actor.kind === 'system' || can(actor.staff, permission)) return;
  throw forbidden(PERMISSIONS[permission], action);
};

/** Pausing, resuming and cancelling: by reviewers and administrators, and by the campaign's owner and author. */
export const requireSteering = (actor: Actor, campaign: Campaign, action: LocalText): void => {
  requirePermission(actor, 'campaigns.steer', action);
  if (actor.kind === 'system') return;
  const { staff } = actor;
  const involved = staff.id === campaign.authorId || staff.id === campaign.brief.ownerId;
  const reviewer = staff.roles.some((r) => r === 'marketing_reviewer' || r === 'it_reviewer' || r === 'admin');
  if (!involved && !reviewer) throw notOwner(action);
};
