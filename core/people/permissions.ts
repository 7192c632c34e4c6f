import type { Role, Staff } from './staff.ts';

/** Everything that needs a role. Create, approve and send are kept apart. */
export const PERMISSIONS = {
  'people.manage': ['admin'],
  'settings.manage': ['admin'],
  'contacts.view': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer'],
  'contacts.edit': ['admin', 'marketer'],
  'contacts.erase': ['admin'],
  'segments.view': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer', 'manager'],
  'segments.edit': ['admin', 'marketer'],
  'campaigns.view': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer', 'manager', 'auditor'],
  'campaigns.edit': ['admin', 'marketer'],
  'campaigns.steer': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer'],
  'campaigns.halt': ['admin', 'marketing_reviewer', 'it_reviewer'],
  'freezes.manage': ['admin', 'it_reviewer'],
  'reviews.marketing': ['marketing_reviewer'],
  'reviews.it': ['it_reviewer'],
  'reports.view': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer', 'manager', 'auditor'],
  'outbox.view': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer'],
  'fields.view': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer', 'auditor'],
  'fields.ask': ['admin', 'marketer', 'marketing_reviewer'],
  'fields.grant': ['it_reviewer'],
  'insights.share': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer', 'manager', 'employee', 'auditor'],
  'insights.triage': ['admin', 'marketer', 'marketing_reviewer', 'manager'],
  'audit.view': ['admin', 'auditor', 'it_reviewer'],
  'channels.manage': ['admin', 'marketer', 'marketing_reviewer', 'it_reviewer'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** True where an active member of staff holds a role that carries the permission. */
export const can = (staff: Staff, permission: Permission): boolean =>
  staff.status === 'active' && staff.roles.some((role) => (PERMISSIONS[permission] as readonly Role[]).includes(role));
