import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const outboxRoutes = (_ctx: PortalContext): Router => Router();
