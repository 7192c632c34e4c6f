import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const segmentRoutes = (_ctx: PortalContext): Router => Router();
