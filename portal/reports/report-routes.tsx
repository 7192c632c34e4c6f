import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const reportRoutes = (_ctx: PortalContext): Router => Router();
