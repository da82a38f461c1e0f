/** A repository as v3 (and v2) show it; the address is Weft's own to show, as clients read it from the official server too. */
export interface WireProjectRepository {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly name: string;
  readonly full_name: string;
  /** Of a managed one, where it is cloned from. */
  readonly remote_url: string;
  readonly remote_backend: 'github' | 'gitlab' | 'ado' | 'managed' | 'manual_config';
  readonly git_clone_strategy: string;
  readonly deploy_key_id: number | null;
  /** An object always: a client looks into it without asking. The key is empty where the repository is not entered by ssh. */
  readonly deploy_key: {
    readonly id: number;
    readonly account_id: number;
    readonly public_key: string;
    readonly state: 1;
  };
  /** Weft's own: whether it has a token to enter with. */
  readonly has_token: boolean;
  readonly username: string | null;
  readonly default_branch: string;
  readonly repository_credentials_id: number | null;
  readonly github_installation_id: number | null;
  readonly github_webhook_id: null;
  readonly github_repo: string | null;
  readonly gitlab: {
    readonly account_id: number;
    readonly repository_id: number;
    readonly gitlab_project_id: number;
    readonly state: 1;
    readonly project_access_token_id: null;
    readonly expires_at: null;
  } | null;
  readonly gitlab_project_id: number | null;
  readonly private_link_endpoint_id: string | null;
  readonly is_private_link_enabled: boolean;
  readonly git_provider_id: null;
  readonly git_provider: null;
  readonly pull_request_url_template: string;
  readonly web_url: string | null;
  readonly state: 1 | 2;
  readonly created_at: string;
  readonly updated_at: string;
}
