/** A repository of ours in the wire's words. */
import type { Repository } from '@weft/domain/git/model';
import { backendOf, readRemoteUrl } from '@weft/domain/git/remote-url';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireProjectRepository } from '@weft/wire/v3/repository';
import { cloneUrlOf } from '../git/find-hosted.ts';

export function presentRepository(host: Pick<Host, 'config'>, repository: Repository): WireProjectRepository {
  const { id, accountId, projectId, provider, remoteUrl } = repository;
  const remote = remoteUrl === null ? null : readRemoteUrl(remoteUrl);
  const backend = remote === null ? 'managed' : backendOf(remote);
  const fullName = repository.fullName ?? repository.name;
  return {
    id,
    account_id: accountId,
    project_id: projectId,
    name: repository.name,
    full_name: fullName,
    remote_url: remoteUrl ?? cloneUrlOf(host, repository),
    remote_backend: backend,
    git_clone_strategy: repository.cloneStrategy,
    deploy_key_id: repository.publicKey === null ? null : id,
    deploy_key: { id, account_id: accountId, public_key: repository.publicKey ?? '', state: 1 },
    has_token: repository.hasToken,
    username: repository.username,
    default_branch: repository.defaultBranch,
    repository_credentials_id: provider.repositoryCredentialsId,
    github_installation_id: provider.githubInstallationId,
    github_webhook_id: null,
    github_repo: backend === 'github' ? fullName : null,
    gitlab:
      provider.gitlabProjectId === null
        ? null
        : {
            ...{ account_id: accountId, repository_id: id, gitlab_project_id: provider.gitlabProjectId, state: 1 },
            ...{ project_access_token_id: null, expires_at: null },
          },
    gitlab_project_id: provider.gitlabProjectId,
    private_link_endpoint_id: provider.privateLinkEndpointId,
    is_private_link_enabled: false,
    git_provider_id: null,
    git_provider: null,
    pull_request_url_template: repository.pullRequestUrlTemplate,
    web_url: remote === null ? null : remote.origin === null ? `https://${remote.host}/${fullName}` : `${remote.origin}${fullName}`,
    state: repository.deletedAt === null ? 1 : 2,
    created_at: wireTimestamp(repository.createdAt),
    updated_at: wireTimestamp(repository.updatedAt),
  };
}
