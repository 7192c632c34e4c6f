import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const campaignRoutes = (_ctx: PortalContext): Router => Router();
