import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const contactRoutes = (_ctx: PortalContext): Router => Router();
