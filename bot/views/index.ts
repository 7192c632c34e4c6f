/** What Tandem says in chat, as plain data; two renderers make each platform's form of it. */
export * from './answers.ts';
export * from './campaign-list.ts';
export * from './closed-sum.ts';
export * from './format.ts';
export type * from './message.ts';
export * from './review-card.ts';
export * from './thread-line.ts';
export * from './words.ts';
