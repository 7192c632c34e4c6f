import type { Lang } from '../../common/lang.ts';
import type { Core } from '../../create-core.ts';
import { type Role, type Staff, systemActor } from '../../people/staff.ts';
import { randomPassword } from '../random-password.ts';

/** The actor of everything that the sample does by itself. */
export const SAMPLE = systemActor('sample');

interface SamplePerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly lang: Lang;
  /** As Tandem's Teams client for trying out shows it. */
  readonly teamsUserId: string;
}

/** Who works in the sample workspace. */
export const SAMPLE_STAFF = {
  admin: {
    email: 'admin@tandem.example.test',
    name: 'Kim Minji',
    roles: ['admin'],
    lang: 'en',
    teamsUserId: '00000000-0000-4000-8000-000000000101',
  },
  marketer: {
    email: 'lena@tandem.example.test',
    name: 'Lena Ortega',
    roles: ['marketer'],
    lang: 'en',
    teamsUserId: '00000000-0000-4000-8000-000000000102',
  },
  marketingReviewer: {
    email: 'seoyeon@tandem.example.test',
    name: '박서연',
    roles: ['marketing_reviewer'],
    lang: 'ko',
    teamsUserId: '00000000-0000-4000-8000-000000000103',
  },
  itReviewer: {
    email: 'daniel@tandem.example.test',
    name: 'Daniel Weber',
    roles: ['it_reviewer'],
    lang: 'en',
    teamsUserId: '00000000-0000-4000-8000-000000000104',
  },
  manager: {
    email: 'junho@tandem.example.test',
    name: '이준호',
    roles: ['manager'],
    lang: 'ko',
    teamsUserId: '00000000-0000-4000-8000-000000000105',
  },
} as const satisfies Record<string, SamplePerson>;

export type SamplePersonKey = keyof typeof SAMPLE_STAFF;

export interface AddedStaff {
  readonly staff: Staff;
  readonly password: string;
}

/** Adds whoever is missing and answers those with their passwords, which are stored nowhere and shown once. */
export const addSampleStaff = async (core: Core): Promise<AddedStaff[]> => {
  const added: AddedStaff[] = [];
  for (const { email, name, roles, lang } of Object.values(SAMPLE_STAFF)) {
    if ((await core.people.byEmail(email)) !== undefined) continue;
    const password = randomPassword();
    const staff = await core.people.addStaff(SAMPLE, { email, name, roles, lang, password });
    added.push({ staff, password });
  }
  return added;
};
