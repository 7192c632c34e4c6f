import { z } from 'zod';

/** What a form carries from the button to its submission. Signed requests only, yet parsed like all input. */
export const formMetadata = z.object({
  actionId: z.string().max(100),
  value: z.unknown(),
  lang: z.enum(['en', 'ko']),
  listener: z.object({
    userId: z.string().max(100),
    channelId: z.string().max(100),
    responseUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .transform((url) => url),
  }),
});
export type FormMetadata = z.input<typeof formMetadata>;

/** The value of a button or of a modal's metadata; undefined where it is not JSON. */
export const jsonOf = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
};
