// All REST routes in the order they are tried.
import type { Route } from '../http/router.ts';
import { actionsRoutes } from './actions-routes.ts';
import { appRoutes } from './app-routes.ts';
import { checkRoutes } from './check-routes.ts';
import { commitRoutes, gitRoutes } from './git-routes.ts';
import { pullRoutes } from './pull-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';

export const restRoutes: readonly Route[] = [
  ...appRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...actionsRoutes,
  ...gitRoutes,
  ...commitRoutes,
  ...repositoryRoutes,
];
