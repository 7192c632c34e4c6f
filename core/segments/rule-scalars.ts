import { z } from 'zod';
import { isTimeZone } from '../common/time-zone.ts';
import { parseIsoDay } from './rule-days.ts';

/** Texts are stored and compared in NFC, so that Korean typed on any system is the same Korean. */
export const textOf = (longest: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(longest)
        .regex(/^[^\p{Cc}\p{Surrogate}]*$/u),
    );

/** Forms send numbers as text. */
export const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?\s*$/)
      .transform((value) => Number(value.replaceAll(',', ''))),
  ])
  .pipe(z.number().min(-1e15).max(1e15));

/** `2026-11-24`. */
export const day = z.string().refine((value) => parseIsoDay(value) !== undefined);

export const zone = z.string().max(64).refine(isTimeZone);
