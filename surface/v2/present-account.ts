/** An account of ours in the wire's words. */
import type { Account } from '@weft/domain/identity/model';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireAccount } from '@weft/wire/v2/account';

/** Weft sells nothing, so seats and slots are the largest that existing clients keep as a number. */
const unlimited = 1_000_000;

/** The longest timeout that a job may have. */
const secondsOfYear = 31_536_000;

export function presentAccount(account: Account): WireAccount {
  return {
    id: account.id,
    name: account.name,
    state: 1,
    plan: 'enterprise',
    locked: false,
    run_slots: account.runSlots ?? unlimited,
    developer_seats: unlimited,
    read_only_seats: unlimited,
    it_seats: unlimited,
    explorer_seats: unlimited,
    analyst_seats: unlimited,
    queue_limit: unlimited,
    run_duration_limit_seconds: secondsOfYear,
    pod_memory_request_mebibytes: 0,
    develop_pod_memory_request_mebibytes: 0,
    pending_cancel: false,
    business_critical: false,
    agent_credit_locked: false,
    lock_reason: null,
    lock_cause: null,
    unlocked_at: null,
    trial_end_date: null,
    run_locked_until: null,
    copilot_locked_until: null,
    billing_email_address: null,
    git_auth_level: null,
    account_migration_events: [],
    groups: [],
    identifier: `weft-${account.id}`,
    static_subdomain: null,
    vanity_subdomain: null,
    docs_job_id: null,
    freshness_job_id: null,
    docs_job: null,
    freshness_job: null,
    enterprise_authentication_method: null,
    enterprise_login_slug: null,
    enterprise_unique_identifier: null,
    starter_repo_url: null,
    created_at: wireTimestamp(account.createdAt),
    updated_at: wireTimestamp(account.updatedAt),
  };
}
