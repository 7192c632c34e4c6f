import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const publicRoutes = (_ctx: PortalContext): Router => Router();
