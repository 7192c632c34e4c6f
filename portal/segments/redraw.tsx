/** Sends the draft and puts the changed editor in place; elements keep their identity, and so the focus stays. */
export const REDRAW = {
  'hx-post': '/segments/draft/rule',
  'hx-target': '#rule-editor',
  'hx-swap': 'outerMorph',
} as const;

export const focusOf = (id: string, focus: string | undefined): { 'data-focus'?: string } =>
  id === focus ? { 'data-focus': '' } : {};

/** A button that changes the draft. */
export const ActionButton = (props: {
  id: string;
  action: string;
  label: string;
  title?: string;
  tone: string;
  focus?: string | undefined;
}) => (
  <button
    type="submit"
    id={props.id}
    class={`${props.tone} small`}
    name="do"
    value={props.action}
    formNoValidate
    aria-label={props.title}
    {...REDRAW}
    {...focusOf(props.id, props.focus)}
  >
    {props.label}
  </button>
);
