/** The nouns of ingest and every decision about an upload's life. */
import type { FaultKind } from '@weft/base/fault';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { unreachable } from '@weft/base/unreachable';

/** How long an upload may take from being announced to being completed: dbt does all three steps in one go. */
export const uploadLifetimeMilliseconds = 3600 * 1000;

/** Of the zip. The largest projects known have manifests of some hundred megabytes, stored; whoever sends more is not sending artifacts. */
export const uploadBytesMax = 2 * 1024 ** 3;

/** Tells a repeated PUT from another one. Not a seal: whoever has the address may send anything. */
export interface Receipt {
  readonly sizeBytes: number;
  readonly crc32: number;
}

export interface Reason {
  readonly kind: FaultKind;
  readonly code: string;
  readonly message: string;
}

interface Received {
  readonly receipt: Receipt;
  readonly intakeId: Id<'invocation'>;
  readonly receivedAt: Date;
}

export type UploadState =
  | { readonly state: 'open' }
  | ({ readonly state: 'received' } & Received)
  | ({ readonly state: 'completed'; readonly completedAt: Date } & Received)
  /** `duplicate`: the invocation was there already. */
  | ({
      readonly state: 'accepted' | 'duplicate';
      readonly completedAt: Date;
      readonly settledAt: Date;
      readonly invocationId: Id<'invocation'>;
    } & Received)
  /** `completedAt` null: refused while it was received, so the uploader was told. */
  | { readonly state: 'rejected'; readonly completedAt: Date | null; readonly settledAt: Date; readonly reason: Reason }
  | { readonly state: 'expired'; readonly settledAt: Date; readonly reason: Reason };

export interface UploadFacts {
  readonly id: Id<'upload'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  /** Who announced it: a token's name or an e-mail address. */
  readonly createdBy: string;
  readonly jobIdHint: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export type Upload = UploadFacts & UploadState;

/** One dbt command, whoever ran it. */
export interface Invocation {
  readonly id: Id<'invocation'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly source: InvocationSource;
  /** CI changes neither what is defined nor what is applied. */
  readonly isCi: boolean;
  readonly dbtInvocationId: string;
  readonly generatedAt: Date;
  /** dbt's word for it (`run`, `build`, `generate`, `freshness`); null when no artifact tells, as with `dbt ls`. */
  readonly command: string | null;
  /** As it was typed. */
  readonly invocationCommand: string | null;
  readonly dbtVersion: string;
  readonly adapterType: string | null;
  readonly outcome: 'success' | 'error';
  /** How many results have which status; empty without results. */
  readonly statusCounts: Readonly<Record<string, number>>;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly elapsedSeconds: number | null;
  readonly stateVersionId: Id<'stateVersion'> | null;
  readonly acceptedAt: Date;
}

export type InvocationSource =
  | { readonly kind: 'upload'; readonly uploadId: Id<'upload'> }
  | { readonly kind: 'run'; readonly runId: Id<'run'>; readonly stepIndex: number };

/** What a PUT to this upload means: take its bytes in, or only see whether they are the ones taken in before. */
export function judgePut(upload: Upload, at: Date): { readonly do: 'take in' } | { readonly do: 'compare'; readonly receipt: Receipt } {
  switch (upload.state) {
    case 'open':
      if (isOverdue(upload, at)) throw expired();
      return { do: 'take in' };
    case 'received':
      if (isOverdue(upload, at)) throw expired();
      return { do: 'compare', receipt: upload.receipt };
    case 'completed':
    case 'accepted':
    case 'duplicate':
      return { do: 'compare', receipt: upload.receipt };
    case 'rejected':
      // The answer may have been lost: the same question gets it again.
      throw new Fault(upload.reason.kind, upload.reason.code, upload.reason.message);
    case 'expired':
      throw expired();
    default:
      return unreachable(upload);
  }
}

/** `nothing`: it was completed before. Clients repeat a request whose answer was lost. */
export function judgeCompletion(upload: Upload, at: Date): 'complete' | 'nothing' {
  switch (upload.state) {
    case 'open':
      if (isOverdue(upload, at)) throw expired();
      throw new Fault(
        'conflict',
        'upload.not_received',
        `Nothing was received for the ingest ${upload.id} yet. PUT the artifacts to its upload_url first.`,
      );
    case 'received':
      if (isOverdue(upload, at)) throw expired();
      return 'complete';
    case 'completed':
    case 'accepted':
    case 'duplicate':
      return 'nothing';
    case 'rejected':
      if (upload.completedAt !== null) return 'nothing';
      throw new Fault('conflict', upload.reason.code, upload.reason.message);
    case 'expired':
      throw expired();
    default:
      return unreachable(upload);
  }
}

/** Whether the uploader's own report of failure still changes anything. */
export function mayBeGivenUp(upload: Upload): boolean {
  return upload.state === 'open' || upload.state === 'received';
}

export function isSameReceipt(one: Receipt, other: Receipt): boolean {
  return one.sizeBytes === other.sizeBytes && one.crc32 === other.crc32;
}

export function contentDiffers(upload: Upload): Fault {
  return new Fault(
    'conflict',
    'upload.content_differs',
    `The ingest ${upload.id} has received other bytes already. Announce a new one for these.`,
  );
}

export function tooLarge(): Fault {
  return new Fault(
    'too_large',
    'upload.too_large',
    `The upload is larger than ${uploadBytesMax / 1024 ** 3} GiB, which is more than dbt's artifacts are. Send what dbt wrote to its target folder, and no more.`,
  );
}

export function expired(): Fault {
  return new Fault(
    'gone',
    'upload.expired',
    'This upload was not completed within an hour of being announced. Run the dbt command again, or announce a new upload.',
  );
}

function isOverdue(upload: Upload, at: Date): boolean {
  return at.getTime() >= upload.expiresAt.getTime();
}

/** A warning is a success that says something. */
export const successStatuses: ReadonlySet<string> = new Set(['success', 'pass', 'warn', 'no-op', 'reused']);
