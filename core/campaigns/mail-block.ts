/** The parts of a mail written in the form. Texts may hold Liquid (`{{ contact.name | default: "you" }}`). */
export type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly level: 1 | 2 }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly pictureId: string; readonly alt: string; readonly href: string }
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  | { readonly kind: 'columns'; readonly left: string; readonly right: string }
  | { readonly kind: 'divider' }
  | { readonly kind: 'footer'; readonly text: string };

export const BLOCK_KINDS = ['heading', 'text', 'picture', 'button', 'columns', 'divider', 'footer'] as const;
