const PIXEL = /<img\b[^>]*\bsrc="[^"]*\/t\/o\/[^"]*"[^>]*>/gi;

/** A captured mail without its open pixel: whoever looks at it here is not its recipient. */
export const withoutPixel = (html: string): string => html.replace(PIXEL, '');
