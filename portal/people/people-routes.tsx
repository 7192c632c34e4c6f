import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

export const peopleRoutes = (_ctx: PortalContext): Router => Router();
