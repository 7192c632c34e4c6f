import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const settingsRoutes = (_ctx: PortalContext): Router => Router();
