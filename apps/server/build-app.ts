/** Puts the surfaces together into one application: routed by path alone, whatever the Host header says. */
import cookie from '@fastify/cookie';
import { settleAudit } from '@weft/domain/audit/record-event';
import type { Host } from '@weft/host/host';
import { discoveryRoutes } from '@weft/surface/discovery/serve-discovery';
import { gitRoutes } from '@weft/surface/git/hosting';
import { serveHooks } from '@weft/surface/hooks/serve-hooks';
import type { EventStreamOptions } from '@weft/surface/kit/event-streams';
import { EventStreams } from '@weft/surface/kit/event-streams';
import { readSmallBodies } from '@weft/surface/kit/read-body';
import { sendFailure } from '@weft/surface/kit/render-fault';
import type { AnyRoute } from '@weft/surface/kit/route';
import { serveRoutes } from '@weft/surface/kit/serve-routes';
import { tellUnread } from '@weft/surface/kit/tell-unread';
import { featuresRoute } from '@weft/surface/private/features';
import { ingestRoutes } from '@weft/surface/private/ingests';
import { publicationRoute } from '@weft/surface/private/publication';
import { serveIngestContent } from '@weft/surface/private/receive-ingest';
import { accountRoutes } from '@weft/surface/v2/accounts';
import { encryptionRoutes } from '@weft/surface/v2/encryptions';
import { jobRoutes } from '@weft/surface/v2/jobs';
import { notificationRoutes } from '@weft/surface/v2/notifications';
import { constantsRoute } from '@weft/surface/v2/permission-statements';
import { runArtifactRoutes } from '@weft/surface/v2/run-artifacts';
import { rerunJobRoute, runJobRoute } from '@weft/surface/v2/run-job';
import { runStepRoutes } from '@weft/surface/v2/run-steps';
import { runRoutes } from '@weft/surface/v2/runs';
import { userRoutes } from '@weft/surface/v2/users';
import { whoamiRoute } from '@weft/surface/v2/whoami';
import { personalTokenRoutes } from '@weft/surface/v3/account-apikeys';
import { accountExtraRoutes } from '@weft/surface/v3/account-extras';
import { adapterSchemaRoute } from '@weft/surface/v3/adapter-schema';
import { auditLogRoutes } from '@weft/surface/v3/audit-logs';
import { accountConnectionRoutes } from '@weft/surface/v3/connections';
import { projectCredentialRoutes } from '@weft/surface/v3/credentials';
import { variableValueRoutes } from '@weft/surface/v3/environment-variable-values';
import { variableRoutes } from '@weft/surface/v3/environment-variables';
import { accountEnvironmentRoutes, environmentRoutes } from '@weft/surface/v3/environments';
import { extendedAttributesRoutes } from '@weft/surface/v3/extended-attributes';
import { favoriteAssetRoutes } from '@weft/surface/v3/favorite-assets';
import { groupRoutes } from '@weft/surface/v3/groups';
import { inviteRoutes } from '@weft/surface/v3/invites';
import { ipRestrictionRoutes } from '@weft/surface/v3/ip-restrictions';
import { licenseMapRoutes } from '@weft/surface/v3/license-maps';
import { lineageIntegrationRoutes } from '@weft/surface/v3/lineage-integrations';
import { modelNotificationRoutes } from '@weft/surface/v3/model-notifications';
import { oauthConfigurationRoutes } from '@weft/surface/v3/oauth-configurations';
import { warehouseProfileRoutes } from '@weft/surface/v3/profiles';
import { projectConnectionRoutes } from '@weft/surface/v3/project-connections';
import { projectReadRoutes, projectWriteRoutes } from '@weft/surface/v3/projects';
import { accountRepositoryRoutes, managedRepositoryRoutes, projectRepositoryRoutes } from '@weft/surface/v3/repositories';
import { scimConfigRoutes } from '@weft/surface/v3/scim-config';
import { scimGroupRoutes } from '@weft/surface/v3/scim-groups';
import { scimSchemaRoutes } from '@weft/surface/v3/scim-schemas';
import { scimUserRoutes } from '@weft/surface/v3/scim-users';
import { semanticLayerRoutes } from '@weft/surface/v3/semantic-layer';
import { serviceTokenRoutes } from '@weft/surface/v3/service-tokens';
import { userCredentialRoutes } from '@weft/surface/v3/user-credentials';
import { vendorOnlyRoutes } from '@weft/surface/v3/vendor-only';
import { webhookRoutes } from '@weft/surface/v3/webhooks';
import type { ServerFacts } from '@weft/surface/weft/account';
import { accountSettingsRoutes } from '@weft/surface/weft/account';
import { apiDescriptionRoute } from '@weft/surface/weft/api-description';
import { auditRoutes } from '@weft/surface/weft/audit';
import { catalogRoutes } from '@weft/surface/weft/catalog';
import { catalogExportRoute } from '@weft/surface/weft/catalog-export';
import { cleanUpRoutes } from '@weft/surface/weft/clean-ups';
import { columnRoutes } from '@weft/surface/weft/columns';
import { connectionTestRoutes } from '@weft/surface/weft/connection-tests';
import { connectionRoutes } from '@weft/surface/weft/connections';
import { credentialRoutes } from '@weft/surface/weft/credentials';
import { developmentCredentialRoutes } from '@weft/surface/weft/development-credentials';
import { governanceRoutes } from '@weft/surface/weft/governance';
import type { Readiness } from '@weft/surface/weft/health';
import { healthRoutes } from '@weft/surface/weft/health';
import { historyRoutes } from '@weft/surface/weft/history';
import { hookRoutes } from '@weft/surface/weft/hook';
import { invitationRoutes } from '@weft/surface/weft/invitations';
import { keyRotationRoutes } from '@weft/surface/weft/key-rotation';
import { lineageRoute } from '@weft/surface/weft/lineage';
import { linkRoutes } from '@weft/surface/weft/links';
import { liveRoutes } from '@weft/surface/weft/live';
import { memberRoutes } from '@weft/surface/weft/members';
import { meshRoutes } from '@weft/surface/weft/mesh';
import { meshAdviceRoute } from '@weft/surface/weft/mesh-advice';
import { notifyRoutes } from '@weft/surface/weft/notify';
import { orchestrationRoutes } from '@weft/surface/weft/orchestration';
import { overviewRoute } from '@weft/surface/weft/overview';
import { profileRoutes } from '@weft/surface/weft/profile';
import { profileFactorRoutes } from '@weft/surface/weft/profile-factors';
import { pullRequestRoutes } from '@weft/surface/weft/pull-requests';
import { repositoryRoutes } from '@weft/surface/weft/repository';
import { repositoryAccessRoutes } from '@weft/surface/weft/repository-access';
import { resolvedVariablesRoute } from '@weft/surface/weft/resolved-variables';
import { runAroundRoute } from '@weft/surface/weft/run-around';
import { runDetailRoutes } from '@weft/surface/weft/run-details';
import { runListRoutes } from '@weft/surface/weft/run-list';
import { runLogRoutes } from '@weft/surface/weft/run-logs';
import { runPartRoutes } from '@weft/surface/weft/run-parts';
import { schedulePreviewRoute } from '@weft/surface/weft/schedule-preview';
import { selectionRoutes } from '@weft/surface/weft/selection';
import { sessionRoutes } from '@weft/surface/weft/session';
import { signInOptionsRoute } from '@weft/surface/weft/sign-in-options';
import { ssoProviderRoutes } from '@weft/surface/weft/sso-providers';
import { ssoSignInRoutes } from '@weft/surface/weft/sso-sign-in';
import { stateRetentionRoutes } from '@weft/surface/weft/state-retention';
import { uploadRoutes } from '@weft/surface/weft/uploads';
import { warehouseIdentityRoutes } from '@weft/surface/weft/warehouse-identities';
import { webhookLogRoutes } from '@weft/surface/weft/webhook-log';
import Fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';
import { serveWeb } from './serve-web.ts';

