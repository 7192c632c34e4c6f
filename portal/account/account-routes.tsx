import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const accountRoutes = (_ctx: PortalContext): Router => Router();
