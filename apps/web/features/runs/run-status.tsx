/** A run's status, by word, shape and colour. */
import {
  IconAlertTriangleFilled,
  IconBan,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconLoader2,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';
import classes from './run-status.module.css';

export const runStatuses = [
  { status: 1, word: 'Queued' },
  { status: 2, word: 'Starting' },
  { status: 3, word: 'Running' },
  { status: 10, word: 'Success' },
  { status: 20, word: 'Error' },
  { status: 30, word: 'Cancelled' },
] as const;

export function statusWord(status: number): string {
  return runStatuses.find((known) => known.status === status)?.word ?? `Status ${status}`;
}

export function isOver(status: number): boolean {
  return status >= 10;
}

/** `warnings`: of a run that succeeded, which is then no plain success. */
export function RunStatus(props: {
  readonly status: number;
  readonly warnings?: number | undefined;
  readonly size?: 'sm' | 'lg';
}): ReactNode {
  const { status, size = 'sm', warnings = 0 } = props;
  return (
    <MarkWord tone={tone(status, warnings)} size={size}>
      <StatusIcon status={status} warnings={warnings} size={size === 'lg' ? 17 : 14} />
      {statusWord(status)}
      {hasWarnings(status, warnings) ? ` with ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : ''}
    </MarkWord>
  );
}

export function StatusIcon(props: { readonly status: number; readonly warnings?: number; readonly size?: number }): ReactNode {
  const { status, warnings = 0, size = 16 } = props;
  const className = classes[`${tone(status, warnings)}Icon`];
  if (hasWarnings(status, warnings)) return <IconAlertTriangleFilled size={size} className={className} aria-hidden="true" />;
  if (status === 10) return <IconCircleCheckFilled size={size} className={className} aria-hidden="true" />;
  if (status === 20) return <IconCircleXFilled size={size} className={className} aria-hidden="true" />;
  if (status === 30) return <IconBan size={size} className={className} aria-hidden="true" />;
  if (status === 1) return <IconCircleDashed size={size} className={className} aria-hidden="true" />;
  return <IconLoader2 size={size} className={`${className} ${classes.turning}`} aria-hidden="true" />;
}

function hasWarnings(status: number, warnings: number): boolean {
  return status === 10 && warnings > 0;
}

function tone(status: number, warnings: number): Tone {
  if (status === 10) return warnings > 0 ? 'warn' : 'good';
  if (status === 20) return 'bad';
  return status === 2 || status === 3 ? 'busy' : 'still';
}

/** How the artifacts of a run came in: uploaded by somebody's own dbt. */
export function IngestMark({ cause }: { readonly cause: string | undefined }): ReactNode {
  if (cause !== 'ingest') return null;
  return (
    <span className={classes.ingest} title="dbt ran elsewhere and uploaded its artifacts">
      <code>&lt;/&gt;</code> Artifact ingestion
    </span>
  );
}