export interface AppParts {
  readonly facts: ServerFacts;
  /** What `/readyz` looks at beside the database. */
  readonly readiness: readonly Readiness[];
  /** The built web; null: only the APIs. */
  readonly webFolder: string | null;
  readonly streamOptions?: EventStreamOptions;
}

/** Every route whose body is small enough to be read whole; each is held against the caller by `serveRoutes`. */
export function smallRoutes(
  { facts, readiness }: Pick<AppParts, 'facts' | 'readiness'>,
  streams: EventStreams = new EventStreams(),
): readonly AnyRoute[] {
  return described(facts, [
    ...healthRoutes(readiness),
    ...accountRoutes('v2'),
    ...accountRoutes('v3'),
    ...projectReadRoutes('v2'),
    ...projectReadRoutes('v3'),
    ...projectWriteRoutes('v2'),
    ...projectWriteRoutes('v3'),
    ...accountEnvironmentRoutes('v2'),
    ...accountEnvironmentRoutes('v3'),
    ...environmentRoutes,
    ...serviceTokenRoutes,
    ...personalTokenRoutes,
    ...groupRoutes,
    ...licenseMapRoutes,
    ...userRoutes,
    ...memberRoutes,
    ...variableRoutes,
    ...variableValueRoutes,
    resolvedVariablesRoute,
    ...ipRestrictionRoutes,
    ...auditLogRoutes,
    ...auditRoutes,
    ...jobRoutes,
    runJobRoute,
    rerunJobRoute,
    schedulePreviewRoute,
    ...orchestrationRoutes,
    ...runRoutes,
    ...runListRoutes,
    runAroundRoute,
    ...runStepRoutes,
    ...projectRepositoryRoutes,
    ...managedRepositoryRoutes,
    ...accountRepositoryRoutes,
    ...lineageIntegrationRoutes,
    ...favoriteAssetRoutes,
    ...accountExtraRoutes,
    ...runArtifactRoutes,
    whoamiRoute,
    constantsRoute,
    featuresRoute,
    ...sessionRoutes,
    signInOptionsRoute,
    ...linkRoutes,
    ...invitationRoutes,
    ...inviteRoutes,
    ...profileRoutes,
    ...profileFactorRoutes,
    ...ssoSignInRoutes,
    ...ssoProviderRoutes,
    ...scimConfigRoutes,
    ...scimSchemaRoutes,
    ...scimUserRoutes,
    ...scimGroupRoutes,
    ...accountSettingsRoutes(facts),
    ...connectionRoutes,
    ...connectionTestRoutes,
    ...accountConnectionRoutes,
    ...projectConnectionRoutes,
    ...projectCredentialRoutes,
    ...userCredentialRoutes,
    ...developmentCredentialRoutes,
    ...keyRotationRoutes,
    ...warehouseIdentityRoutes,
    ...extendedAttributesRoutes,
    ...warehouseProfileRoutes,
    ...oauthConfigurationRoutes,
    ...encryptionRoutes,
    ...semanticLayerRoutes,
    adapterSchemaRoute,
    ...credentialRoutes,
    overviewRoute,
    ...repositoryRoutes,
    ...hookRoutes,
    ...pullRequestRoutes,
    ...repositoryAccessRoutes,
    ...uploadRoutes,
    ...runDetailRoutes,
    ...selectionRoutes,
    ...cleanUpRoutes,
    ...runLogRoutes,
    ...runPartRoutes,
    ...liveRoutes(streams),
    ...webhookRoutes,
    ...webhookLogRoutes,
    ...notificationRoutes,
    ...modelNotificationRoutes,
    ...notifyRoutes,
    ...meshRoutes,
    ...catalogRoutes,
    catalogExportRoute,
    ...governanceRoutes,
    ...historyRoutes,
    ...stateRetentionRoutes,
    ...columnRoutes,
    lineageRoute,
    ...discoveryRoutes,
    meshAdviceRoute,
    publicationRoute,
    ...ingestRoutes,
    ...vendorOnlyRoutes,
  ]);
}

