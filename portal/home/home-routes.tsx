import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const homeRoutes = (_ctx: PortalContext): Router => Router();
