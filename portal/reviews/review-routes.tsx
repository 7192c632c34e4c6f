import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const reviewRoutes = (_ctx: PortalContext): Router => Router();
