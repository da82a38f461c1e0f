/** What ingest announces. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';

/** The artifacts of a dbt command were taken in, whoever ran it. Whoever reacts reads the invocation: news may come twice and late. */
export const artifactsAccepted = eventKind<{
  accountId: Id<'account'>;
  projectId: Id<'project'>;
  environmentId: Id<'environment'>;
  invocationId: Id<'invocation'>;
  /** null: they are of a run that Weft made. */
  uploadId: Id<'upload'> | null;
  /** The job that the uploader says it ran for; nothing has checked that there is such a job. */
  jobIdHint: number | null;
}>('artifacts.accepted');

/** An upload came to nothing: refused, given up by the client, or never finished in time. */
export const uploadRejected = eventKind<{
  accountId: Id<'account'>;
  projectId: Id<'project'>;
  environmentId: Id<'environment'>;
  uploadId: Id<'upload'>;
  jobIdHint: number | null;
  code: string;
  message: string;
}>('upload.rejected');
