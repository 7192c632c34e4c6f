import { madeUpContact } from '../../../core/campaigns/made-up-contact.ts';
import type { AttributeDefinition } from '../../../core/contacts/contact.ts';

const attribute = (key: string, type: AttributeDefinition['type'], label = key): AttributeDefinition => ({
  key,
  label,
  type,
  searchable: false,
  createdAt: new Date(0),
});

describe('the made-up contact of a preview', () => {
  const attributes = [
    attribute('name', 'text'),
    attribute('First_Name', 'text'),
    attribute('이름', 'text'),
    attribute('education', 'text', 'Education'),
    attribute('constructor', 'text', 'Constructor'),
    attribute('birth_year', 'number'),
    attribute('income', 'number'),
    attribute('생년월일', 'date'),
    attribute('member_since', 'date'),
    attribute('vip', 'boolean'),
  ];

  it('has a plausible value for every attribute, in the language of the mail', () => {
    expect(madeUpContact(attributes, 'en').attributes).toEqual({
      name: 'Hana Kim',
      First_Name: 'Hana',
      이름: 'Hana Kim',
      education: '[Education]',
      constructor: '[Constructor]',
      birth_year: 1990,
      income: 42,
      생년월일: new Date('1990-05-17T00:00:00Z'),
      member_since: new Date('2024-03-15T00:00:00Z'),
      vip: true,
    });
    expect(madeUpContact(attributes, 'ko').attributes).toMatchObject({ name: '김하나', First_Name: '하나' });
  });
});
