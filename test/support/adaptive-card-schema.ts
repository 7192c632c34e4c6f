import { Ajv } from 'ajv';

/**
 * Adaptive Cards 1.5 as Teams takes them, for the elements that Tandem uses: property names, types and closed lists
 * after the public element reference (adaptivecards.io/explorer). Unknown properties fail.
 */
const text = { type: 'string' } as const;
const filled = { type: 'string', minLength: 1 } as const;
const flag = { type: 'boolean' } as const;
const oneOf = (...values: string[]) => ({ enum: values });

const shape = (type: string, properties: Record<string, unknown>, required: string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties: { type: { const: type }, ...properties },
  required: ['type', ...required],
});

const spacing = oneOf('None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding');
const element = { spacing, separator: flag, id: filled, isVisible: flag, height: oneOf('auto', 'stretch') };
const actionStyle = oneOf('default', 'positive', 'destructive');
const data = { type: 'object', additionalProperties: { type: ['string', 'number'] } };
const submit = shape(
  'Action.Submit',
  { title: filled, data, style: actionStyle, associatedInputs: oneOf('auto', 'none') },
  ['title'],
);
const httpUrl = { type: 'string', pattern: '^https?://' };

const schema = {
  definitions: {
    element: {
      oneOf: [
        shape(
          'TextBlock',
          {
            ...element,
            text: filled,
            wrap: flag,
            size: oneOf('Default', 'Small', 'Medium', 'Large', 'ExtraLarge'),
            weight: oneOf('Default', 'Lighter', 'Bolder'),
            color: oneOf('Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention'),
            isSubtle: flag,
            style: oneOf('default', 'heading', 'columnHeader'),
          },
          ['text'],
        ),
        shape(
          'FactSet',
          {
            ...element,
            facts: {
              type: 'array',
              minItems: 1,
              items: {
                type: 'object',
                additionalProperties: false,
                properties: { title: filled, value: text },
                required: ['title', 'value'],
              },
            },
          },
          ['facts'],
        ),
        shape(
          'Container',
          {
            ...element,
            style: oneOf('default', 'emphasis', 'good', 'attention', 'warning', 'accent'),
            items: { type: 'array', items: { $ref: '#/definitions/element' } },
          },
          ['items'],
        ),
        shape(
          'Image',
          { ...element, url: httpUrl, altText: filled, size: oneOf('Auto', 'Stretch', 'Small', 'Medium', 'Large') },
          ['url', 'altText'],
        ),
        shape(
          'Input.ChoiceSet',
          {
            ...element,
            label: filled,
            isRequired: flag,
            errorMessage: filled,
            isMultiSelect: flag,
            style: oneOf('compact', 'expanded', 'filtered'),
            placeholder: text,
            value: text,
            wrap: flag,
            choices: {
              type: 'array',
              minItems: 1,
              items: {
                type: 'object',
                additionalProperties: false,
                properties: { title: filled, value: filled },
                required: ['title', 'value'],
              },
            },
          },
          ['id', 'choices'],
        ),
        shape(
          'Input.Text',
          {
            ...element,
            id: filled,
            label: filled,
            isMultiline: flag,
            isRequired: flag,
            errorMessage: filled,
            maxLength: { type: 'integer', minimum: 1 },
            placeholder: filled,
            value: text,
          },
          ['id', 'label'],
        ),
        shape(
          'ActionSet',
          { ...element, actions: { type: 'array', minItems: 1, maxItems: 6, items: { $ref: '#/definitions/action' } } },
          ['actions'],
        ),
      ],
    },
    action: {
      oneOf: [
        shape(
          'Action.Execute',
          {
            title: filled,
            verb: filled,
            data,
            style: actionStyle,
            associatedInputs: oneOf('auto', 'none'),
            fallback: submit,
          },
          ['title', 'verb', 'fallback'],
        ),
        submit,
        shape('Action.OpenUrl', { title: filled, url: httpUrl, style: actionStyle }, ['title', 'url']),
        shape('Action.ShowCard', { title: filled, style: actionStyle, card: { $ref: '#/definitions/innerCard' } }, [
          'title',
          'card',
        ]),
      ],
    },
    innerCard: shape('AdaptiveCard', { body: { type: 'array', items: { $ref: '#/definitions/element' } } }, ['body']),
  },
  ...shape(
    'AdaptiveCard',
    {
      $schema: { const: 'http://adaptivecards.io/schemas/adaptive-card.json' },
      version: { const: '1.5' },
      lang: oneOf('en', 'ko'),
      fallbackText: filled,
      speak: filled,
      body: { type: 'array', items: { $ref: '#/definitions/element' } },
      msteams: { type: 'object', additionalProperties: false, properties: { width: { const: 'Full' } } },
    },
    ['version', 'lang', 'fallbackText', 'body'],
  ),
};

const validate = new Ajv({ allErrors: false, allowUnionTypes: true }).compile(schema);

/** What is wrong with a card, as a list of sentences; empty where Teams takes it. */
export const cardFaults = (card: unknown): string[] => {
  // JSON first: what is undefined does not travel.
  const sent: unknown = JSON.parse(JSON.stringify(card));
  return validate(sent) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
};
