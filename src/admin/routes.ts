/** Every route of the API: the one table that the router, roles, documentation and the client are made from. */
import { alertRoutes } from "./alerts.routes.ts";
import { arrivalRoutes } from "./arrivals.routes.ts";
import { auditRoutes } from "./audit.routes.ts";
import { checkRoutes } from "./check.routes.ts";
import { claimRoutes } from "./claims.routes.ts";
import { deadLetterRoutes } from "./dead-letters.routes.ts";
import { documentationRoutes } from "./documentation.routes.ts";
import { experimentActionRoutes } from "./experiment-actions.routes.ts";
import { editorRoutes } from "./editor.routes.ts";
import { elementRoutes } from "./elements.routes.ts";
import { eventRoutes } from "./events.routes.ts";
import { experimentRoutes } from "./experiments.routes.ts";
import { exportRoutes } from "./exports.routes.ts";
import { goalRoutes } from "./goals.routes.ts";
import { healthRoutes } from "./health.routes.ts";
import { layerRoutes } from "./layers.routes.ts";
import { metricRoutes } from "./metrics.routes.ts";
import { previewRoutes } from "./preview.routes.ts";
import { reconcileRoutes } from "./reconcile.routes.ts";
import { rawResultRoutes } from "./raw-results.routes.ts";
import { resultRoutes } from "./results.routes.ts";
import { revisionRoutes } from "./revisions.routes.ts";
import type { AnyRoute } from "./route.ts";
import { sessionRoutes } from "./session.routes.ts";
import { settingsRoutes } from "./settings.routes.ts";
import { staffRoutes } from "./staff.routes.ts";
import { tokenRoutes } from "./tokens.routes.ts";
import { visitorRoutes } from "./visitors.routes.ts";

export const TABLE = [
  ...healthRoutes,
  ...experimentRoutes,
  ...experimentActionRoutes,
  ...revisionRoutes,
  ...previewRoutes,
  ...checkRoutes,
  ...claimRoutes,
  ...editorRoutes,
  ...resultRoutes,
  ...rawResultRoutes,
  ...exportRoutes,
  ...visitorRoutes,
  ...eventRoutes,
  ...arrivalRoutes,
  ...reconcileRoutes,
  ...goalRoutes,
  ...metricRoutes,
  ...layerRoutes,
  ...elementRoutes,
  ...settingsRoutes,
  ...staffRoutes,
  ...tokenRoutes,
  ...auditRoutes,
  ...deadLetterRoutes,
  ...alertRoutes,
  ...sessionRoutes,
  ...documentationRoutes(() => ROUTES),
] as const;

export const ROUTES: readonly AnyRoute[] = [...TABLE];