function described({ version }: ServerFacts, routes: readonly AnyRoute[]): readonly AnyRoute[] {
  return [...routes, apiDescriptionRoute(routes, version)];
}

/** Without a `serverFactory` the app is for in-process requests. */
export async function buildApp(host: Host, parts: AppParts, serverFactory?: FastifyServerFactory): Promise<FastifyInstance> {
  const app = Fastify({
    ...(serverFactory ? { serverFactory } : {}),
    logger: false,
    // Who else says where a request came from may say what it likes.
    trustProxy: host.config.trustedProxies.length === 0 ? false : [...host.config.trustedProxies],
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2048 },
    bodyLimit: 10 * 1024 * 1024,
    forceCloseConnections: 'idle',
    // What is wrong before there is a route, such as an address that cannot be decoded, is told in the same shape.
    frameworkErrors: (error, request, reply) => {
      sendFailure(host, error, request, reply);
    },
    clientErrorHandler: tellUnread,
  });
  const streams = new EventStreams(parts.streamOptions);
  // Before the listener waits for what is under way: a stream never ends by itself.
  app.addHook('preClose', async () => streams.end());
  // What is counted of the running minute is written while there is a database.
  app.addHook('onClose', () => settleAudit(host, true));
  await app.register(cookie);
  // Where nothing is, no body is looked at; each surface reads its own.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler((error, request, reply) => sendFailure(host, error, request, reply));
  await app.register(async (scope) => {
    readSmallBodies(scope);
    serveRoutes(scope, host, smallRoutes(parts, streams));
  });
  await app.register(async (scope) => serveIngestContent(scope, host));
  // No body of git is read here: it goes on as it comes.
  await app.register(async (scope) => serveRoutes(scope, host, gitRoutes()));
  await app.register(async (scope) => serveHooks(scope, host));
  await serveWeb(app, host, parts.webFolder);
  return app;
}
