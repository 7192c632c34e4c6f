import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request, RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { DomainError } from '../../core/index.ts';
import { viewerOf } from './context.ts';

/** Largest file that the portal takes, in bytes. */
export const UPLOAD_LIMIT = 100 * 1024 * 1024;

/** A file that came with a form, on disk until the answer has left. */
export interface Upload {
  readonly path: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
}

/** The form's file (field `file`), or undefined where none was chosen. */
export const uploadOf = (req: Request): Upload | undefined => {
  const { file } = req;
  if (file === undefined || file.size === 0) return undefined;
  // Browsers send UTF-8, multer reads Latin-1.
  return { path: file.path, fileName: Buffer.from(file.originalname, 'latin1').toString('utf8'), size: file.size };
};

/** The parser has no limit on all texts of a form together, and holds them in memory; a form says how long it is. */
const FORM_LIMIT = UPLOAD_LIMIT + 4 * 1024 * 1024;
/** Bytes of one text: the source of a mail is the longest. */
const TEXT_LIMIT = 1024 * 1024;
/** The same in a form that does not say how long it is. */
const TEXT_LIMIT_UNSAID = 64 * 1024;

const fileTooLarge = (cause?: unknown): DomainError =>
  new DomainError({
    code: 'request.file_too_large',
    kind: 'invalid',
    field: 'file',
    text: {
      en: 'The file is larger than 100 MB. Please split it.',
      ko: '파일이 100MB보다 큽니다. 나누어 올려 주세요.',
    },
    cause,
  });

const noRoom = (cause: unknown): DomainError =>
  new DomainError({
    code: 'request.upload_no_room',
    kind: 'unavailable',
    field: 'file',
    retrySafe: true,
    text: {
      en: 'There is no room on the server for this file. Nothing was stored. Tell whoever runs Tandem, and try again.',
      ko: '서버에 이 파일을 저장할 공간이 없습니다. 저장된 것은 없습니다. 운영 담당자에게 알리고 다시 시도하세요.',
    },
    cause,
  });

/** Disk full, or the share of it that may be used. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

const unreadable = (cause: unknown): DomainError =>
  new DomainError({
    code: 'request.upload_invalid',
    kind: 'invalid',
    field: 'file',
    text: {
      en: 'The upload could not be read. Please try again.',
      ko: '업로드를 읽지 못했습니다. 다시 시도하세요.',
    },
    cause,
  });

/**
 * Reads multipart forms of signed-in staff: text fields and one file named `file`. Stands before the CSRF check, which
 * reads a field of the form.
 */
export const uploads = (): RequestHandler => async (req, res, next) => {
  if (req.is('multipart/form-data') !== 'multipart/form-data' || viewerOf(res).staff === undefined) return next();
  const said = req.get('content-length');
  if (Number(said ?? 0) > FORM_LIMIT) return next(fileTooLarge());
  const folder = await mkdtemp(join(tmpdir(), 'tandem-upload-'));
  res.once('close', () => {
    void rm(folder, { recursive: true, force: true });
  });
  const fieldSize = said === undefined ? TEXT_LIMIT_UNSAID : TEXT_LIMIT;
  const read = multer({
    dest: folder,
    limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 2000, fieldSize, parts: 2001 },
  }).single('file');
  read(req, res, (error: unknown) => {
    // The parser's own errors (a form that is cut off) have no code; the disk's have one.
    if (error instanceof MulterError || (error instanceof Error && !('code' in error))) {
      next('code' in error && error.code === 'LIMIT_FILE_SIZE' ? fileTooLarge(error) : unreadable(error));
    } else if (error)
      next(error instanceof Error && 'code' in error && NO_ROOM.has(error.code) ? noRoom(error) : error);
    else next();
  });
};
