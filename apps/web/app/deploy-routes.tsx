/** The pages under Deploy, at the addresses that other programs link to: the account's lists, and each project with what is in it. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readIds } from './read-ids.ts';
import {
  readCompareSearch,
  readHistorySearch,
  readMeshAdviceSearch,
  readNewJobSearch,
  readOrchestrationSearch,
  readPublicModelsSearch,
  readPullRequestsSearch,
  readRunSearch,
  readRunsSearch,
  readSetUpSearch,
  readStateSearch,
} from './read-search.ts';
import { shellRoute } from './root-routes.tsx';

const deployRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/deploy/$accountId',
  params: { parse: (raw) => readIds(raw) },
});

const deployIndexRoute = createRoute({
  getParentRoute: () => deployRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/deploy/$accountId/jobs', params });
  },
});

/** Jobs | Runs | Environments of the whole account. */
const listsRoute = createRoute({
  getParentRoute: () => deployRoute,
  id: 'lists',
  component: lazyRouteComponent(() => import('../features/account/deploy-page.tsx'), 'DeployPage'),
});

const allJobsRoute = createRoute({
  getParentRoute: () => listsRoute,
  path: 'jobs',
  component: lazyRouteComponent(() => import('../features/jobs/jobs-page.tsx'), 'JobsPage'),
});

const allRunsRoute = createRoute({
  getParentRoute: () => listsRoute,
  path: 'runs',
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import('../features/runs/runs-page.tsx'), 'RunsPage'),
});

const pullRequestsRoute = createRoute({
  getParentRoute: () => listsRoute,
  path: 'pull-requests',
  validateSearch: readPullRequestsSearch,
  component: lazyRouteComponent(() => import('../features/pull-requests/pull-requests-page.tsx'), 'PullRequestsPage'),
});

const allEnvironmentsRoute = createRoute({
  getParentRoute: () => listsRoute,
  path: 'environments',
  component: lazyRouteComponent(() => import('../features/environments/environments-page.tsx'), 'EnvironmentsPage'),
});

const orchestrationRoute = createRoute({
  getParentRoute: () => listsRoute,
  path: 'orchestration',
  validateSearch: readOrchestrationSearch,
  component: lazyRouteComponent(() => import('../features/jobs/orchestration-page.tsx'), 'OrchestrationPage'),
});

const projectRoute = createRoute({
  getParentRoute: () => deployRoute,
  path: 'projects/$projectId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/projects/project-gate.tsx'), 'ProjectGate'),
});

const tabsRoute = createRoute({
  getParentRoute: () => projectRoute,
  id: 'tabs',
  component: lazyRouteComponent(() => import('../features/projects/project-page.tsx'), 'ProjectPage'),
});

const overviewRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/projects/project-overview.tsx'), 'ProjectOverview'),
});

const environmentsRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'environments',
  component: lazyRouteComponent(() => import('../features/environments/project-environments.tsx'), 'ProjectEnvironments'),
});

const jobsRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'jobs',
  component: lazyRouteComponent(() => import('../features/jobs/project-jobs.tsx'), 'ProjectJobs'),
});

const runsRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'runs',
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import('../features/runs/project-runs.tsx'), 'ProjectRuns'),
});

const publicModelsRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'public-models',
  validateSearch: readPublicModelsSearch,
  component: lazyRouteComponent(() => import('../features/projects/public-models.tsx'), 'PublicModels'),
});

const meshAdviceRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'mesh-advice',
  validateSearch: readMeshAdviceSearch,
  component: lazyRouteComponent(() => import('../features/mesh/mesh-advice.tsx'), 'MeshAdvice'),
});

const historyRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'history',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('../features/history/history-page.tsx'), 'HistoryPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'history/compare',
  validateSearch: readCompareSearch,
  component: lazyRouteComponent(() => import('../features/history/compare-page.tsx'), 'ComparePage'),
});

const stateRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'history/$stateId',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readStateSearch,
  component: lazyRouteComponent(() => import('../features/history/state-page.tsx'), 'StatePage'),
});

const repositoryRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'repository',
  component: lazyRouteComponent(() => import('../features/repositories/repository-page.tsx'), 'RepositoryPage'),
});

const projectSettingsRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('../features/projects/project-settings.tsx'), 'ProjectSettings'),
});

const setUpRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'set-up',
  validateSearch: readSetUpSearch,
  component: lazyRouteComponent(() => import('../features/projects/set-up-page.tsx'), 'SetUpPage'),
});

const newEnvironmentRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'environments/new',
  component: lazyRouteComponent(() => import('../features/environments/edit-environment-page.tsx'), 'NewEnvironmentPage'),
});

const environmentRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'environments/$environmentId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/environments/environment-page.tsx'), 'EnvironmentPage'),
});

const uploadRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'environments/$environmentId/artifact-upload',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/uploads/artifact-upload-page.tsx'), 'ArtifactUploadPage'),
});

const editEnvironmentRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'environments/$environmentId/edit',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/environments/edit-environment-page.tsx'), 'EditEnvironmentPage'),
});

const variablesRoute = createRoute({
  getParentRoute: () => tabsRoute,
  path: 'variables',
  component: lazyRouteComponent(() => import('../features/variables/variables-page.tsx'), 'VariablesPage'),
});

const newJobRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'jobs/new',
  validateSearch: readNewJobSearch,
  component: lazyRouteComponent(() => import('../features/jobs/edit-job-page.tsx'), 'NewJobPage'),
});

const jobRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'jobs/$jobId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/jobs/job-page.tsx'), 'JobPage'),
});

const editJobRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'jobs/$jobId/edit',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/jobs/edit-job-page.tsx'), 'EditJobPage'),
});

const pullRequestRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'pull-requests/$pullRequestId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/pull-requests/pull-request-page.tsx'), 'PullRequestPage'),
});

const runRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'runs/$runId',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import('../features/runs/run-page.tsx'), 'RunPage'),
});

const tabs = [
  overviewRoute,
  environmentsRoute,
  jobsRoute,
  runsRoute,
  publicModelsRoute,
  meshAdviceRoute,
  historyRoute,
  repositoryRoute,
  variablesRoute,
  projectSettingsRoute,
] as const;
const details = [
  setUpRoute,
  compareRoute,
  stateRoute,
  newEnvironmentRoute,
  environmentRoute,
  uploadRoute,
  editEnvironmentRoute,
  newJobRoute,
  jobRoute,
  editJobRoute,
  runRoute,
  pullRequestRoute,
] as const;

export const deployRoutes = [
  deployRoute.addChildren([
    deployIndexRoute,
    listsRoute.addChildren([allJobsRoute, allRunsRoute, pullRequestsRoute, allEnvironmentsRoute, orchestrationRoute]),
    projectRoute.addChildren([tabsRoute.addChildren(tabs), ...details]),
  ]),
] as const;
